/** What schemas hold, read by one statement however many relations there are. */
import { type RelationName, relationKey } from '../../sql/relation.ts'
import type { ColumnFact, Introspection, RelationFact, Session } from '../adapter.ts'

/** A row per relation, and one without a relation for each schema that is there. $1: names of schemas; $2: names of relations, null for all. */
export const INTROSPECTION_SQL = `
select n.nspname as schema, c.relname as name, c.relkind::text as kind,
  pg_has_role(c.relowner, 'usage') as owned, a.columns
from pg_catalog.pg_namespace n
left join pg_catalog.pg_class c
  on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and ($2::text[] is null or c.relname = any($2::text[]))
left join lateral (
  select json_agg(
    json_build_array(attname, format_type(atttypid, atttypmod), not attnotnull) order by attnum
  ) as columns
  from pg_catalog.pg_attribute
  where attrelid = c.oid and attnum > 0 and not attisdropped
) a on true
where n.nspname = any($1::text[])
order by n.nspname, c.oid`

interface IntrospectionRow {
  readonly schema: string
  readonly name: string | null
  readonly kind: string | null
  readonly owned: boolean | null
  readonly columns: readonly (readonly [string, string, boolean])[] | null
}

const KINDS: Readonly<Record<string, RelationFact['kind']>> = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
}

/** The kind of a relation by pg_class.relkind. */
export function relationKind(relkind: string): RelationFact['kind'] {
  return KINDS[relkind] ?? 'other'
}

/** The relations of these schemas; a schema that is not there is simply absent. */
export async function introspect(
  session: Session,
  schemas: readonly string[],
  names?: readonly string[],
): Promise<Introspection> {
  const values = [schemas, names ?? null]
  const { rows } = await session.query<IntrospectionRow>(INTROSPECTION_SQL, values, {
    remember: true,
  })
  const relations = rows.flatMap(row => (row.name === null ? [] : [relationFact(row, row.name)]))
  return {
    schemas: new Set(rows.map(row => row.schema)),
    relations: new Map(relations.map(fact => [relationKey(fact.relation), fact])),
  }
}

function relationFact(row: IntrospectionRow, name: string): RelationFact {
  const relation: RelationName = { schema: row.schema, name }
  const columns = (row.columns ?? []).map(
    ([column, type, nullable]): ColumnFact => ({ name: column, type, nullable }),
  )
  return { relation, kind: relationKind(row.kind ?? ''), owned: row.owned ?? false, columns }
}
