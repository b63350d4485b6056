/** Who is in the publisher's way. */
import { type RelationName, relationKey } from '../../sql/relation.ts'
import type { Session } from '../adapter.ts'
import { DatabaseError } from '../database-error.ts'
import { namesOf } from './dependents.ts'

/** lock_not_available, deadlock_detected. */
const BUSY: ReadonlySet<string | undefined> = new Set(['55P03', '40P01'])

/** Below deadlock_timeout (1 s), so that it is the publisher who gives way, before the server picks a victim. */
export const LOCK_PATIENCE = "set local lock_timeout = '100ms'"

/** True when somebody else's lock is the cause, and a later attempt may do. */
export function isBusy(error: unknown): boolean {
  return error instanceof DatabaseError && BUSY.has(error.fields.code)
}

const BLOCKERS_SQL = `
select n.nspname as schema, c.relname as name,
  concat('process ', a.pid, ' (', concat_ws(', ', a.usename, nullif(a.application_name, ''), a.state), ')') as process
from pg_locks l
join pg_class c on c.oid = l.relation
join pg_namespace n on n.oid = c.relnamespace
join unnest($1::text[], $2::text[]) as wanted(schema, name)
  on wanted.schema = n.nspname and wanted.name = c.relname
join pg_stat_activity a on a.pid = l.pid
where l.granted and a.pid <> pg_backend_pid()
order by a.pid`

export interface Blockers {
  /** Relations that somebody has locked, by `relationKey`. */
  readonly relations: ReadonlySet<string>
  /** For people. */
  readonly processes: string
}

/** Who holds locks on these relations at this moment. */
export async function findBlockers(
  session: Session,
  relations: readonly RelationName[],
): Promise<Blockers> {
  const { rows } = await session.query<RelationName & { readonly process: string }>(
    BLOCKERS_SQL,
    namesOf(relations),
  )
  return {
    relations: new Set(rows.map(relationKey)),
    processes: [...new Set(rows.map(row => row.process))].join(', '),
  }
}
