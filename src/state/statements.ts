/** Builds the ledger's inserts and selects with knex, as text and values; the adapter executes them. */
import type { Knex } from 'knex'
import type { QueryResult, Session } from '../adapters/adapter.ts'
import { LEDGER_SCHEMA } from './ledger-tables.ts'

let builder: Knex | undefined

/** A query on a ledger table. knex is loaded at the first use: it costs 46 ms. */
export async function from(table: string): Promise<Knex.QueryBuilder> {
  if (builder === undefined) {
    const { default: knex } = await import('knex')
    builder = knex({ client: 'pg' })
  }
  return builder.withSchema(LEDGER_SCHEMA).from(table)
}

/** Sends what knex built through the adapter. */
export function send<Row>(
  session: Session,
  query: Knex.QueryBuilder | Knex.Raw,
): Promise<QueryResult<Row>> {
  const { sql, bindings } = query.toSQL().toNative()
  return session.query<Row>(sql, bindings)
}

/** Inserts rows in batches below the protocol's limit of 65,535 values. */
export async function insert(
  session: Session,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const width = Math.max(1, ...rows.map(row => Object.keys(row).length))
  const size = Math.floor(30_000 / width)
  for (let start = 0; start < rows.length; start += size) {
    const query = await from(table)
    await send(session, query.insert(rows.slice(start, start + size)))
  }
}
