/**
 * The connections of a target: a pool, each connection set up in one round trip before its first use. Knows whether a
 * pooler stands before the server.
 */
import type { ClientConfig, Pool, PoolClient, PoolConfig, QueryResult } from 'pg'
import { ModelError, modelError } from '../../errors/model-error.ts'
import type { Adapter, AdapterSettings } from '../adapter.ts'
import { requestCancel } from './cancel-request.ts'
import { WATCH_CLIENT } from './client-check.ts'
import { connectionError, NO_PASSWORD, offersNoTls } from './connection-error.ts'
import { loadDriver } from './driver.ts'
import { passwordFromFile } from './password-file.ts'
import { lostInPooler, ownSettings, SAME_TEXT } from './session-settings.ts'
import { type PostgresSettings, parseSettings } from './settings.ts'
import { tlsOptions } from './tls.ts'
import { resultParser } from './types.ts'

/** Beside those for threads: for what is asked in between, and for what has to be cancelled. */
const SPARE_CONNECTIONS = 2
/** Run locks of one process at a time, and one of them taken again. */
const MOST_LOCKS = 8

/** What connections of one purpose are set to, beside what all are. */
export interface Purpose {
  /** Connections at most. */
  readonly connections: number
  /** Statements that each begins with; lost in a pooler by transaction. */
  readonly settings: readonly string[]
}

/** Connects to the server of a target. With sslmode prefer a server without TLS is asked again without. */
export async function openConnections(
  given: AdapterSettings,
  purpose: Purpose = { connections: given.threads + SPARE_CONNECTIONS, settings: [] },
): Promise<Connections> {
  const pg = await loadDriver()
  const settings = parseSettings(given)
  const open = async (ssl: ClientConfig['ssl']): Promise<Connections> => {
    // The driver's pool takes one time limit for connecting and for waiting until a connection is free; only the first is
    // limited here, for a long statement is no reason to give up.
    class Client extends pg.Client {
      constructor() {
        super({
          ...clientConfig(settings, ssl),
          connectionTimeoutMillis: settings.connectTimeout,
        })
      }
    }
    const openPool = (max: number): Pool => {
      const pool = new pg.Pool({ max, Client } as PoolConfig)
      // An idle connection that breaks leaves the pool; the next statement opens another, and reports what it finds.
      pool.on('error', () => undefined)
      // The same for one that breaks between two statements of whoever has it.
      pool.on('connect', client => client.on('error', () => undefined))
      return pool
    }
    // Locks wait for nobody: who works waits for the lock when it has to be taken again.
    const pools = { work: openPool(purpose.connections), locks: openPool(MOST_LOCKS) }
    const connections = new Connections(pools, settings, purpose.settings)
    try {
      ;(await connections.take()).release()
      return connections
    } catch (error) {
      await connections.end()
      throw error
    }
  }
  try {
    return await open(tlsOptions(settings))
  } catch (error) {
    const plain = settings.sslmode === 'prefer' && offersNoTls((error as Error).cause)
    if (!plain) throw error
    return await open(false)
  }
}

/** Everything is said, so that the driver reads nothing from the environment by itself. */
function clientConfig(settings: PostgresSettings, ssl: ClientConfig['ssl']): ClientConfig {
  const { host, port, user, database, options } = settings
  return {
    host,
    port,
    user,
    database,
    password: () => passwordOf(settings),
    ...(ssl === undefined ? {} : { ssl }),
    ...(options === undefined ? {} : { options }),
    application_name: settings.applicationName,
    keepAlive: settings.keepalives,
    keepAliveInitialDelayMillis: settings.keepalivesIdle,
    types: { getTypeParser: resultParser },
  }
}

/** Asked for only when the server wants one. */
function passwordOf(settings: PostgresSettings): string {
  const password = settings.password ?? passwordFromFile(settings.passwordFile, settings)
  if (password !== undefined) return password
  throw new Error(NO_PASSWORD)
}

interface Pools {
  readonly work: Pool
  readonly locks: Pool
}

