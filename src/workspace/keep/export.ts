/**
 * Writes down what an embedded database holds and nothing can make anew: managed tables, and of the ledger what stands
 * and the last runs. Only what has changed since the last export is read, all of it in one transaction, so that the files
 * are of one moment and no other process writes them meanwhile.
 */
import type { Adapter, Session } from '../../adapters/adapter.ts'
import { modelError } from '../../errors/model-error.ts'
import { displayRelation, quoteLiteral, relationKey } from '../../sql/relation.ts'
import {
  KEPT_RESULTS,
  KEPT_TABLES,
  type KeptLedgerTable,
  type KeptTable,
  type LedgerMarks,
  readLedgerMarks,
  resultsOfRun,
  runTables,
} from '../../state/kept-ledger.ts'
import { LEDGER_SCHEMA } from '../../state/ledger-tables.ts'
import { LEDGER_VERSION, migrateLedger } from '../../state/migrate.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import type { Value } from '../../util/value.ts'
import { filesOf, KEEP_FORMAT, type KeptContents, type KeptFile } from './contents.ts'
import {
  moveAside,
  readContents,
  readStamp,
  removeUnnamed,
  writeContents,
  writeRecords,
  writeStamp,
} from './keep-folder.ts'

export interface ExportRequest {
  readonly adapter: Adapter
  /** Folder of the database. */
  readonly database: string
  /** Folder of its kept data. */
  readonly folder: string
  /** The version of the tool. */
  readonly tool: string
  readonly now: () => Date
  readonly at: (point: string) => void | Promise<void>
}

/** What an export did. */
export interface Kept {
  /** Managed tables that were written, as `schema.name`. */
  readonly tables: readonly string[]
  /** Where kept data went that was not of this database. */
  readonly movedAside?: string
}

/** Brings the files up to date. @throws ModelError M4006 when they cannot be written. */
export async function exportKept(request: ExportRequest): Promise<Kept> {
  const { adapter, at } = request
  await migrateLedger(adapter)
  await at('keep:before')
  try {
    const kept = await adapter.transaction(async session => {
      await session.execute(adapter.dialect.kept.settings)
      return write(request, session)
    })
    await at('keep:done')
    return kept
  } catch (error) {
    if (!isOfFiles(error)) throw error
    const reason = error.message
    throw modelError('M4006', { folder: request.folder, reason }, { cause: error })
  }
}

const isOfFiles = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error

async function write(request: ExportRequest, session: Session): Promise<Kept> {
  const { adapter, folder, database, at } = request
  const { known, movedAside } = knownContents(request)
  const marks = await readLedgerMarks(session)
  const recorder = { request, session, columns: ledgerColumns(adapter, session, known) }
  const tables = await writeTables(recorder, { known, marks })
  const ledger = await writeLedger(recorder, { known, marks })
  const outcome = { tables: tables.written, ...(movedAside && { movedAside }) }
  const files = { tables: tables.files, ...ledger }
  if (known !== undefined && isSame(known, { ...known, ...files, marks: marks.marks }))
    return outcome
  await at('keep:written')
  // Before the contents: a database whose name is unknown would be taken for another one.
  const name = readStamp(database) ?? writeStamp(database, known?.database)
  const contents: KeptContents = {
    format: KEEP_FORMAT,
    tool: request.tool,
    ledger: LEDGER_VERSION,
    database: name,
    writtenAt: request.now().toISOString(),
    marks: marks.marks,
    ...files,
  }
  writeContents(folder, contents)
  await at('keep:named')
  removeUnnamed(folder, filesOf(contents))
  return outcome
}

/** What lies in the folder, when it is of this database; else it is moved out of the way. */
function knownContents({ folder, database }: ExportRequest): {
  readonly known?: KeptContents
  readonly movedAside?: string
} {
  const found = readOrUndefined(folder)
  if (found === undefined) return {}
  if (found !== 'damaged' && found.database === readStamp(database)) return { known: found }
  return { movedAside: moveAside(folder) }
}

function readOrUndefined(folder: string): KeptContents | undefined | 'damaged' {
  try {
    return readContents(folder)
  } catch {
    // Whatever it is, it stays as it is under another name, which whoever asked is told.
    return 'damaged'
  }
}

interface Recorder {
  readonly request: ExportRequest
  readonly session: Session
  /** Columns of the ledger's tables, asked for when the first of them is written. */
  readonly columns: () => Promise<ReadonlyMap<string, readonly string[]>>
}

interface Standing {
  readonly known: KeptContents | undefined
  readonly marks: LedgerMarks
}

async function writeTables(
  recorder: Recorder,
  { known, marks }: Standing,
): Promise<{ readonly files: KeptContents['tables']; readonly written: readonly string[] }> {
  const { kept } = recorder.request.adapter.dialect
  const structureMarks = await kept.structureMarks(
    recorder.session,
    marks.tables.map(({ relation }) => relation),
  )
  const before = new Map(
    (known?.tables ?? []).map(table => [relationKey(table.structure.relation), table]),
  )
  const files: KeptContents['tables'][number][] = []
  const written: string[] = []
  for (const table of marks.tables) {
    const key = relationKey(table.relation)
    const mark = structureMarks.get(key)
    if (mark === undefined) continue
    const file = before.get(key)
    if (file !== undefined && isUnchanged(file, table, mark)) {
      files.push(file)
      continue
    }
    files.push(await writeTable(recorder, table, mark))
    written.push(displayRelation(table.relation))
  }
  return { files, written }
}

