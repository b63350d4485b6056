/** Builds the ledger's inserts and selects with knex, as text and values; the adapter executes them. */
import type { Knex } from 'knex'
import type { QueryResult, Session } from '../adapters/adapter.ts'
import { LEDGER_SCHEMA } from './ledger-tables.ts'

let builder: Knex | undefined

/** Begins a query on a ledger table. */
export type LedgerTables = (table: string) => Knex.QueryBuilder

/**
 * The ledger's tables; knex is loaded at the first use: it costs 46 ms. A builder itself must never be awaited: it has a
 * then() that would send it.
 */
export async function ledgerTables(): Promise<LedgerTables> {
  if (builder === undefined) {
    const { default: knex } = await import('knex')
    builder = knex({ client: 'pg' })
  }
  const from = builder.withSchema(LEDGER_SCHEMA)
  return table => from.clone().from(table)
}

/** Asks the ledger by a text; an engine may give the answer of before when nothing was written since. */
export function askText<Row>(
  session: Session,
  sql: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  return session.query<Row>(sql, values, { remember: true })
}

/** The same for what knex built. */
export function ask<Row>(session: Session, query: Knex.QueryBuilder): Promise<QueryResult<Row>> {
  const { sql, bindings } = query.toSQL().toNative()
  return session.query<Row>(sql, bindings, { remember: true })
}

/** Sends what knex built through the adapter. */
export function send<Row>(
  session: Session,
  query: Knex.QueryBuilder | Knex.Raw,
): Promise<QueryResult<Row>> {
  const { sql, bindings } = query.toSQL().toNative()
  return session.query<Row>(sql, bindings)
}

/** Inserts rows of which those that are there already stay as they are. */
export async function insertNew(
  session: Session,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  if (rows.length === 0) return
  const from = await ledgerTables()
  await send(session, from(table).insert(rows).onConflict().ignore())
}

/** Inserts rows in batches below the protocol's limit of 65,535 values. */
export async function insert(
  session: Session,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const width = Math.max(1, ...rows.map(row => Object.keys(row).length))
  const size = Math.floor(30_000 / width)
  const from = await ledgerTables()
  for (let start = 0; start < rows.length; start += size) {
    await send(session, from(table).insert(rows.slice(start, start + size)))
  }
}
