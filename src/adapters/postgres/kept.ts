/** Keeping tables of Postgres: their structure from the catalog, their rows as text that reads back as the same value. */
import {
  printRelation,
  quoteIdentifier,
  quoteLiteral,
  type RelationName,
  relationKey,
} from '../../sql/relation.ts'
import type { Session } from '../adapter.ts'
import type { KeptColumn, KeptDialect, TableStructure } from '../kept.ts'
import { createSchema } from './blocks.ts'
import { changeCounter } from './change-counter.ts'

export const POSTGRES_KEPT: KeptDialect = {
  // Definitions are printed with all names qualified when nothing is on the path.
  settings: `set local search_path = '';
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local timezone = 'UTC';
set local bytea_output = 'hex';
set local extra_float_digits = 1`,
  structureMarks,
  structures,
  csvRecords,
  create,
  complete,
  foreignKeys: table =>
    table.parts
      .filter(({ kind }) => kind === 'foreign key')
      .map(({ name, definition }) => addConstraint(table, name, definition)),
  continueIdentity: (relation, column) =>
    `select setval(pg_get_serial_sequence(${quoteLiteral(printRelation(relation))}, ${quoteLiteral(column)}),
  max(${quoteIdentifier(column)})) from ${printRelation(relation)}`,
}

/** $1: schemas, $2: names, pair by pair. Every change of a table writes rows of the catalog, each with its transaction. */
const MARKS_SQL = `
select n.nspname as schema, c.relname as name, concat_ws(' ', c.oid, c.xmin,
  (select string_agg(xmin::text, ',' order by attnum) from pg_catalog.pg_attribute where attrelid = c.oid),
  (select string_agg(xmin::text, ',' order by oid) from pg_catalog.pg_attrdef where adrelid = c.oid),
  (select string_agg(xmin::text, ',' order by oid) from pg_catalog.pg_constraint where conrelid = c.oid),
  (select string_agg(xmin::text, ',' order by indexrelid) from pg_catalog.pg_index where indrelid = c.oid),
  (select string_agg(xmin::text, ',' order by oid) from pg_catalog.pg_trigger where tgrelid = c.oid)
) as mark
from unnest($1::text[], $2::text[]) as wanted (schema, name)
join pg_catalog.pg_namespace n on n.nspname = wanted.schema
join pg_catalog.pg_class c
  on c.relnamespace = n.oid and c.relname = wanted.name and c.relkind = 'r'`

async function structureMarks(
  session: Session,
  tables: readonly RelationName[],
): Promise<ReadonlyMap<string, string>> {
  if (tables.length === 0) return new Map()
  const values = [tables.map(({ schema }) => schema), tables.map(({ name }) => name)]
  const { rows } = await session.query<RelationName & { readonly mark: string }>(MARKS_SQL, values)
  return new Map(rows.map(({ schema, name, mark }) => [relationKey({ schema, name }), mark]))
}

/** The same. */
const STRUCTURES_SQL = `
select n.nspname as schema, c.relname as name, a.columns, s.sequences, p.parts,
  exists (
    select from pg_catalog.pg_trigger
    where tgrelid = c.oid and tgname = 'model_change_counter' and tgenabled <> 'D'
  ) as counted
from unnest($1::text[], $2::text[]) as wanted (schema, name)
join pg_catalog.pg_namespace n on n.nspname = wanted.schema
join pg_catalog.pg_class c
  on c.relnamespace = n.oid and c.relname = wanted.name and c.relkind = 'r'
left join lateral (
  select json_agg(json_build_object(
    'name', attname, 'type', pg_catalog.format_type(atttypid, atttypmod), 'notNull', attnotnull,
    'value', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
    'identity', attidentity, 'generated', attgenerated
  ) order by attnum) as columns
  from pg_catalog.pg_attribute
  left join pg_catalog.pg_attrdef d on d.adrelid = attrelid and d.adnum = attnum
  where attrelid = c.oid and attnum > 0 and not attisdropped
) a on true
left join lateral (
  select json_agg(json_build_object(
    'column', attname, 'schema', q.schemaname, 'name', q.sequencename,
    'type', q.data_type::text, 'increment', q.increment_by::text, 'last', q.last_value::text
  ) order by attnum) as sequences
  from pg_catalog.pg_depend e
  join pg_catalog.pg_class k on k.oid = e.objid and k.relkind = 'S'
  join pg_catalog.pg_namespace kn on kn.oid = k.relnamespace
  join pg_catalog.pg_sequences q on q.schemaname = kn.nspname and q.sequencename = k.relname
  join pg_catalog.pg_attribute on attrelid = c.oid and attnum = e.refobjsubid
  where e.classid = 'pg_catalog.pg_class'::regclass and e.refobjid = c.oid
    and e.deptype in ('a', 'i')
) s on true
left join lateral (
  select json_agg(json_build_object('name', name, 'kind', kind, 'definition', definition)
    order by kind, name) as parts
  from (
    select conname as name, pg_catalog.pg_get_constraintdef(oid) as definition,
      case contype when 'f' then 'foreign key' else 'constraint' end as kind
    from pg_catalog.pg_constraint
    where conrelid = c.oid and contype in ('p', 'u', 'c', 'f', 'x')
    union all
    select i.relname, pg_catalog.pg_get_indexdef(i.oid), 'index'
    from pg_catalog.pg_index x
    join pg_catalog.pg_class i on i.oid = x.indexrelid
    where x.indrelid = c.oid
      and not exists (select from pg_catalog.pg_constraint where conindid = i.oid and conrelid = c.oid)
  ) as part
) p on true
order by 1, 2`