/** Where nothing counts changes, the table may have changed. */
function isUnchanged(
  file: KeptContents['tables'][number],
  { changes }: KeptTable,
  mark: string,
): boolean {
  const isCounted = changes !== null && file.structure.counted
  return isCounted && file.changes === changes && file.mark === mark
}

async function writeTable(
  recorder: Recorder,
  { project, environment, node, changes, relation }: KeptTable,
  mark: string,
): Promise<KeptContents['tables'][number]> {
  const { dialect } = recorder.request.adapter
  const [structure] = await dialect.kept.structures(recorder.session, [relation])
  if (structure === undefined) throw new Error(`${displayRelation(relation)} is gone`)
  const columns = structure.columns.flatMap(({ name, generated }) =>
    generated === undefined ? [name] : [],
  )
  const name = displayRelation(relation)
  const query = `select * from ${relationKey(relation)}`
  const file = await writeQuery(recorder, {
    name,
    columns,
    query: dialect.kept.csvRecords(query, columns),
  })
  return { project, environment, node, changes, structure, mark, ...file }
}

type LedgerFiles = Pick<KeptContents, 'tablesOfLedger' | 'runs'>

async function writeLedger(recorder: Recorder, { known, marks }: Standing): Promise<LedgerFiles> {
  const tablesOfLedger: Record<string, KeptFile> = {}
  for (const table of KEPT_TABLES) {
    const before = known?.tablesOfLedger[table.name]
    const moved = known?.marks[table.name] !== marks.marks[table.name]
    tablesOfLedger[table.name] =
      before !== undefined && !moved ? before : await writeLedgerTable(recorder, table)
  }
  const before = new Map((known?.runs ?? []).map(file => [file.run, file]))
  const runs: (KeptFile & { readonly run: string })[] = []
  for (const run of marks.runs) runs.push(before.get(run) ?? (await writeRun(recorder, run)))
  const literals = [...marks.runs, ...marks.behind].map(quoteLiteral).join(', ')
  const isAsBefore = runs.length === before.size && marks.runs.every(run => before.has(run))
  for (const table of literals === '' ? [] : runTables(literals)) {
    const standing = known?.tablesOfLedger[table.name]
    tablesOfLedger[table.name] =
      isAsBefore && standing !== undefined ? standing : await writeLedgerTable(recorder, table)
  }
  return { tablesOfLedger, runs }
}

async function writeRun(
  recorder: Recorder,
  run: string,
): Promise<KeptFile & { readonly run: string }> {
  const { name } = KEPT_RESULTS
  const query = resultsOfRun(quoteLiteral(run))
  const file = await writeLedgerTable(recorder, { name, query }, `run.${run}`)
  return { run, ...file }
}

async function writeLedgerTable(
  recorder: Recorder,
  { name, query }: Pick<KeptLedgerTable, 'name' | 'query'>,
  fileName = `ledger.${name}`,
): Promise<KeptFile> {
  const columns = (await recorder.columns()).get(name)!
  const { dialect } = recorder.request.adapter
  return writeQuery(recorder, {
    name: fileName,
    columns,
    query: dialect.kept.csvRecords(query, columns),
  })
}

/** As the last export found them, while the ledger's tables are what they were; else the database says. */
function ledgerColumns(
  adapter: Adapter,
  session: Session,
  known: KeptContents | undefined,
): Recorder['columns'] {
  const names = [...KEPT_TABLES.map(({ name }) => name), KEPT_RESULTS.name, 'runs', 'run_ends']
  const before = known?.ledger === LEDGER_VERSION ? columnsOf(known) : new Map()
  if (names.every(name => before.has(name))) return async () => before
  let asked: ReturnType<Recorder['columns']> | undefined
  return () => {
    asked ??= askColumns(adapter, session, names)
    return asked
  }
}

function columnsOf({ tablesOfLedger, runs }: KeptContents): ReadonlyMap<string, readonly string[]> {
  const [newest] = runs
  const results = newest === undefined ? [] : [[KEPT_RESULTS.name, newest.columns] as const]
  const tables = Object.entries(tablesOfLedger).map(
    ([name, { columns }]) => [name, columns] as const,
  )
  return new Map([...tables, ...results])
}

async function askColumns(
  adapter: Adapter,
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = names.map(name => ({ schema: LEDGER_SCHEMA, name }))
  const found = await adapter.dialect.kept.structures(session, tables)
  return new Map(
    found.map(({ relation, columns }) => [relation.name, columns.map(({ name }) => name)]),
  )
}

function writeQuery(
  { request, session }: Recorder,
  {
    name,
    columns,
    query,
  }: { readonly name: string; readonly columns: readonly string[]; readonly query: string },
): Promise<KeptFile> {
  return writeRecords(request.folder, { name, columns }, recordsOf(session, query))
}

/** Rows per batch: a table of any size needs little memory. */
const BATCH = 5_000

async function* recordsOf(session: Session, query: string): AsyncGenerator<readonly string[]> {
  await session.execute(`declare model_kept no scroll cursor for ${query}`)
  for (;;) {
    const { rows } = await session.query<{ record: string }>(`fetch ${BATCH} from model_kept`)
    if (rows.length > 0) yield rows.map(({ record }) => record)
    if (rows.length < BATCH) break
  }
  await session.execute('close model_kept')
}

/** Equal as JSON, whatever the order of keys. */
function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one as Value) === canonicalJson(other as Value)
}
