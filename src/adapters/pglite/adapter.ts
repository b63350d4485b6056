/**
 * The embedded engine: PGlite in a thread of its own, one holder of its folder, one session that everybody takes turns
 * at. What it shares with PostgreSQL comes from ../postgres.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import type { RelationName } from '../../sql/relation.ts'
import type {
  Adapter,
  AdapterSettings,
  Answer,
  CopyRequest,
  Listening,
  Neighbour,
  QueryResult,
  RunLock,
  RunLockOptions,
  RunLockState,
  Session,
  StatementOptions,
} from '../adapter.ts'
import { commit, rollBack } from '../postgres/commit.ts'
import { neighbours } from '../postgres/neighbours.ts'
import { encodeValue } from '../postgres/types.ts'
import { Answers, type Question } from './answers.ts'
import { EmbeddedAdapter } from './embedded-adapter.ts'
import { Engine } from './engine.ts'
import { checkFolder, markClosed, markOpen, refuseOtherSocket } from './folder.ts'
import { type FolderHold, type FolderServed, holdFolder, holdOrJoin } from './holder.ts'
import { Lease } from './lease.ts'
import { removeHeld } from './removal.ts'
import { RunLocks } from './run-locks.ts'
import { EngineSession } from './session.ts'
import { parseSettings } from './settings.ts'

/** Rows per batch of a stream, when its reader says nothing. */
const BATCH = 10_000
/** The one remembered question that takes several statements; its value is the relations as JSON. */
const NEIGHBOURS = 'neighbours'
/** Milliseconds for which another process's transaction may be silent, when the settings say nothing. */
const IDLE_LIMIT = 60_000

/**
 * Opens the database of a target, taking its folder, the first time from a template; or uses it through the process that
 * has the folder and serves.
 * @throws ModelError M2201 when another process holds the folder longer than the settings allow.
 */
export async function openPglite(settings: AdapterSettings): Promise<Adapter> {
  const { folder: wanted, cacheFolder, startParameters } = parseSettings(settings)
  const temporary = wanted === undefined ? mkdtempSync(join(tmpdir(), 'sql-model-')) : undefined
  const folder = wanted ?? join(temporary!, 'warehouse')
  const host = temporary ? 'memory' : relative(settings.root, folder)
  const location = { host, database: 'postgres' }
  const hold = await takeFolder(folder, settings)
  if (hold.kind === 'served') {
    const { openRemote } = await import('./remote-adapter.ts')
    return openRemote(hold.by, { location, folder: wanted }, settings)
  }
  const engine = new Engine({
    folder,
    ...(settings.keptSince && { keptSince: settings.keptSince }),
    cacheFolder,
    startParameters,
    beforeOpen: () => markOpen(folder, hold.socket),
    afterClose: () => markClosed(folder),
    brief: settings.brief ?? false,
  })
  const answers = temporary ? undefined : new Answers(folder)
  try {
    // Who asks little may find that all answers are known.
    if (!settings.brief || !answers?.some) await engine.open()
  } catch (error) {
    await hold.release()
    throw error
  }
  const release = async (): Promise<void> => {
    await hold.release()
    if (temporary) rmSync(temporary, { recursive: true })
  }
  const runLocks = new RunLocks()
  const stopServing = () => hold.stopServing()
  const shared = { engine, answers, runLocks, location, settings }
  const parts = { ...shared, folder: wanted, stopServing, release }
  const adapter = new PgliteAdapter(parts)
  if (settings.serves) {
    const { serveClient } = await import('./remote-server.ts')
    const { idleLimit = IDLE_LIMIT } = settings
    hold.serve(connection => serveClient(connection, { adapter, runLocks, idleLimit }))
  }
  return adapter
}