interface StructureRow {
  readonly schema: string
  readonly name: string
  readonly columns: readonly ColumnRow[]
  readonly sequences: readonly SequenceRow[] | null
  readonly parts: TableStructure['parts'] | null
  readonly counted: boolean
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  readonly value: string | null
  readonly identity: string
  readonly generated: string
}

interface SequenceRow {
  readonly column: string
  readonly schema: string
  readonly name: string
  readonly type: string
  readonly increment: string
  readonly last: string | null
}

async function structures(
  session: Session,
  tables: readonly RelationName[],
): Promise<readonly TableStructure[]> {
  if (tables.length === 0) return []
  const values = [tables.map(({ schema }) => schema), tables.map(({ name }) => name)]
  const { rows } = await session.query<StructureRow>(STRUCTURES_SQL, values)
  return rows.map(({ schema, name, columns, sequences, parts, counted }) => ({
    relation: { schema, name },
    columns: columns.map(columnOf),
    sequences: (sequences ?? []).map(({ schema, name, ...rest }) => ({
      relation: { schema, name },
      ...rest,
    })),
    parts: parts ?? [],
    counted,
  }))
}

function columnOf({ name, type, notNull, value, identity, generated }: ColumnRow): KeptColumn {
  return {
    name,
    type,
    notNull,
    ...(value !== null && generated === '' ? { default: value } : {}),
    ...(value !== null && generated !== '' ? { generated: value } : {}),
    ...(identity === '' ? {} : { identity: identity === 'a' ? 'always' : 'by default' }),
  }
}

/** Every value that is not NULL is quoted, so that '' and \\. are values and no marks of COPY. */
function csvRecords(query: string, columns: readonly string[]): string {
  const fields = columns.map(column => {
    const text = `kept.${quoteIdentifier(column)}::text`
    return `coalesce('"' || replace(${text}, '"', '""') || '"', '')`
  })
  return `select ${fields.join(` || ',' || `)} as record from (${query}) as kept`
}

function create(table: TableStructure): readonly string[] {
  const schemas = new Set([table, ...ownSequences(table)].map(({ relation }) => relation.schema))
  const sequences = ownSequences(table).map(
    ({ relation, type, increment }) =>
      `create sequence ${printRelation(relation)} as ${type} increment by ${increment}`,
  )
  const columns = table.columns.map(column => `  ${columnClause(column)}`).join(',\n')
  return [
    ...[...schemas].map(createSchema),
    ...sequences,
    `create table ${printRelation(table.relation)} (\n${columns}\n)`,
  ]
}

/** Sequences of serial columns; an identity makes its own. */
function ownSequences({ columns, sequences }: TableStructure): TableStructure['sequences'] {
  const made = new Set(columns.flatMap(column => (column.identity ? [column.name] : [])))
  return sequences.filter(({ column }) => !made.has(column))
}

function columnClause(column: KeptColumn): string {
  const { name, type, notNull, identity, generated } = column
  const parts = [quoteIdentifier(name), type]
  if (notNull) parts.push('not null')
  if (identity !== undefined) parts.push(`generated ${identity} as identity`)
  if (generated !== undefined) parts.push(`generated always as (${generated}) stored`)
  if (column.default !== undefined) parts.push(`default ${column.default}`)
  return parts.join(' ')
}

function complete(table: TableStructure, changes: string | null): readonly string[] {
  const { relation, parts } = table
  return [
    ...ownSequences(table).map(
      sequence =>
        `alter sequence ${printRelation(sequence.relation)} owned by ${printRelation(relation)}.${quoteIdentifier(sequence.column)}`,
    ),
    ...table.sequences.flatMap(({ column, last }) =>
      last === null ? [] : [`select setval(${sequenceOf(relation, column)}, ${last})`],
    ),
    ...parts
      .filter(({ kind }) => kind === 'constraint')
      .map(({ name, definition }) => addConstraint(table, name, definition)),
    ...parts.filter(({ kind }) => kind === 'index').map(({ definition }) => definition),
    ...(changes === null ? [] : [...changeCounter(relation), restoreCount(relation, changes)]),
    `analyze ${printRelation(relation)}`,
  ]
}

const sequenceOf = (relation: RelationName, column: string): string =>
  `pg_get_serial_sequence(${quoteLiteral(printRelation(relation))}, ${quoteLiteral(column)})`

const addConstraint = ({ relation }: TableStructure, name: string, definition: string): string =>
  `alter table ${printRelation(relation)} add constraint ${quoteIdentifier(name)} ${definition}`

const restoreCount = ({ schema, name }: RelationName, changes: string): string =>
  `update model_meta.change_counter set changes = ${quoteLiteral(changes)}::bigint
where schema_name = ${quoteLiteral(schema)} and table_name = ${quoteLiteral(name)} and slot = 0`
