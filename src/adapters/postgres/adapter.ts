/** A PostgreSQL server through a pool of connections. The driver is imported here, when a target is opened, and only then. */
import type { Pool, PoolClient } from 'pg'
import { ModelError, modelError } from '../../errors/model-error.ts'
import type {
  Adapter,
  AdapterSettings,
  CopyRequest,
  Introspection,
  PublishOutcome,
  PublishRequest,
  QueryResult,
  ReplacedRelation,
  RunLock,
  Session,
  StatementOptions,
} from '../adapter.ts'
import { POSTGRES_CAPABILITIES } from './capabilities.ts'
import { commit, rollBack } from './commit.ts'
import { POSTGRES_DIALECT } from './dialect.ts'
import { introspect } from './introspection.ts'
import { dropReplaced, publish } from './publish.ts'
import { takeRunLock } from './run-lock.ts'
import { type ConnectionHost, ConnectionSession } from './session.ts'
import { type PostgresSettings, parseSettings } from './settings.ts'
import { resultParser } from './types.ts'

/** Rows per batch of a stream. */
const BATCH = 10_000
/** Beside those for threads: the run lock's, and one for what is asked in between. */
const SPARE_CONNECTIONS = 2

/** Connects to the server of a target. */
export async function openPostgres(settings: AdapterSettings): Promise<Adapter> {
  const { default: pg } = await import('pg')
  const parsed = parseSettings(settings.settings)
  const pool = new pg.Pool({
    ...parsed,
    max: settings.threads + SPARE_CONNECTIONS,
    application_name: settings.applicationName,
    keepAlive: true,
    types: { getTypeParser: resultParser },
  })
  // An idle connection that breaks leaves the pool; the next statement opens another, and reports what it finds.
  pool.on('error', () => undefined)
  const location = locationOf(parsed, new pg.Client({ ...parsed }))
  try {
    const adapter = new PostgresAdapter(pool, settings, location)
    await adapter.query('select 1')
    return adapter
  } catch (error) {
    await pool.end()
    throw error
  }
}

function locationOf(
  parsed: PostgresSettings,
  client: { readonly host: string; readonly port: number; readonly database?: string | undefined },
): Adapter['location'] {
  return {
    host: `${client.host}:${client.port}`,
    database: client.database ?? parsed.database ?? 'postgres',
  }
}

class PostgresAdapter implements Adapter {
  readonly name = 'postgres'
  readonly capabilities = POSTGRES_CAPABILITIES
  readonly dialect = POSTGRES_DIALECT
  readonly location: Adapter['location']
  readonly #pool: Pool
  readonly #settings: AdapterSettings
  readonly #host: ConnectionHost
  readonly #prepared = new WeakSet<PoolClient>()

  constructor(pool: Pool, settings: AdapterSettings, location: Adapter['location']) {
    this.#pool = pool
    this.#settings = settings
    this.location = location
    this.#host = {
      host: location.host,
      typeNames: new Map(),
      cancel: processId => this.#cancel(processId),
    }
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>> {
    return await this.#borrow(session => session.query<Row>(sql, values, options))
  }

  async execute(sql: string, options?: StatementOptions): Promise<void> {
    await this.#borrow(session => session.execute(sql, options))
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

  async *stream<Row = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
    options: StatementOptions = {},
  ): AsyncGenerator<readonly Row[]> {
    const client = await this.#connect()
    const session = new ConnectionSession(client, this.#host)
    let finished = false
    try {
      await session.execute('begin')
      const declare = 'declare model_cursor no scroll cursor for '
      await session.queryAfter(declare, sql, values, options)
      for (;;) {
        const fetch = `fetch ${BATCH} from model_cursor`
        const { rows } = await session.query<Row>(fetch, [], options)
        if (rows.length > 0) yield rows
        if (rows.length < BATCH) break
      }
      await session.execute('commit')
      finished = true
    } finally {
      // Left early or failed: a connection in the middle of a transaction is not used again.
      client.release(!finished)
    }
  }

  async introspect(schemas: readonly string[]): Promise<Introspection> {
    return await introspect(this, schemas)
  }

  async publish(request: PublishRequest): Promise<PublishOutcome> {
    return await publish(this, request)
  }

  async dropReplaced(replaced: readonly ReplacedRelation[]): Promise<readonly ReplacedRelation[]> {
    return await dropReplaced(this, replaced)
  }

  async acquireRunLock(key: string, holder: string): Promise<RunLock> {
    const { wait, onWait } = this.#settings
    const client = await this.#connect()
    try {
      return await takeRunLock(client, { key, holder, wait, onWait }, () => client.release())
    } catch (error) {
      client.release()
      throw error
    }
  }

  /** The server looks after itself. */
  async maintain(): Promise<void> {}

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #borrow<T>(work: (session: ConnectionSession) => Promise<T>): Promise<T> {
    const client = await this.#connect()
    try {
      const result = await work(new ConnectionSession(client, this.#host))
      client.release()
      return result
    } catch (error) {
      // A broken connection leaves the pool; what the server itself refused leaves it usable.
      client.release(isModelError(error, 'M2012'))
      throw error
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      const client = await this.#pool.connect()
      if (!this.#prepared.has(client)) {
        // Equal text on every server, whatever its settings; the embedded engine has these by itself.
        await client.query("set datestyle = 'ISO, YMD'; set timezone = 'UTC'")
        this.#prepared.add(client)
      }
      return client
    } catch (error) {
      const { host, database } = this.location
      const reason = (error as Error).message
      throw modelError('M2011', { host, database, reason }, { cause: error })
    }
  }

  async #cancel(processId: number): Promise<void> {
    await this.#borrow(session => session.query('select pg_cancel_backend($1)', [processId]))
  }
}

function isModelError(error: unknown, code: string): boolean {
  return error instanceof ModelError && error.code === code
}
