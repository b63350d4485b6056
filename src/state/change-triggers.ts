/** What the catalog says of tables that have change triggers or shall have them. */
import type { Session } from '../adapters/adapter.ts'
import { type RelationName, relationKey } from '../sql/relation.ts'

/** A relation as far as triggers are concerned. */
export interface TriggerFacts {
  /** `relkind` in words: 'table', or why it is none. */
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table' | 'other'
  readonly owner: string
  /** The role of this session, and what it may do. */
  readonly role: string
  readonly mayCreate: boolean
  readonly mayDrop: boolean
  readonly hasCounter: boolean
  readonly hasNotice: boolean
}

/** How often a table has changed since its trigger was installed, and when it did last. */
export interface ChangeCount {
  readonly changes: number
  readonly changedAt: string | null
}

const FACTS = `
select asked.schema_name, asked.table_name,
  case c.relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view'
    when 'm' then 'materialized view' when 'f' then 'foreign table' else 'other' end as kind,
  pg_catalog.pg_get_userbyid(c.relowner) as owner, current_user as role,
  pg_catalog.pg_has_role(c.relowner, 'usage') or pg_catalog.has_table_privilege(c.oid, 'trigger') as may_create,
  pg_catalog.pg_has_role(c.relowner, 'usage') as may_drop,
  exists (select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and t.tgname = 'model_change_counter') as has_counter,
  exists (select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and t.tgname = 'model_change_notice') as has_notice
from json_to_recordset($1) as asked(schema_name text, table_name text)
join pg_catalog.pg_namespace n on n.nspname = asked.schema_name
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = asked.table_name
where c.relkind in ('r', 'p', 'v', 'm', 'f')`

interface FactRow {
  schema_name: string
  table_name: string
  kind: TriggerFacts['kind']
  owner: string
  role: string
  may_create: boolean
  may_drop: boolean
  has_counter: boolean
  has_notice: boolean
}

/** Facts by `relationKey`; what does not exist is not there. */
export async function readTriggerFacts(
  session: Session,
  relations: readonly RelationName[],
): Promise<ReadonlyMap<string, TriggerFacts>> {
  if (relations.length === 0) return new Map()
  const asked = relations.map(({ schema, name }) => ({ schema_name: schema, table_name: name }))
  const { rows } = await session.query<FactRow>(FACTS, [JSON.stringify(asked)])
  return new Map(
    rows.map(row => [
      relationKey({ schema: row.schema_name, name: row.table_name }),
      {
        kind: row.kind,
        owner: row.owner,
        role: row.role,
        mayCreate: row.may_create,
        mayDrop: row.may_drop,
        hasCounter: row.has_counter,
        hasNotice: row.has_notice,
      },
    ]),
  )
}

// Slot -1 holds the number at which a count began.
const COUNTS = `
select schema_name, table_name,
  (sum(changes) filter (where slot >= 0))::int as changes,
  max(changed_at) filter (where slot >= 0 and changes > 0) as changed_at
from model_meta.change_counter group by schema_name, table_name`

/** Counts by `relationKey`. To be asked only where a counter is. */
export async function readChanges(session: Session): Promise<ReadonlyMap<string, ChangeCount>> {
  const { rows } = await session.query<{
    schema_name: string
    table_name: string
    changes: number | null
    changed_at: string | null
  }>(COUNTS)
  return new Map(
    rows.map(row => [
      relationKey({ schema: row.schema_name, name: row.table_name }),
      { changes: row.changes ?? 0, changedAt: row.changed_at },
    ]),
  )
}
