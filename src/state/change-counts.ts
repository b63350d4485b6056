/** How often managed tables have changed, as their triggers count it. */
import type { Session } from '../adapters/adapter.ts'
import { relationKey } from '../sql/relation.ts'

interface CountRow {
  schema_name: string
  table_name: string
  changes: string
}

/** Changes by `relationKey`. The counter's tables must exist: a managed table was created before. */
export async function readChangeCounts(session: Session): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<CountRow>(
    'select schema_name, table_name, changes from model_meta.change_counts',
  )
  return new Map(
    rows.map(row => [relationKey({ schema: row.schema_name, name: row.table_name }), row.changes]),
  )
}
