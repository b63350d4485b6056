/** Statements on one connection of a PostgreSQL server. Knows the driver by its types alone. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { QueryResult as DriverResult, PoolClient, QueryArrayResult } from 'pg'
import { modelError } from '../../errors/model-error.ts'
import type { CopyRequest, QueryResult, Session, StatementOptions } from '../adapter.ts'
import { CancelledError } from '../database-error.ts'
import { withLimits } from '../limits.ts'
import { type Complaint, databaseError, isAboutStatement } from './complaint.ts'
import { copyStatement } from './dialect.ts'
import { columnNamer, rowObjects, TYPE_NAME_SQL } from './results.ts'
import { encodeValue } from './types.ts'

/** Bytes sent at once: four times node's own, so that the server waits for less. */
const CHUNK = 256 * 1024

export interface ConnectionHost {
  readonly host: string
  /** Names of types that are not built in, of all connections. */
  readonly typeNames: Map<number, string>
  /** Cancels what this connection does. */
  cancel(client: PoolClient): Promise<void>
}

/** One connection, in or outside of a transaction. */
export class ConnectionSession implements Session {
  readonly #client: PoolClient
  readonly #host: ConnectionHost
  readonly #nameColumns: ReturnType<typeof columnNamer>

  constructor(client: PoolClient, host: ConnectionHost) {
    this.#client = client
    this.#host = host
    this.#nameColumns = columnNamer(async type => {
      const { rows } = await client.query<{ name: string }>(TYPE_NAME_SQL, [type])
      return rows[0]!.name
    }, host.typeNames)
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
    options: StatementOptions = {},
  ): Promise<QueryResult<Row>> {
    return await this.queryAfter('', sql, values, options)
  }

  /** A query with something of ours before it, which errors do not show. */
  async queryAfter<Row = Record<string, unknown>>(
    prefix: string,
    sql: string,
    values: readonly unknown[],
    options: StatementOptions,
  ): Promise<QueryResult<Row>> {
    const query = { text: prefix + sql, values: values.map(encodeValue), rowMode: 'array' } as const
    const send = (): Promise<QueryArrayResult> => this.#client.query(query)
    const { rows, fields, rowCount, command } = await this.#send(send, options, { sql, prefix })
    const columns = await this.#nameColumns(fields)
    return { columns, rows: rowObjects<Row>(columns, rows), rowCount, command }
  }

  async execute(sql: string, options: StatementOptions = {}): Promise<readonly (number | null)[]> {
    // The driver gives a list for several statements, which its types do not say.
    const send = (): Promise<DriverResult | DriverResult[]> => this.#client.query(sql)
    const results = await this.#send(send, options, { sql, prefix: '' })
    return [results].flat().map(result => result.rowCount)
  }

  async copyIn(
    request: CopyRequest,
    options: StatementOptions = {},
  ): Promise<{ readonly rows: number }> {
    const { from } = await import('pg-copy-streams')
    const sql = copyStatement(request, 'stdin')
    const copy = async (): Promise<number> => {
      const sink = this.#client.query(from(sql))
      const rows =
        'file' in request
          ? createReadStream(request.file, { highWaterMark: CHUNK })
          : [request.text]
      await pipeline(rows, sink)
      return sink.rowCount
    }
    return { rows: await this.#send(copy, options, { sql, prefix: '' }) }
  }

  async #send<T>(
    send: () => Promise<T>,
    options: StatementOptions,
    text: { readonly sql: string; readonly prefix: string },
  ): Promise<T> {
    if (options.signal?.aborted) throw new CancelledError('cancelled before it started')
    let cancelled: CancelledError | undefined
    try {
      return await withLimits(send(), options, async reason => {
        cancelled = reason
        await this.#host.cancel(this.#client)
      })
    } catch (error) {
      if (cancelled) throw cancelled
      const complaint = error as Complaint & Error
      if (isAboutStatement(complaint)) throw databaseError(complaint, text.sql, text.prefix)
      throw modelError(
        'M2012',
        { host: this.#host.host, reason: complaint.message },
        { cause: error },
      )
    }
  }
}