/** Who serves others holds the folder; who does not, or says so, may be served. */
async function takeFolder(
  folder: string,
  settings: AdapterSettings,
): Promise<FolderHold | FolderServed> {
  const { pid, wait, onWait, serves, joins } = settings
  const command = settings.command ?? settings.applicationName
  const request = { pid, command, wait, onWait, serves }
  const hold = await (serves && !joins ? holdFolder : holdOrJoin)(folder, request)
  if (hold.kind === 'served') return hold
  try {
    await refuseOtherSocket(folder, hold.socket)
    checkFolder(folder, settings.keptSince)
    return hold
  } catch (error) {
    await hold.release()
    throw error
  }
}

interface Parts {
  readonly engine: Engine
  readonly answers: Answers | undefined
  readonly runLocks: RunLocks
  readonly stopServing: () => void
  readonly release: () => Promise<void>
  readonly location: Adapter['location']
  /** Undefined for a database that is gone when it is closed. */
  readonly folder: string | undefined
  readonly settings: AdapterSettings
}

class PgliteAdapter extends EmbeddedAdapter {
  readonly location: Adapter['location']
  readonly folder: string | undefined
  readonly #engine: Engine
  readonly #answers: Answers | undefined
  readonly #parts: Parts
  readonly #session: EngineSession
  readonly #lease = new Lease()
  #cursors = 0
  #closed: Promise<void> | undefined

  constructor(parts: Parts) {
    super()
    this.#parts = parts
    this.#engine = parts.engine
    this.#answers = parts.answers
    this.#session = new EngineSession(parts.engine)
    this.location = parts.location
    this.folder = parts.folder
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>> {
    if (options?.remember) {
      const question = { sql, values: (values ?? []).map(encodeValue) }
      return (await this.#remembered(question, options)) as QueryResult<Row>
    }
    return await this.#turn(sql, options, () => this.#session.query<Row>(sql, values, options))
  }

  /** A plan asks for them. */
  override async neighbours(relations: readonly RelationName[]): Promise<readonly Neighbour[]> {
    if (relations.length === 0) return []
    const question = { sql: NEIGHBOURS, values: [JSON.stringify(relations)] }
    const { rows } = await this.#remembered(question)
    return rows as unknown as readonly Neighbour[]
  }

  async #remembered(question: Question, options?: StatementOptions): Promise<QueryResult> {
    const known = this.#engine.isOpen ? undefined : this.#answers?.get(question)
    if (known !== undefined) return known
    const ask = async (): Promise<QueryResult> => {
      const result = await this.#ask(question, options)
      // Within the turn: the next one may write.
      this.#answers?.set(question, result)
      return result
    }
    return await this.#turn(question.sql, options, ask, { reads: true })
  }

  async #ask({ sql, values }: Question, options?: StatementOptions): Promise<QueryResult> {
    if (sql !== NEIGHBOURS) return await this.#session.query(sql, values, options)
    const relations = JSON.parse(String(values[0])) as readonly RelationName[]
    const rows = await this.#begin(session => neighbours(session, relations))
    return { rows: rows.map(row => ({ ...row })), columns: [], rowCount: null, command: '' }
  }

  async execute(sql: string, options?: StatementOptions): Promise<readonly (number | null)[]> {
    return await this.#turn(sql, options, () => this.#session.execute(sql, options))
  }

  async copyIn(
    request: CopyRequest,
    options?: StatementOptions,
  ): Promise<{ readonly rows: number }> {
    return await this.#turn('copy', options, () => this.#session.copyIn(request, options))
  }

  async transaction<T>(
    work: (session: Session) => Promise<T>,
    waiting?: { readonly signal?: AbortSignal },
  ): Promise<T> {
    return await this.#turn('begin', waiting, () => this.#begin(work))
  }

  async describe(sql: string): Promise<Answer['columns']> {
    return await this.#turn(sql, undefined, () => this.#session.describe(sql), { reads: true })
  }

