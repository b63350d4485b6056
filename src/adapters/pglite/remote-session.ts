/** Statements that another process executes for this one, in or outside of a transaction. */
import { resolve } from 'node:path'
import type { CopyRequest, QueryResult, Session, StatementOptions } from '../adapter.ts'
import { encodeValue } from '../postgres/types.ts'
import type { RemoteChannel } from './remote-channel.ts'
import type { RemoteLimits } from './remote-protocol.ts'
import { decodeRows } from './remote-rows.ts'

/** Statements over a channel; with a number inside of that transaction. */
export class RemoteSession implements Session {
  readonly #channel: RemoteChannel
  readonly #transaction: number | undefined

  constructor(channel: RemoteChannel, transaction?: number) {
    this.#channel = channel
    this.#transaction = transaction
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
    options: StatementOptions = {},
  ): Promise<QueryResult<Row>> {
    const rows: Row[] = []
    const { columns, rowCount, command } = await this.#channel.call(
      'query',
      { sql, values: values.map(encodeValue), ...this.#with(options) },
      {
        signal: options.signal,
        onRows: batch => {
          for (const row of decodeRows<Row>(batch)) rows.push(row)
        },
      },
    )
    return { rows, columns, rowCount, command }
  }

  async execute(sql: string, options: StatementOptions = {}): Promise<readonly (number | null)[]> {
    return await this.#channel.call('execute', { sql, ...this.#with(options) }, options)
  }

  async copyIn(
    request: CopyRequest,
    options: StatementOptions = {},
  ): Promise<{ readonly rows: number }> {
    // The holder may stand in another folder.
    const copy = 'file' in request ? { ...request, file: resolve(request.file) } : request
    return await this.#channel.call('copy', { copy, ...this.#with(options) }, options)
  }

  #with(options: StatementOptions) {
    return { limits: limitsOf(options), transaction: this.#transaction }
  }
}

/** The options that a message carries. */
export function limitsOf({ timeout, remember, jsonAsText }: StatementOptions): RemoteLimits {
  return { timeout, remember, jsonAsText }
}
