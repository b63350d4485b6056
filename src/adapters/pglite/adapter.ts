/**
 * The embedded engine: PGlite in a thread of its own, one holder of its folder, one session that everybody takes turns
 * at. What it shares with PostgreSQL comes from ../postgres.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import { printRelation, type RelationName } from '../../sql/relation.ts'
import type {
  Adapter,
  AdapterSettings,
  CopyRequest,
  Introspection,
  Neighbour,
  PublishOutcome,
  PublishRequest,
  QueryResult,
  ReplacedRelation,
  RunLock,
  RunLockOptions,
  Session,
  StagingSession,
  StatementOptions,
} from '../adapter.ts'
import { commit, rollBack } from '../postgres/commit.ts'
import { POSTGRES_DIALECT } from '../postgres/dialect.ts'
import { introspect } from '../postgres/introspection.ts'
import { neighbours } from '../postgres/neighbours.ts'
import { dropReplaced, publish } from '../postgres/publish.ts'
import { SnapshotSession } from '../postgres/snapshot.ts'
import { Answers, type Question } from './answers.ts'
import { PGLITE_CAPABILITIES } from './capabilities.ts'
import { Engine } from './engine.ts'
import { checkFolder, markClosed, markOpen, refuseOtherSocket } from './folder.ts'
import { type FolderHold, holdFolder } from './holder.ts'
import { Lease } from './lease.ts'
import { maintenanceStatements } from './maintenance.ts'
import { RunLocks } from './run-locks.ts'
import { EngineSession } from './session.ts'
import { parseSettings } from './settings.ts'

/** Rows per batch of a stream. */
const BATCH = 10_000

/**
 * Opens the database of a target, taking its folder; the first time from a template.
 * @throws ModelError M2201 when another process holds the folder longer than the settings allow.
 */