  /** A transaction within a turn. */
  async #begin<T>(work: (session: Session) => Promise<T>): Promise<T> {
    await this.#engine.open()
    const session = new EngineSession(this.#engine, this.#engine.generation)
    await session.execute('begin')
    try {
      const result = await this.scope.run(() => work(session))
      await commit(session)
      return result
    } catch (error) {
      await rollBack(session, error)
      throw error
    }
  }

  /**
   * By a cursor that outlives its transaction: the whole result is computed once and put aside by the engine, so that
   * others can use the session between two batches, however slow the reader is.
   */
  async *stream<Row = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
    options: StatementOptions = {},
  ): AsyncGenerator<readonly Row[]> {
    const { batch: size = BATCH } = options
    const cursor = `model_cursor_${++this.#cursors}`
    const prefix = `declare ${cursor} no scroll cursor with hold for `
    await this.#turn(sql, options, () => this.#session.queryAfter(prefix, sql, values, options))
    const { generation } = this.#engine
    const session = new EngineSession(this.#engine, generation)
    try {
      for (;;) {
        const fetch = `fetch ${size} from ${cursor}`
        const { rows } = await this.#turn(fetch, options, () =>
          session.query<Row>(fetch, [], options),
        )
        if (rows.length > 0) yield rows
        if (rows.length < size) return
      }
    } finally {
      const close = `close ${cursor}`
      const alive = generation === this.#engine.generation && !this.#closed
      if (alive) await this.#turn(close, undefined, () => session.execute(close))
    }
  }

  /** The ear is the engine's: it hears in whatever thread the database is open. */
  async listen(channel: string, heard: (payload: string) => void): Promise<Listening> {
    const stop = await this.#engine.listen(channel, heard)
    const never = new Promise<void>(() => undefined)
    return { kind: 'listening', lost: never, check: async () => undefined, stop }
  }

  async acquireRunLock(key: string, holder: string, options?: RunLockOptions): Promise<RunLock> {
    return await this.#parts.runLocks.acquire(key, holder, { ...this.#parts.settings, ...options })
  }

  async runLockState(key: string): Promise<RunLockState> {
    const text = this.#parts.runLocks.holder(key)
    return { ...(text === undefined ? {} : { holder: { session: '', text } }), working: [] }
  }

  stopServing(): void {
    if (this.#parts.settings.serves) this.#parts.stopServing()
  }

  async close(): Promise<void> {
    this.#closed ??= this.#close()
    await this.#closed
  }

  async remove(): Promise<readonly string[]> {
    const { folder } = this
    if (folder === undefined || this.#closed) return []
    let removed: readonly string[] = []
    this.#closed = this.#close(() => {
      removed = removeHeld(folder)
    })
    await this.#closed
    return removed
  }

  /** `last` is done when the engine is closed and the folder still held. */
  async #close(last: () => void = () => undefined): Promise<void> {
    this.stopServing()
    const done = await this.#lease.take()
    try {
      if (this.#engine.isOpen) await this.#closeEngine()
      last()
    } finally {
      await this.#parts.release()
      done()
    }
  }

  /** What was asked is asked once more when something was written, so that the next command may do without opening. */
  async #closeEngine(): Promise<void> {
    for (const question of this.#answers?.open() ?? []) {
      try {
        this.#answers!.set(question, await this.#ask(question))
      } catch {
        // A table of the question is gone: so is the question.
        this.#answers!.drop(question)
      }
    }
    await this.#engine.close()
    this.#answers?.save()
  }

  /** Runs `work` when its turn has come. What does not only read makes the remembered answers doubtful. */
  async #turn<T>(
    sql: string,
    options: StatementOptions | undefined,
    work: () => Promise<T>,
    { reads }: { readonly reads: boolean } = { reads: false },
  ): Promise<T> {
    this.scope.refuse(sql)
    // Whoever asked for this would open the folder again.
    if (this.#closed) throw modelError('M2009', { reason: 'the database was closed' })
    const done = await this.#lease.take(options?.signal)
    if (!reads) this.#answers?.forget()
    try {
      return await work()
    } finally {
      done()
    }
  }
}
