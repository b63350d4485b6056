/**
 * The run lock of an environment on a server: an advisory lock on a connection of its own, which the server lets go when
 * that connection ends. Connections that work for the run are admitted one by one: marked as the run's, and only while
 * the lock is held. So whoever takes the lock next finds all of them and ends them before it reads what stands, and a
 * run whose lock went to another one can do nothing more.
 *
 * Through a pooler that hands out connections by transaction the lock lives in a transaction that stays open, and nothing
 * can be marked: what a dead run left working there ends when the server notices.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { modelError } from '../../errors/model-error.ts'
import { allEnded } from '../../util/all-ended.ts'
import type { RunLock, RunLockOptions, Session } from '../adapter.ts'
import { CancelledError } from '../database-error.ts'
import * as backends from './backends.ts'

/** Milliseconds between two tries. */
const PAUSE = 300

export interface RunLockRequest extends RunLockOptions {
  readonly key: string
  /** For those who wait, where nothing better is known. */
  readonly holder: string
  /** Milliseconds to wait for another holder, and who is told. */
  readonly wait: number
  readonly onWait?: (holder: string) => void
  readonly connections: {
    /** A connection for the lock alone. */
    takeForLock(): Promise<PoolClient>
    /** A pooler hands each transaction to another connection. */
    readonly byTransaction: boolean
  }
  readonly sessionOn: (client: PoolClient) => Session
}

/** Takes the lock, and ends what a dead run left working. @throws ModelError M2202, M2204; CancelledError. */
export async function takeRunLock(request: RunLockRequest): Promise<HeldRunLock> {
  const { connections } = request
  const client = await connections.takeForLock()
  try {
    await waitForLock(client, request)
    if (!connections.byTransaction)
      await backends.endMarked(request.sessionOn(client), workKey(request))
    return new HeldRunLock(request, await settle(client, request))
  } catch (error) {
    // Closed: so the lock goes, if it was taken.
    client.release(true)
    throw error
  }
}

async function waitForLock(client: PoolClient, request: RunLockRequest): Promise<void> {
  const { key, wait, onWait, signal } = request
  const deadline = Date.now() + wait
  for (let announced = false; !(await tryLock(client, request)); announced = true) {
    if (!announced || Date.now() >= deadline) {
      const holder = await describeHolder(client, request)
      if (Date.now() >= deadline) throw modelError('M2202', { key, holder })
      onWait?.(holder)
    }
    if (signal?.aborted) throw new CancelledError('cancelled while waiting for another run')
    await delay(PAUSE)
  }
}

async function describeHolder(client: PoolClient, request: RunLockRequest): Promise<string> {
  const session = request.sessionOn(client)
  const holder = await backends.findHolder(session, request.key)
  if (holder === undefined) return 'another run'
  const written = await request.describe?.(session, String(holder.pid))
  return written ?? (holder.application || 'another run')
}

async function tryLock(
  client: PoolClient,
  { key, connections, sessionOn }: RunLockRequest,
): Promise<boolean> {
  const { byTransaction } = connections
  const session = sessionOn(client)
  if (byTransaction)
    await session.execute('begin; set local idle_in_transaction_session_timeout = 0')
  const word = byTransaction ? 'pg_try_advisory_xact_lock' : 'pg_try_advisory_lock'
  const sql = `select ${word}(hashtextextended($1, 0)) as taken`
  const { taken } = (await session.query<{ taken: boolean }>(sql, [key])).rows[0]!
  if (byTransaction && !taken) await session.execute('rollback')
  return taken
}

/** The key under which the connections of a run are marked. */
export function workKey({ key }: Pick<RunLockRequest, 'key'>): string {
  return `${key} works`
}

interface LockConnection {
  readonly client: PoolClient
  readonly pid: number
}

/** Names the connection that has the lock. */
async function settle(client: PoolClient, request: RunLockRequest): Promise<LockConnection> {
  const sql = "select pg_backend_pid() as pid, set_config('application_name', $1, $2) as name"
  const values = [request.holder, request.connections.byTransaction]
  const { rows } = await request.sessionOn(client).query<{ pid: number }>(sql, values)
  return { client, pid: rows[0]!.pid }
}

