/** A PostgreSQL server through a pool of connections. */
import type { PoolClient } from 'pg'
import { ModelError } from '../../errors/model-error.ts'
import type { RelationName } from '../../sql/relation.ts'
import type {
  Adapter,
  AdapterSettings,
  CopyRequest,
  Introspection,
  Listening,
  Neighbour,
  PreparedSession,
  PreparedSettings,
  PublishOutcome,
  PublishRequest,
  QueryResult,
  ReplacedRelation,
  RunLock,
  RunLockOptions,
  RunLockState,
  Session,
  StagingSession,
  StatementOptions,
  Unheard,
} from '../adapter.ts'
import { POSTGRES_CAPABILITIES } from './capabilities.ts'
import { commit, rollBack } from './commit.ts'
import { type Connections, openConnections } from './connections.ts'
import { POSTGRES_DIALECT } from './dialect.ts'
import { introspect } from './introspection.ts'
import { listenOn } from './listen.ts'
import { neighbours } from './neighbours.ts'
import { openPrepared } from './prepared.ts'
import { dropReplaced, publish } from './publish.ts'
import { type HeldRunLock, takeRunLock } from './run-lock.ts'
import { breakRunLock, runLockState } from './run-lock-state.ts'
import { type ConnectionHost, ConnectionSession } from './session.ts'
import { inSnapshot } from './snapshot.ts'

/** Rows per batch of a stream, when its reader says nothing. */
const BATCH = 10_000

/** Connects to the server of a target. */
export async function openPostgres(settings: AdapterSettings): Promise<Adapter> {
  return new PostgresAdapter(await openConnections(settings), settings)
}

class PostgresAdapter implements Adapter {
  readonly name = 'postgres'
  readonly capabilities = POSTGRES_CAPABILITIES
  readonly dialect = POSTGRES_DIALECT
  readonly location: Adapter['location']
  readonly folder = undefined
  readonly #connections: Connections
  readonly #settings: AdapterSettings
  readonly #host: ConnectionHost
  readonly #runLocks = new Set<HeldRunLock>()

  constructor(connections: Connections, settings: AdapterSettings) {
    this.#connections = connections
    this.#settings = settings
    this.location = connections.location
    this.#host = {
      host: connections.location.host,
      typeNames: new Map(),
      cancel: client => connections.cancel(client),
    }
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>> {
    return await this.#borrow(session => session.query<Row>(sql, values, options))
  }

  async execute(sql: string, options?: StatementOptions): Promise<readonly (number | null)[]> {
    return await this.#borrow(session => session.execute(sql, options))
  }

  async copyIn(
    request: CopyRequest,
    options?: StatementOptions,
  ): Promise<{ readonly rows: number }> {
    return await this.#borrow(session => session.copyIn(request, options))
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#borrow(async session => {
      await session.execute('begin')
      try {
        const result = await work(session)
        await commit(session)
        return result
      } catch (error) {
        await rollBack(session, error)
        throw error
      }
    })
  }

  async snapshot<T>(work: (session: StagingSession) => Promise<T>): Promise<T> {
    return await this.#borrow(session => inSnapshot(session, work))
  }

  async *stream<Row = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
    options: StatementOptions = {},
  ): AsyncGenerator<readonly Row[]> {
    const { batch: size = BATCH } = options
    const client = await this.#take()
    const session = new ConnectionSession(client, this.#host)
    let finished = false
    try {
      await session.execute('begin')
      const declare = 'declare model_cursor no scroll cursor for '
      await session.queryAfter(declare, sql, values, options)
      for (;;) {
        const fetch = `fetch ${size} from model_cursor`
        const { rows } = await session.query<Row>(fetch, [], options)
        if (rows.length > 0) yield rows
        if (rows.length < size) break
      }
      await session.execute('commit')
      finished = true
    } finally {
      // Left early or failed: a connection in the middle of a transaction is not used again.
      client.release(!finished)
    }
  }

  async introspect(schemas: readonly string[], names?: readonly string[]): Promise<Introspection> {
    return await introspect(this, schemas, names)
  }

  async neighbours(relations: readonly RelationName[]): Promise<readonly Neighbour[]> {
    return await neighbours(this, relations)
  }

  async publish(request: PublishRequest): Promise<PublishOutcome> {
    return await publish(this, request)
  }

  async dropReplaced(replaced: readonly ReplacedRelation[]): Promise<readonly ReplacedRelation[]> {
    return await dropReplaced(this, replaced)
  }

  async acquireRunLock(
    key: string,
    holder: string,
    options: RunLockOptions = {},
  ): Promise<RunLock> {
    const { wait, onWait } = this.#settings
    const lock = await takeRunLock({
      key,
      holder,
      wait,
      ...(onWait === undefined ? {} : { onWait }),
      ...options,
      connections: this.#connections,
      sessionOn: client => new ConnectionSession(client, this.#host),
    })
    this.#runLocks.add(lock)
    return { session: lock.session, release: () => this.#release(lock) }
  }

  async runLockState(
    key: string,
    options?: Pick<RunLockOptions, 'describe'>,
  ): Promise<RunLockState> {
    return await this.#borrow(session => runLockState(session, key, options))
  }

  async breakRunLock(key: string, prepare: () => Promise<void>): Promise<void> {
    await this.#borrow(session => breakRunLock(session, key, prepare))
  }

  async #release(lock: HeldRunLock): Promise<void> {
    if (this.#runLocks.delete(lock)) await lock.release()
  }

  async prepared(settings: PreparedSettings): Promise<PreparedSession> {
    return await openPrepared(this.#settings, settings)
  }

  async listen(channel: string, heard: (payload: string) => void): Promise<Listening | Unheard> {
    return await listenOn(this.#connections, channel, heard)
  }

  /** The server looks after itself. */
  async maintain(): Promise<void> {}

  async close(): Promise<void> {
    for (const lock of this.#runLocks) await this.#release(lock)
    await this.#connections.end()
  }

  async #borrow<T>(work: (session: ConnectionSession) => Promise<T>): Promise<T> {
    const client = await this.#take()
    try {
      const result = await work(new ConnectionSession(client, this.#host))
      client.release()
      return result
    } catch (error) {
      // A broken connection leaves the pool; what the server itself refused leaves it usable.
      const broken = isModelError(error, 'M2012')
      if (broken) for (const lock of this.#runLocks) lock.broke(client)
      client.release(broken)
      throw error
    }
  }

  /** A connection that may work for the run that holds a lock, while there is one. */
  async #take(): Promise<PoolClient> {
    const client = await this.#connections.take()
    try {
      for (const lock of this.#runLocks) await lock.admit(client)
      return client
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}

function isModelError(error: unknown, code: string): boolean {
  return error instanceof ModelError && error.code === code
}
