/** The first rows of a statement, without reading the rest. */
import type { Adapter, QueryResult } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { Node } from '../compile/manifest.ts'
import type { RenderedSql } from '../compile/render.ts'
import { modelError } from '../errors/model-error.ts'
import { statementError } from '../run/statement-error.ts'

export interface RowLimit {
  /** Rows at most; null for all. */
  readonly limit: number | null
  readonly signal?: AbortSignal
}

const ANSWERS_WITH_ROWS =
  /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*\(*\s*(select|with|values|table)\b/i

/** Runs a statement of the user's. @throws ModelError M3009 with the database's words. */
export async function firstRows(
  adapter: Adapter,
  sql: string,
  { limit, signal }: RowLimit,
): Promise<QueryResult> {
  const statement = sql.replace(/[\s;]+$/, '')
  const limited =
    limit !== null && ANSWERS_WITH_ROWS.test(statement)
      ? `select * from (\n${statement}\n) as limited limit ${limit}`
      : statement
  try {
    return await adapter.query(limited, [], signal === undefined ? {} : { signal })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    // A WITH that changes data, or two columns of one name, cannot stand in a subquery.
    if (limited !== statement && /^(0A000|42601|42701)$/.test(error.fields.code ?? '')) {
      return firstRows(adapter, statement, {
        limit: null,
        ...(signal === undefined ? {} : { signal }),
      })
    }
    const text = [error.message, error.fields.detail, error.fields.hint].filter(Boolean).join(' — ')
    throw modelError('M3009', { node: 'query', text }, { cause: error })
  }
}

/** First rows of a node. @throws ModelError M3009 at the template's line. */
export async function showNode(
  adapter: Adapter,
  { node, compiled }: { readonly node: Node; readonly compiled: RenderedSql },
  options: RowLimit,
): Promise<QueryResult> {
  try {
    const limit = options.limit === null ? '' : ` limit ${options.limit}`
    const sql = `select * from (\n${compiled.text.replace(/[\s;]+$/, '')}\n) as shown${limit}`
    const signal = options.signal === undefined ? {} : { signal: options.signal }
    return await adapter.query(sql, [], signal)
  } catch (error) {
    throw statementError(error, { node, rendered: compiled })
  }
}
