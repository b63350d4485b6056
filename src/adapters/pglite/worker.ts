/**
 * The thread in which PGlite runs, so that the main thread's event loop stays free while a statement runs. It knows
 * nothing of adapters: it opens one folder and executes what it is sent, one request after the other.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { columnNamer, TYPE_NAME_SQL } from '../postgres/results.ts'
import { RESULT_PARSERS } from '../postgres/types.ts'
import { removeOrphanFiles } from './orphans.ts'
import type {
  EngineComplaint,
  WorkerReply,
  WorkerRequest,
  WorkerResult,
  WorkerSettings,
} from './protocol.ts'
import { ensureFolder } from './template.ts'

/**
 * How much of a function runs before it is optimized. By V8's measure (1,800,000 in Node 20, 13,000,000 in 22 and 24) a third
 * of the processor time of a command that asks little goes into optimizing what is not run again; by this one a table of
 * 300,000 rows is made no later. It counts for the process, which has no other large program.
 */
const OPTIMIZE_LATER = '--wasm-tiering-budget=200000000'

const port = parentPort!
const settings = workerData as WorkerSettings
/** The last lines that Postgres logged, for the message when it does not start. */
const log: string[] = []

let nameColumns: ReturnType<typeof columnNamer> | undefined

const engine = await open().catch((error: unknown) => {
  reply({ kind: 'not opened', message: String(error), log: log.join('\n') })
})
if (engine) serve(engine)
else port.close()

function reply(message: WorkerReply): void {
  port.postMessage(message)
}

async function open(): Promise<PGlite> {
  // Compiling goes on in the background while the folder is copied.
  const compiling = settings.program ? Promise.resolve(settings.program) : compileProgram()
  await ensureFolder(settings.folder, settings.cacheFolder, async folder => {
    await (await PGlite.create(folder, { pgliteWasmModule: await compiling })).close()
  })
  const program = await compiling
  const database = await PGlite.create({
    dataDir: settings.folder,
    pgliteWasmModule: program,
    parsers: { ...RESULT_PARSERS },
    startParams: [...PGlite.defaultStartParams, ...settings.startParameters],
    onStderr: remember,
  })
  // Values arrive as text already; PGlite's own serializers would refuse some of them.
  for (const type of Object.keys(database.serializers)) database.serializers[type] = text => text
  const removed = settings.removeOrphans
    ? await removeOrphanFiles(database, settings.folder)
    : { files: 0, bytes: 0 }
  reply({ kind: 'opened', orphansRemoved: removed.files, orphanBytes: removed.bytes, program })
  return database
}

async function compileProgram(): Promise<WebAssembly.Module> {
  setFlagsFromString(OPTIMIZE_LATER)
  const file = fileURLToPath(import.meta.resolve('@electric-sql/pglite/pglite.wasm'))
  return await WebAssembly.compile(await readFile(file))
}

function remember(line: string): boolean {
  log.push(line)
  if (log.length > 20) log.shift()
  return false
}

/** Requests run strictly in the order in which they came. */
function serve(database: PGlite): void {
  let queue = Promise.resolve()
  port.on('message', ({ id, request }: { id: number; request: WorkerRequest }) => {
    queue = queue.then(async () => {
      try {
        reply({ kind: 'result', id, result: await perform(database, request) })
      } catch (error) {
        reply({ kind: 'complaint', id, complaint: describe(error) })
      }
      if (request.kind === 'close') port.close()
    })
  })
}

const NOTHING: WorkerResult = { columns: [], rows: [], rowCount: null, command: '', rowCounts: [] }

async function perform(database: PGlite, request: WorkerRequest): Promise<WorkerResult> {
  switch (request.kind) {
    case 'query':
      return await query(database, request)
    case 'describe':
      return await describeColumns(database, request.sql)
    case 'execute':
      return await execute(database, request.sql)
    case 'copy':
      return await copy(database, request.sql, request.file)
    case 'copy text':
      return await copyText(database, request.sql, request.text)
    case 'listen':
      await database.listen(request.channel, payload => {
        reply({ kind: 'notice', channel: request.channel, payload })
      })
      return NOTHING
    case 'close':
      await database.close()
      return NOTHING
  }
}

async function execute(database: PGlite, sql: string): Promise<WorkerResult> {
  const results = await database.exec(sql)
  return { ...NOTHING, rowCounts: results.map(({ rowCount = null }) => rowCount) }
}

const JSON_AS_TEXT = { 114: asIs, 3802: asIs }

function asIs(text: string): string {
  return text
}

async function describeColumns(database: PGlite, sql: string): Promise<WorkerResult> {
  const { resultFields } = await database.describeQuery(sql)
  nameColumns ??= columnNamer(type => askTypeName(database, type))
  return { ...NOTHING, columns: await nameColumns(resultFields) }
}

async function query(
  database: PGlite,
  { sql, values, jsonAsText }: Omit<Extract<WorkerRequest, { kind: 'query' }>, 'kind'>,
): Promise<WorkerResult> {
  const parsers = jsonAsText ? { parsers: JSON_AS_TEXT } : {}
  const result = await database.query<unknown[]>(sql, [...values], { rowMode: 'array', ...parsers })
  const { rows, command = '', rowCount = null } = result
  nameColumns ??= columnNamer(type => askTypeName(database, type))
  return { ...NOTHING, columns: await nameColumns(result.fields), rows, rowCount, command }
}

async function askTypeName(database: PGlite, type: number): Promise<string> {
  const { rows } = await database.query<{ name: string }>(TYPE_NAME_SQL, [String(type)])
  return rows[0]!.name
}

/** What is in memory already is given to the engine as its /dev/blob. */
async function copyText(database: PGlite, sql: string, text: string): Promise<WorkerResult> {
  const { rowCount = null } = await database.query(sql, [], { blob: new Blob([text]) })
  return { ...NOTHING, rowCount }
}

/**
 * COPY from a file through a mounted folder: the engine reads it block by block, so a file of any size costs no memory
 * (its own /dev/blob would hold it whole).
 */
async function copy(database: PGlite, sql: string, file: string): Promise<WorkerResult> {
  const at = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'))
  const { FS, NODEFS } = database.Module
  FS.mkdirTree('/copy')
  FS.mount(NODEFS, { root: file.slice(0, at) || '/' }, '/copy')
  try {
    const path = `'/copy/${file.slice(at + 1).replaceAll("'", "''")}'`
    const loading = sql.replace('%file%', () => path)
    return await query(database, { sql: loading, values: [], jsonAsText: false })
  } finally {
    FS.unmount('/copy')
  }
}

function describe(error: unknown): EngineComplaint {
  const fields = error as Partial<EngineComplaint> & Error
  return {
    message: fields.message,
    code: fields.code,
    detail: fields.detail,
    hint: fields.hint,
    position: fields.position,
    where: fields.where,
  }
}
