/** Postgres' SQL text for the things that are done to relations. Pure; no driver, no connection. */
import {
  printRelation,
  quoteIdentifier,
  quoteLiteral,
  type RelationName,
} from '../../sql/relation.ts'
import type { CopyTarget, Dialect } from '../adapter.ts'
import { createSchema, dropSchemaIfEmpty } from './blocks.ts'
import { changeCounter, installChangeNotice, removeChangeNotice } from './change-counter.ts'
import { POSTGRES_COMPARISON } from './comparison.ts'
import { POSTGRES_KEPT } from './kept.ts'
import { typeName } from './types.ts'

/** autovacuum_analyze_threshold: the server would not gather statistics for fewer changes either. */
const FEW = 50

/** The statements that PostgreSQL and PGlite share. */
export const POSTGRES_DIALECT: Dialect = {
  createSchema,
  dropSchemaIfEmpty,
  createTableAs,
  cloneTable,
  createView: (relation, select) => `create view ${printRelation(relation)} as\n${select}`,
  createTable,
  dropRelation: (relation, kind) => `drop ${kind} if exists ${printRelation(relation)}`,
  dropRelations,
  addColumns,
  createIndex,
  analyze,
  statistics: (relation, rows) => (rows !== null && rows < FEW ? [] : [analyze([relation])]),
  changeCounter,
  installChangeNotice,
  removeChangeNotice,
  grant: (relation, privilege, role) =>
    `grant ${privilege} on ${printRelation(relation)} to ${role === 'public' ? role : quoteIdentifier(role)}`,
  comment: (relation, kind, text) =>
    `comment on ${kind} ${printRelation(relation)} is ${quoteLiteral(text)}`,
  commentColumn: (relation, column, text) =>
    `comment on column ${printRelation(relation)}.${quoteIdentifier(column)} is ${quoteLiteral(text)}`,
  typeName,
  comparison: POSTGRES_COMPARISON,
  kept: POSTGRES_KEPT,
}

function createTableAs(
  relation: RelationName,
  select: string,
  options: { readonly unlogged: boolean; readonly empty: boolean },
): string {
  const table = options.unlogged ? 'unlogged table' : 'table'
  const without = options.empty ? '\nwith no data' : ''
  return `create ${table} ${printRelation(relation)} as\n${select}${without}`
}

/** What is generated is copied as the values that it has. LIKE leaves out the comment of the table itself. */
function cloneTable(
  relation: RelationName,
  from: RelationName,
  options: { readonly unlogged: boolean },
): readonly string[] {
  const table = options.unlogged ? 'unlogged table' : 'table'
  const [here, there] = [printRelation(relation), printRelation(from)]
  return [
    `create ${table} ${here} (like ${there} including all excluding identity excluding generated)`,
    `insert into ${here} select * from ${there}`,
    `do $$ begin
  execute format('comment on table %s is %L', ${quoteLiteral(here)},
    pg_catalog.obj_description(${quoteLiteral(there)}::pg_catalog.regclass, 'pg_class'));
end $$`,
  ]
}

function createTable(
  relation: RelationName,
  columns: readonly { readonly name: string; readonly type: string; readonly notNull: boolean }[],
  options: { readonly ifNotExists: boolean; readonly constraints: readonly string[] },
): string {
  const lines = columns.map(
    column => `${quoteIdentifier(column.name)} ${column.type}${column.notNull ? ' not null' : ''}`,
  )
  const unless = options.ifNotExists ? 'if not exists ' : ''
  const body = [...lines, ...options.constraints].map(line => `  ${line}`).join(',\n')
  return `create table ${unless}${printRelation(relation)} (\n${body}\n)`
}

/**
 * One statement for all views, then one for all tables: relations named in one statement may depend on each other, so no
 * order has to be found and nothing else goes with them.
 */
function dropRelations(
  relations: readonly { readonly relation: RelationName; readonly kind: 'table' | 'view' }[],
): readonly string[] {
  return (['view', 'table'] as const).flatMap(kind => {
    const named = relations.filter(item => item.kind === kind)
    if (named.length === 0) return []
    return [`drop ${kind} if exists ${named.map(item => printRelation(item.relation)).join(', ')}`]
  })
}

function addColumns(
  relation: RelationName,
  columns: readonly { readonly name: string; readonly type: string }[],
): string {
  const added = columns.map(column => `add column ${quoteIdentifier(column.name)} ${column.type}`)
  return `alter table ${printRelation(relation)} ${added.join(', ')}`
}

function createIndex(
  relation: RelationName,
  index: { readonly columns: readonly string[]; readonly unique: boolean },
): string {
  const unique = index.unique ? 'unique ' : ''
  const columns = index.columns.map(quoteIdentifier).join(', ')
  return `create ${unique}index on ${printRelation(relation)} (${columns})`
}

/** The bulk load of CSV; `source` is what the driver reads from. A byte order mark goes with the heading. */
export function copyStatement(request: CopyTarget, source: string): string {
  const columns = request.columns.map(quoteIdentifier).join(', ')
  const format = `format csv, header true, delimiter ${quoteLiteral(request.delimiter)}`
  return `copy ${printRelation(request.relation)} (${columns}) from ${source} with (${format})`
}

function analyze(relations: readonly RelationName[]): string {
  return `analyze ${relations.map(printRelation).join(', ')}`
}
