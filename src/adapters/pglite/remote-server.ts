/**
 * The holder's side: answers one other process on its connection through the interface that every adapter has. What a
 * client leaves open ends with its connection, however that ends.
 */
import type { Socket } from 'node:net'
import { modelError } from '../../errors/model-error.ts'
import type { RunLock, Session } from '../adapter.ts'
import type { EmbeddedAdapter } from './embedded-adapter.ts'
import { encodeError } from './remote-errors.ts'
import { readMessages, sendMessage } from './remote-lines.ts'
import type { RemoteKind, RemoteReply, RemoteRequest, RemoteResults } from './remote-protocol.ts'
import { encodeRows } from './remote-rows.ts'
import { type LeasedTransaction, leaseTransaction } from './remote-transaction.ts'
import type { RunLocks } from './run-locks.ts'

/** Rows per message; the reader takes each from the wire before the next is made. */
const BATCH = 10_000

/** All clients share the engine's session: what one has set there must not meet the next. */
const RESET = `rollback; set session authorization default; reset all; discard temp;
select pg_advisory_unlock_all()`

export interface ServedHost {
  readonly adapter: EmbeddedAdapter
  readonly runLocks: RunLocks
  /** Milliseconds that a client's transaction may wait for its client. */
  readonly idleLimit: number
}

/** Answers this connection until it ends. */
export function serveClient(connection: Socket, host: ServedHost): void {
  const client = new Client(connection, host)
  readMessages<RemoteRequest>(connection, request => client.take(request))
  connection.on('close', () => void client.end())
}

type Request<Kind extends RemoteKind> = Extract<RemoteRequest, { readonly kind: Kind }>

interface Stream {
  readonly batches: AsyncIterator<readonly Record<string, unknown>[]>
  readonly abort: AbortController
}

/** One process on the other side. */
class Client {
  readonly #connection: Socket
  readonly #host: ServedHost
  readonly #running = new Map<number, AbortController>()
  readonly #transactions = new Map<number, LeasedTransaction>()
  readonly #streams = new Map<number, Stream>()
  readonly #locks = new Map<number, RunLock>()
  #asked = false

  constructor(connection: Socket, host: ServedHost) {
    this.#connection = connection
    this.#host = host
  }

  take(request: RemoteRequest): void {
    this.#asked = true
    if (request.kind === 'cancel') this.#running.get(request.id)?.abort()
    // An answer that cannot be written leaves the client no better end than that of its connection.
    else this.#answer(request).catch(() => this.#connection.destroy())
  }

  /** Nobody reads the answers any more: what runs is cancelled, what is open is undone. */
  async end(): Promise<void> {
    for (const abort of this.#running.values()) abort.abort()
    await Promise.allSettled([
      ...[...this.#transactions.values()].map(transaction => transaction.rollBack()),
      ...[...this.#streams.values()].map(stream => stream.batches.return?.()),
    ])
    await Promise.allSettled([...this.#locks.values()].map(lock => lock.release()))
    // When this cannot be done the engine is being closed, and its session with it.
    if (this.#asked) await this.#host.adapter.execute(RESET).catch(() => undefined)
  }

  get #gone(): boolean {
    return this.#connection.destroyed
  }

  async #answer(request: Request<RemoteKind>): Promise<void> {
    const { id } = request
    const abort = new AbortController()
    this.#running.set(id, abort)
    try {
      const result = await this.#perform(request, abort.signal)
      await this.#send({ id, kind: 'done', result })
    } catch (error) {
      await this.#send({ id, kind: 'failed', error: encodeError(error) })
    } finally {
      this.#running.delete(id)
    }
  }

  async #perform(
    request: Request<RemoteKind>,
    signal: AbortSignal,
  ): Promise<RemoteResults[RemoteKind]> {
    switch (request.kind) {
      case 'query':
        return await this.#query(request, signal)
      case 'describe':
        return await this.#host.adapter.describe(request.sql)
      case 'execute':
        return await this.#on(request.transaction, session =>
          session.execute(request.sql, { ...request.limits, signal }),
        )
      case 'copy':
        return await this.#on(request.transaction, session =>
          session.copyIn(request.copy, { ...request.limits, signal }),
        )
      case 'begin':
        return await this.#begin(request.transaction, signal)
      case 'commit':
        await this.#transaction(request.transaction, { last: true }).commit()
        return null
      case 'rollback':
        await taken(this.#transactions, request.transaction)?.rollBack()
        return null
      case 'stream':
        return await this.#open(request, signal)
      case 'next':
        return await this.#next(request, signal)
      case 'leave':
        await taken(this.#streams, request.stream)?.batches.return?.()
        return null
      case 'lock':
        return await this.#lock(request, signal)
      case 'unlock':
        await taken(this.#locks, request.lock)?.release()
        return null
    }
  }

  async #query({ id, sql, values, limits, transaction }: Request<'query'>, signal: AbortSignal) {
    const { rows, columns, rowCount, command } = await this.#on(transaction, session =>
      session.query(sql, values, { ...limits, signal }),
    )
    await this.#sendRows(
      id,
      columns.map(column => column.name),
      rows,
    )
    return { columns, rowCount, command }
  }

  /** In the client's transaction, or in a turn of its own. */
  #on<T>(transaction: number | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    if (transaction === undefined) return work(this.#host.adapter)
    return this.#transaction(transaction).use(work)
  }

