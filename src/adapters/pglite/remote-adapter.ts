/**
 * The embedded database through the process that holds its folder. Statements, transactions, streams and run locks are
 * messages; what is made of them (introspection, publication, upkeep) runs on this side, so the ledger's rows are written
 * by whoever publishes.
 */
import { ModelError, modelError } from '../../errors/model-error.ts'
import type {
  Adapter,
  AdapterSettings,
  Answer,
  CopyRequest,
  QueryResult,
  RunLock,
  RunLockOptions,
  RunLockState,
  Session,
  StatementOptions,
  Unheard,
} from '../adapter.ts'
import { encodeValue } from '../postgres/types.ts'
import { type HolderConnection, nameHolder } from './ask-holder.ts'
import { EmbeddedAdapter } from './embedded-adapter.ts'
import { RemoteChannel } from './remote-channel.ts'
import { REMOTE_PROTOCOL } from './remote-protocol.ts'
import { decodeRows, type RowBatch } from './remote-rows.ts'
import { limitsOf, RemoteSession } from './remote-session.ts'

/**
 * Uses the database through its holder.
 * @throws ModelError M2207 when that is a version of the tool with other messages.
 */
export function openRemote(
  { hello, connection }: HolderConnection,
  place: Pick<Adapter, 'location' | 'folder'>,
  settings: AdapterSettings,
): Adapter {
  const through = hello ? nameHolder(hello) : 'another process'
  if (hello?.serves !== REMOTE_PROTOCOL) {
    connection.destroy()
    const expected = REMOTE_PROTOCOL
    throw modelError('M2207', { holder: through, found: hello?.serves, expected })
  }
  const channel = new RemoteChannel(connection, through)
  const location = { ...place.location, through }
  return new RemoteAdapter(channel, { ...place, location }, settings)
}

class RemoteAdapter extends EmbeddedAdapter {
  readonly location: Adapter['location']
  readonly folder: string | undefined
  readonly #channel: RemoteChannel
  readonly #settings: AdapterSettings
  readonly #session: RemoteSession

  constructor(
    channel: RemoteChannel,
    place: Pick<Adapter, 'location' | 'folder'>,
    settings: AdapterSettings,
  ) {
    super()
    this.#channel = channel
    this.#settings = settings
    this.#session = new RemoteSession(channel)
    this.location = place.location
    this.folder = place.folder
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>> {
    this.scope.refuse(sql)
    return await this.#session.query<Row>(sql, values, options)
  }

  async execute(sql: string, options?: StatementOptions): Promise<readonly (number | null)[]> {
    this.scope.refuse(sql)
    return await this.#session.execute(sql, options)
  }

  async copyIn(
    request: CopyRequest,
    options?: StatementOptions,
  ): Promise<{ readonly rows: number }> {
    this.scope.refuse('copy')
    return await this.#session.copyIn(request, options)
  }

  async describe(sql: string): Promise<Answer['columns']> {
    this.scope.refuse(sql)
    return await this.#channel.call('describe', { sql })
  }

  async transaction<T>(
    work: (session: Session) => Promise<T>,
    waiting: { readonly signal?: AbortSignal } = {},
  ): Promise<T> {
    this.scope.refuse('begin')
    const transaction = this.#channel.number()
    await this.#channel.call('begin', { transaction }, waiting)
    const session = new RemoteSession(this.#channel, transaction)
    let result: T
    try {
      result = await this.scope.run(() => work(session))
    } catch (error) {
      await this.#rollBack(transaction, error)
      throw error
    }
    await this.#channel.call('commit', { transaction })
    return result
  }

  /** Keeps the error that was the cause; the holder may be gone, and has rolled back then. */
  async #rollBack(transaction: number, cause: unknown): Promise<void> {
    try {
      if (this.#channel.isOpen) await this.#channel.call('rollback', { transaction })
    } catch (error) {
      if (cause instanceof Error && cause.cause === undefined) cause.cause = error
    }
  }

  /** The next batch is asked for when the reader wants it, so a slow reader fills nobody's memory. */
  async *stream<Row = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
    options: StatementOptions = {},
  ): AsyncGenerator<readonly Row[]> {
    this.scope.refuse(sql)
    const stream = this.#channel.number()
    const batches: RowBatch[] = []
    const reading = {
      signal: options.signal,
      onRows: (batch: RowBatch) => void batches.push(batch),
    }
    const limits = limitsOf(options)
    const opening = { sql, values: values.map(encodeValue), limits, stream }
    let { done } = await this.#channel.call('stream', opening, reading)
    try {
      for (;;) {
        for (const batch of batches.splice(0)) yield decodeRows<Row>(batch)
        if (done) return
        ;({ done } = await this.#channel.call('next', { stream }, reading))
      }
    } finally {
      if (!done && this.#channel.isOpen) await this.#channel.call('leave', { stream })
    }
  }

  async listen(): Promise<Unheard> {
    return { kind: 'unheard', reason: 'another process has the database' }
  }

  async acquireRunLock(
    key: string,
    holder: string,
    { signal, wait = this.#settings.wait }: RunLockOptions = {},
  ): Promise<RunLock> {
    const { onWait } = this.#settings
    const lock = this.#channel.number()
    await this.#channel.call('lock', { lock, key, holder, wait }, { onWait, signal })
    return {
      session: '',
      // The holder releases the locks of those who are gone, and its own end releases all.
      release: async () => {
        if (this.#channel.isOpen) await this.#channel.call('unlock', { lock })
      },
    }
  }

  /** There is no message for it: the lock is taken for a moment, or who has it refuses. */
  async runLockState(key: string): Promise<RunLockState> {
    const lock = this.#channel.number()
    const asking = { lock, key, holder: 'model unlock, for a moment', wait: 0 }
    try {
      await this.#channel.call('lock', asking, {})
    } catch (error) {
      if (!(error instanceof ModelError) || error.code !== 'M2202') throw error
      return { holder: { session: '', text: String(error.fields['holder']) }, working: [] }
    }
    await this.#channel.call('unlock', { lock })
    return { working: [] }
  }

  /** After the end of a run whose holder is gone, there is nothing to look after. */
  override async maintain(): Promise<void> {
    if (this.#channel.isOpen) await super.maintain()
  }

  async close(): Promise<void> {
    this.#channel.close()
  }
}
