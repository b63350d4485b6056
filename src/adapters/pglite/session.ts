/** Statements on the engine's one session, as the adapter's interface has them. */
import type { Answer, CopyRequest, QueryResult, Session, StatementOptions } from '../adapter.ts'
import { CancelledError } from '../database-error.ts'
import { withLimits } from '../limits.ts'
import { databaseError } from '../postgres/complaint.ts'
import { copyStatement } from '../postgres/dialect.ts'
import { rowObjects } from '../postgres/results.ts'
import { encodeValue } from '../postgres/types.ts'
import { type Engine, EngineRefusal } from './engine.ts'
import type { WorkerRequest, WorkerResult } from './protocol.ts'

/** Sends statements in order. Bound to a generation, it ends with the thread that it began on. */
export class EngineSession implements Session {
  readonly #engine: Engine
  readonly #generation: number | undefined

  constructor(engine: Engine, generation?: number) {
    this.#engine = engine
    this.#generation = generation
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
    const request = {
      kind: 'query',
      sql: prefix + sql,
      values: values.map(encodeValue),
      jsonAsText: options.jsonAsText ?? false,
    } as const
    const { columns, rows, rowCount, command } = await this.#send(request, options, { sql, prefix })
    return { columns, rows: rowObjects<Row>(columns, rows), rowCount, command }
  }

  /** Columns of a statement, which is not executed. */
  async describe(sql: string): Promise<Answer['columns']> {
    const { columns } = await this.#send({ kind: 'describe', sql }, {}, { sql, prefix: '' })
    return columns
  }

  async execute(sql: string, options: StatementOptions = {}): Promise<readonly (number | null)[]> {
    const text = { sql, prefix: '' }
    const { rowCounts } = await this.#send({ kind: 'execute', sql }, options, text)
    return rowCounts
  }

  async copyIn(
    request: CopyRequest,
    options: StatementOptions = {},
  ): Promise<{ readonly rows: number }> {
    const sql = copyStatement(request, 'file' in request ? '%file%' : `'/dev/blob'`)
    const copy: WorkerRequest =
      'file' in request
        ? { kind: 'copy', sql, file: request.file }
        : { kind: 'copy text', sql, text: request.text }
    const { rowCount } = await this.#send(copy, options, { sql, prefix: '' })
    return { rows: rowCount ?? 0 }
  }

  async #send(
    request: WorkerRequest,
    options: StatementOptions,
    text: { readonly sql: string; readonly prefix: string },
  ): Promise<WorkerResult> {
    if (options.signal?.aborted) throw new CancelledError('cancelled before it started')
    try {
      const work = this.#engine.request(request, this.#generation)
      return await withLimits(work, options, reason => this.#engine.kill(reason))
    } catch (error) {
      if (error instanceof EngineRefusal)
        throw databaseError(error.complaint, text.sql, text.prefix)
      throw error
    }
  }
}
