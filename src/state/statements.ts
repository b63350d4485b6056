/**
 * The ledger's statements: rows go in by one fixed text per table; selects whose conditions vary are built by knex. The
 * adapter executes both.
 */
import type { Knex } from 'knex'
import type { QueryResult, Session } from '../adapters/adapter.ts'
import { printRelation, quoteIdentifier } from '../sql/relation.ts'
import { LEDGER_SCHEMA } from './ledger-tables.ts'
import type { Scope } from './types.ts'

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

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Inserts rows. */
export function insert(session: Session, table: string, rows: Rows): Promise<void> {
  return insertRows(session, { table, rows, conflict: '' })
}

/** Inserts rows of which those that are there already stay as they are. */
export function insertNew(session: Session, table: string, rows: Rows): Promise<void> {
  return insertRows(session, { table, rows, conflict: '\non conflict do nothing' })
}

/**
 * All rows have the columns of the first and go as one value: the table itself says what types they have. Every run does
 * this, and thousands of bound values would cost it more than the statement does.
 */
async function insertRows(
  session: Session,
  { table, rows, conflict }: { table: string; rows: Rows; conflict: string },
): Promise<void> {
  await insertPrepared(session, prepareRows(table, rows), { conflict })
}

/** Rows as they are sent. */
export interface PreparedRows {
  readonly table: string
  readonly columns: readonly string[]
  /** One value for all; undefined: there are none. */
  readonly text: string | undefined
}

/** Makes of rows what is sent: before a transaction in which relations are locked. */
export function prepareRows(table: string, rows: Rows): PreparedRows {
  const text = rows.length === 0 ? undefined : JSON.stringify(rows)
  return { table, columns: Object.keys(rows[0] ?? {}), text }
}

/** Inserts them. `moment`: a column of a time that is the same in all and was not known before. */
export async function insertPrepared(
  session: Session,
  { table, columns, text }: PreparedRows,
  {
    moment,
    conflict = '',
  }: { readonly moment?: readonly [column: string, time: string]; readonly conflict?: string } = {},
): Promise<void> {
  if (text === undefined) return
  const into = printRelation({ schema: LEDGER_SCHEMA, name: table })
  const own = columns.map(quoteIdentifier)
  const to = moment === undefined ? own : [...own, quoteIdentifier(moment[0])]
  const from = moment === undefined ? own : [...own, '$2::timestamptz']
  const sql = `insert into ${into} (${to.join(', ')})
select ${from.join(', ')} from json_populate_recordset(null::${into}, $1)${conflict}`
  await session.query(sql, moment === undefined ? [text] : [text, moment[1]])
}

/** The values of `project = $1 and environment = $2`. */
export function scopeValues(scope: Scope): readonly string[] {
  return [scope.project, scope.environment]
}

/** A count as the engine gives it. */
export function numberOrNull(text: string | number | null): number | null {
  return text === null ? null : Number(text)
}
