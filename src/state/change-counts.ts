/** How often tables have changed, as their triggers count it: managed tables, and sources that have a trigger. */
import type { Session } from '../adapters/adapter.ts'
import { relationKey } from '../sql/relation.ts'

interface CountRow {
  schema_name: string
  table_name: string
  changes: string
}

const FIND_VIEW = `select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'model_meta' and c.relname = 'change_counts'`

const COUNTS = 'select schema_name, table_name, changes from model_meta.change_counts'

/** Changes by `relationKey`; none where no trigger was ever made. */
export async function readChangeCounts(session: Session): Promise<ReadonlyMap<string, string>> {
  const remember = { remember: true } as const
  const found = await session.query(FIND_VIEW, [], remember)
  if (found.rows.length === 0) return new Map()
  const { rows } = await session.query<CountRow>(COUNTS, [], remember)
  return new Map(
    rows.map(row => [relationKey({ schema: row.schema_name, name: row.table_name }), row.changes]),
  )
}