/** Open pools. */
export class Connections {
  readonly location: Adapter['location']
  readonly #pools: Pools
  readonly #settings: PostgresSettings
  readonly #own: readonly string[]
  readonly #prepared = new WeakSet<PoolClient>()
  /** What stands before the server; undefined until the first connection told. */
  #pooler: 'none' | 'session' | 'transaction' | undefined

  constructor(pools: Pools, settings: PostgresSettings, own: readonly string[] = []) {
    this.#pools = pools
    this.#own = own
    this.#settings = settings
    this.location = { host: `${settings.host}:${settings.port}`, database: settings.database }
  }

  /** A pooler hands each transaction to another connection: nothing of a session lasts. */
  get byTransaction(): boolean {
    return this.#pooler === 'transaction'
  }

  /** A connection that is set up; the taker releases it. @throws ModelError that says why there is none. */
  async take(): Promise<PoolClient> {
    return await this.#take(this.#pools.work)
  }

  /** One for a lock, beside those that work. */
  async takeForLock(): Promise<PoolClient> {
    return await this.#take(this.#pools.locks)
  }

  async #take(pool: Pool): Promise<PoolClient> {
    let client: PoolClient
    try {
      client = await pool.connect()
    } catch (error) {
      throw connectionError(error, this.#settings, this.location)
    }
    if (this.#prepared.has(client)) return client
    try {
      await this.#prepare(client)
      this.#prepared.add(client)
      return client
    } catch (error) {
      client.release(true)
      throw error instanceof ModelError ? error : this.#setupError(error as Error)
    }
  }

  /** Cancels what a connection does, from another one. */
  async cancel(client: PoolClient): Promise<void> {
    const { processID, secretKey } = client as Keyed
    if (this.#pooler !== 'none') {
      return await requestCancel(this.#settings, { processID, secretKey })
    }
    const other = await this.take()
    // A role of its own may not cancel what the user may.
    const cancel = `set local role none; select pg_cancel_backend(${processID})`
    try {
      await other.query(`begin; ${cancel}; commit`)
      other.release()
    } catch (error) {
      other.release(true)
      throw error
    }
  }

  /** The same by a connection outside of the pool: when all of the pool are busy, one must not wait for another. */
  async cancelApart(client: PoolClient): Promise<void> {
    const { processID, secretKey } = client as Keyed
    await requestCancel(this.#settings, { processID, secretKey })
  }

  async end(): Promise<void> {
    await Promise.all([this.#pools.work.end(), this.#pools.locks.end()])
  }

  async #prepare(client: PoolClient): Promise<void> {
    const first = this.#pooler === undefined
    if (first) await this.#lookForPooler(client)
    const keys = this.byTransaction ? lostInPooler(this.#settings) : []
    if (keys.length > 0) throw modelError('M2026', { host: this.location.host, keys })
    const statements = [
      ...(first ? [] : [SAME_TEXT]),
      ...ownSettings(this.#settings),
      ...(this.byTransaction ? [] : [WATCH_CLIENT, ...this.#own]),
    ]
    if (statements.length > 0) await client.query(statements.join('; '))
  }

  /** A server tells its process; a pooler makes a number up, because it has no process for each client. */
  async #lookForPooler(client: PoolClient): Promise<void> {
    const { poolMode } = this.#settings
    const sql = `${SAME_TEXT}; select pg_backend_pid() as pid`
    const results = (await client.query(sql)) as unknown as readonly QueryResult<{ pid: number }>[]
    const direct = results.at(-1)?.rows[0]?.pid === (client as Keyed).processID
    this.#pooler = poolMode === 'transaction' || !direct ? (poolMode ?? 'transaction') : 'none'
  }

  #setupError(cause: Error): ModelError {
    const { role, user } = this.#settings
    if (role !== undefined && /\brole\b/.test(cause.message)) {
      return modelError('M2022', { user, role, reason: cause.message }, { cause })
    }
    return connectionError(cause, this.#settings, this.location)
  }
}

/** What the driver has of a connection, and its types do not say. */
type Keyed = PoolClient & { readonly processID: number; readonly secretKey: number }