/** A lock that is held, regained when its connection breaks, and released. */
export class HeldRunLock implements RunLock {
  readonly session: string
  readonly #request: RunLockRequest
  /** Connections of this process with a mark, by the ids of their server processes. */
  readonly #marked = new Map<PoolClient, number>()
  readonly #listeners = new Map<PoolClient, () => void>()
  readonly #admitted = new WeakSet<PoolClient>()
  /** Server processes of connections that broke; they may still be at work. */
  readonly #broken = new Set<number>()
  #connection: LockConnection | undefined
  #regaining: Promise<void> | undefined
  #looking: Promise<boolean> = Promise.resolve(true)

  constructor(request: RunLockRequest, connection: LockConnection) {
    this.#request = request
    this.#connection = connection
    this.session = String(connection.pid)
  }

  /**
   * Lets a connection work for the run; nothing to do for one that does already. Marked first, then the lock is looked
   * at: who takes it after this look finds the mark. @throws ModelError M2203 when another run has the environment.
   */
  async admit(client: PoolClient): Promise<void> {
    if (this.#admitted.has(client)) return
    const markable = !this.#request.connections.byTransaction
    if (markable) await this.#mark(client)
    await this.#ensureHeld()
    if (markable) await this.#endBroken(client)
    this.#admitted.add(client)
  }

  /** The connection broke: its server process is ended before another one is admitted. */
  broke(client: PoolClient): void {
    const pid = this.#marked.get(client)
    if (pid !== undefined) this.#broken.add(pid)
    this.#marked.delete(client)
  }

  async release(): Promise<void> {
    const { sessionOn } = this.#request
    const marked = [...this.#marked.keys()]
    this.#marked.clear()
    // Connections outlive runs, in a process that lives long by thousands.
    for (const [each, broke] of this.#listeners) each.off('end', broke)
    this.#listeners.clear()
    const client = this.#connection?.client
    this.#connection = undefined
    if (client === undefined) return
    try {
      await allEnded(
        marked.map(each => backends.unmarkBackend(sessionOn(each), workKey(this.#request))),
      )
      await client.query(this.#request.connections.byTransaction ? 'rollback' : RELEASE_SQL)
      client.release()
    } catch {
      // A connection is gone, and its lock with it; the lock's own goes when it is closed here.
      client.release(true)
    }
  }

  async #mark(client: PoolClient): Promise<void> {
    this.#marked.set(
      client,
      await backends.markBackend(this.#request.sessionOn(client), workKey(this.#request)),
    )
    const broke = () => this.broke(client)
    this.#listeners.set(client, broke)
    client.once('end', broke)
  }

  async #endBroken(client: PoolClient): Promise<void> {
    if (this.#broken.size === 0) return
    // Ids are given again: what is alive is not the broken one.
    const alive = new Set(this.#marked.values())
    const broken = [...this.#broken].filter(pid => !alive.has(pid))
    await backends.endMarked(this.#request.sessionOn(client), workKey(this.#request), pid =>
      broken.includes(pid),
    )
    for (const pid of broken) this.#broken.delete(pid)
  }

  async #ensureHeld(): Promise<void> {
    if (this.#regaining === undefined && (await this.#look())) return
    this.#regaining ??= this.#regain().finally(() => {
      this.#regaining = undefined
    })
    await this.#regaining
  }

  /** One look after the other, for a connection answers one question at a time; each begins after it was asked for. */
  #look(): Promise<boolean> {
    this.#looking = this.#looking.then(async () => {
      try {
        return (await this.#connection?.client.query('select 1')) !== undefined
      } catch {
        return false
      }
    })
    return this.#looking
  }

  async #regain(): Promise<void> {
    const { connections, key, sessionOn } = this.#request
    const client = await connections.takeForLock()
    try {
      const before = this.#connection
      before?.client.release(true)
      this.#connection = undefined
      if (before !== undefined) await backends.endHolder(sessionOn(client), key, before.pid)
      this.#connection = await this.#takeAgain(client)
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  async #takeAgain(client: PoolClient): Promise<LockConnection> {
    const { stillOurs, sessionOn } = this.#request
    if (!(await tryLock(client, this.#request))) {
      throw modelError('M2203', { holder: await describeHolder(client, this.#request) })
    }
    if (stillOurs !== undefined && !(await stillOurs(sessionOn(client)))) {
      throw modelError('M2203', { holder: 'a run that has ended since' })
    }
    return await settle(client, this.#request)
  }
}

const RELEASE_SQL = `
select pg_advisory_unlock_all(), set_config('application_name',
  (select reset_val from pg_settings where name = 'application_name'), false)`