export async function openPglite(settings: AdapterSettings): Promise<Adapter> {
  const { folder: wanted, cacheFolder, startParameters } = parseSettings(settings)
  const temporary = wanted === undefined ? mkdtempSync(join(tmpdir(), 'sql-model-')) : undefined
  const folder = wanted ?? join(temporary!, 'warehouse')
  const hold = await takeFolder(folder, settings)
  const engine = new Engine({
    folder,
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
  const host = temporary ? 'memory' : relative(settings.root, folder)
  const release = async (): Promise<void> => {
    await hold.release()
    if (temporary) rmSync(temporary, { recursive: true })
  }
  return new PgliteAdapter({ engine, answers, release, host, settings })
}

async function takeFolder(folder: string, settings: AdapterSettings): Promise<FolderHold> {
  const { pid, wait, onWait } = settings
  const command = settings.command ?? settings.applicationName
  const hold = await holdFolder(folder, { pid, command, wait, onWait })
  try {
    await refuseOtherSocket(folder, hold.socket)
    checkFolder(folder)
    return hold
  } catch (error) {
    await hold.release()
    throw error
  }
}

interface Parts {
  readonly engine: Engine
  readonly answers: Answers | undefined
  readonly release: () => Promise<void>
  readonly host: string
  readonly settings: AdapterSettings
}

class PgliteAdapter implements Adapter {
  readonly name = 'pglite'
  readonly capabilities = PGLITE_CAPABILITIES
  readonly dialect = POSTGRES_DIALECT
  readonly location: { readonly host: string; readonly database: string }
  readonly #engine: Engine
  readonly #answers: Answers | undefined
  readonly #release: () => Promise<void>
  readonly #session: EngineSession
  readonly #lease = new Lease()
  readonly #runLocks: RunLocks
  /** Which code runs inside the work of a transaction: there the adapter itself would wait for ever. */
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>()
  #cursors = 0
  #closed: Promise<void> | undefined

  constructor({ engine, answers, release, host, settings }: Parts) {
    this.#engine = engine
    this.#answers = answers
    this.#release = release
    this.#session = new EngineSession(engine)
    this.#runLocks = new RunLocks(settings)
    this.location = { host, database: 'postgres' }
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>> {
    if (options?.remember)
      return await this.#remembered<Row>({ sql, values: values ?? [] }, options)
    return await this.#turn(sql, options, () => this.#session.query<Row>(sql, values, options))
  }

  async #remembered<Row>(question: Question, options: StatementOptions): Promise<QueryResult<Row>> {
    const known = this.#engine.isOpen ? undefined : this.#answers?.get(question)
    if (known !== undefined) return known as QueryResult<Row>
    const { sql, values } = question
    const ask = () => this.#session.query<Row>(sql, values, options)
    const result = await this.#turn(sql, options, ask, { reads: true })
    this.#answers?.set(question, result as QueryResult)
    return result
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

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#turn('begin', undefined, async () => {
      await this.#engine.open()
      const session = new EngineSession(this.#engine, this.#engine.generation)
      await session.execute('begin')
      const token = { open: true }
      try {
        const result = await this.#inside.run(token, () => work(session))
        await commit(session)
        return result
      } catch (error) {
        await rollBack(session, error)
        throw error
      } finally {
        token.open = false
      }
    })
  }

  /** One session: nobody else writes before the transaction ends. */
  async snapshot<T>(work: (session: StagingSession) => Promise<T>): Promise<T> {
    return await this.transaction(session => work(new SnapshotSession(session)))
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
    const cursor = `model_cursor_${++this.#cursors}`
    const prefix = `declare ${cursor} no scroll cursor with hold for `
    await this.#turn(sql, options, () => this.#session.queryAfter(prefix, sql, values, options))
    const { generation } = this.#engine
    const session = new EngineSession(this.#engine, generation)
    try {
      for (;;) {
        const fetch = `fetch ${BATCH} from ${cursor}`
        const { rows } = await this.#turn(fetch, options, () =>
          session.query<Row>(fetch, [], options),
        )
        if (rows.length > 0) yield rows
        if (rows.length < BATCH) return
      }
    } finally {
      const close = `close ${cursor}`
      const alive = generation === this.#engine.generation && !this.#closed
      if (alive) await this.#turn(close, undefined, () => session.execute(close))
    }
  }

  async introspect(schemas: readonly string[]): Promise<Introspection> {
    return await introspect(this, schemas)
  }

  async neighbours(relations: readonly RelationName[]): Promise<readonly Neighbour[]> {
    return await this.transaction(session => neighbours(session, relations))
  }

  async publish(request: PublishRequest): Promise<PublishOutcome> {
    const outcome = await publish(this, request)
    // Nothing else makes room here for the rows that were replaced.
    const names = outcome.inPlace.map(({ relation }) => printRelation(relation))
    if (names.length > 0) await this.execute(`vacuum ${names.join(', ')}`)
    return outcome
  }

  async dropReplaced(replaced: readonly ReplacedRelation[]): Promise<readonly ReplacedRelation[]> {
    return await dropReplaced(this, replaced)
  }

  async acquireRunLock(key: string, holder: string, options?: RunLockOptions): Promise<RunLock> {
    return await this.#runLocks.acquire(key, holder, options)
  }

  async maintain(): Promise<void> {
    for (const statement of await maintenanceStatements(this)) await this.execute(statement)
  }

  async close(): Promise<void> {
    this.#closed ??= this.#close()
    await this.#closed
  }

  async #close(): Promise<void> {
    const done = await this.#lease.take()
    try {
      if (this.#engine.isOpen) await this.#closeEngine()
    } finally {
      await this.#release()
      done()
    }
  }

  /** What was asked is asked once more when something was written, so that the next command may do without opening. */
  async #closeEngine(): Promise<void> {
    for (const question of this.#answers?.open() ?? []) {
      try {
        const { sql, values } = question
        this.#answers!.set(question, await this.#session.query(sql, values))
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
    if (this.#inside.getStore()?.open) throw modelError('M2007', { sql: sql.slice(0, 200) })
    const done = await this.#lease.take(options?.signal)
    if (!reads) this.#answers?.forget()
    try {
      return await work()
    } finally {
      done()
    }
  }
}