  #transaction(number: number, { last } = { last: false }): LeasedTransaction {
    const transaction = this.#transactions.get(number)
    if (!transaction) throw modelError('M2009', { reason: 'its transaction is over' })
    if (last) this.#transactions.delete(number)
    return transaction
  }

  async #begin(number: number, signal: AbortSignal): Promise<null> {
    const { adapter, idleLimit } = this.#host
    const transaction = await leaseTransaction(adapter, idleLimit, signal)
    this.#transactions.set(number, transaction)
    if (this.#gone) await transaction.rollBack()
    return null
  }

  async #lock(
    { id, lock, key, holder, wait }: Request<'lock'>,
    signal: AbortSignal,
  ): Promise<null> {
    const onWait = (other: string): void => void this.#send({ id, kind: 'waits', holder: other })
    const held = await this.#host.runLocks.acquire(key, holder, { wait, onWait, signal })
    this.#locks.set(lock, held)
    if (this.#gone) await held.release()
    return null
  }

  async #open(request: Request<'stream'>, signal: AbortSignal): Promise<{ done: boolean }> {
    const { sql, values, limits, stream } = request
    const abort = new AbortController()
    const rows = this.#host.adapter.stream(sql, values, { ...limits, signal: abort.signal })
    this.#streams.set(stream, { batches: rows[Symbol.asyncIterator](), abort })
    return await this.#next(request, signal)
  }

  async #next(
    { id, stream }: { readonly id: number; readonly stream: number },
    signal: AbortSignal,
  ): Promise<{ done: boolean }> {
    const open = this.#streams.get(stream)
    if (!open) throw modelError('M2009', { reason: 'its stream is over' })
    const { batches, abort } = open
    signal.addEventListener('abort', () => abort.abort(), { once: true })
    let done = true
    try {
      const { value, done: atEnd = false } = await batches.next()
      if (!atEnd) await this.#sendRows(id, Object.keys(value[0] ?? {}), value)
      done = atEnd
    } finally {
      if (done) this.#streams.delete(stream)
    }
    return { done }
  }

  async #sendRows(
    id: number,
    names: readonly string[],
    rows: readonly Record<string, unknown>[],
  ): Promise<void> {
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = encodeRows(names, rows.slice(at, at + BATCH))
      await this.#send({ id, kind: 'rows', batch })
    }
  }

  #send(reply: RemoteReply): Promise<void> {
    return sendMessage(this.#connection, reply)
  }
}

/** Takes it out of those that are open. */
function taken<T>(open: Map<number, T>, number: number): T | undefined {
  const found = open.get(number)
  open.delete(number)
  return found
}
