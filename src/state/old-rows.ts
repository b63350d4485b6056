/**
 * Rows of the ledger that grow with time and that nothing asks for any more: due times of schedules, words of webhooks,
 * ages of sources. Counted and deleted by the same conditions; the newest of each, which is asked for, always stays.
 */
import type { Session } from '../adapters/adapter.ts'
import { ledgerVersion } from './migrate.ts'
import { SILENCE } from './schedule-log.ts'
import { askText, scopeValues } from './statements.ts'
import type { Scope } from './types.ts'

/** What is kept. */
export interface KeptRows {
  /** Newest of each schedule, webhook and subject, and source. */
  readonly newest: number
  /** Names of those that the project has, in force or not. */
  readonly schedules: readonly string[]
}

/** How many rows are beyond that. */
export interface OldRows {
  readonly dueTimes: number
  readonly notices: number
  readonly ages: number
}

interface OldKind {
  /** The migration that brought the table. */
  readonly since: number
  /** A query that gives what is old; $1 and $2 are the scope, $3 how many stay. */
  readonly old: string
  /** Follows `with old as (...)` and deletes it. */
  readonly drop: string
}

/** Rows that a number tells apart, of which the newest of each group stay. */
const numbered = (table: string, group: string): Omit<OldKind, 'since'> => ({
  old: `select seq from (
  select seq, row_number() over (partition by ${group} order by seq desc) as age
  from model_meta.${table} where project = $1 and environment = $2
) as ranked where age > $3`,
  drop: `
delete from model_meta.${table} using old where ${table}.seq = old.seq`,
})

/** $4: the names of schedules as JSON. A due time stays that a daemon works at, which was heard of lately. */
const DUE_TIMES: OldKind = {
  since: 6,
  old: `select distinct schedule, due_at from (
  select schedule, due_at, dense_rank() over (partition by schedule order by due_at desc) as age
  from model_meta.schedules where project = $1 and environment = $2
) as ranked
where (age > $3 or schedule not in (select json_array_elements_text($4)))
and not exists (
  select from model_meta.schedule_log as working
  join model_meta.schedule_daemons as daemons using (daemon)
  where working.project = $1 and working.environment = $2 and working.schedule = ranked.schedule
    and working.due_at = ranked.due_at and working.status is null and working.reason <> 'set'
    and daemons.seen_at > clock_timestamp() - make_interval(secs => ${SILENCE})
)`,
  drop: `, ends as (
  delete from model_meta.schedule_ends as ends using old
  where ends.project = $1 and ends.environment = $2 and ends.schedule = old.schedule and ends.due_at = old.due_at
)
delete from model_meta.schedules as claims using old
where claims.project = $1 and claims.environment = $2 and claims.schedule = old.schedule and claims.due_at = old.due_at`,
}

const KINDS: Readonly<Record<keyof OldRows, OldKind>> = {
  dueTimes: DUE_TIMES,
  // What was delivered last decides what a webhook is told next, however often it could not be reached since.
  notices: { since: 6, ...numbered('notifications', 'webhook, subject, delivered') },
  ages: { since: 4, ...numbered('freshness', 'node') },
}

/** Of any project: no row of a daemon is asked for that has been silent for longer than a moment. */
const SILENT_DAEMONS = `
delete from model_meta.schedule_daemons where seen_at < clock_timestamp() - interval '1 day'`

/** Counts them, and changes nothing. */
export async function countOldRows(
  session: Session,
  scope: Scope,
  kept: KeptRows,
): Promise<OldRows> {
  const version = await ledgerVersion(session)
  const count = async (kind: keyof OldRows): Promise<number> => {
    const { since, old } = KINDS[kind]
    if (version < since) return 0
    const sql = `select count(*)::int as found from (${old}) as old`
    const { rows } = await askText<{ found: number }>(session, sql, valuesOf(kind, scope, kept))
    return rows[0]!.found
  }
  return {
    dueTimes: await count('dueTimes'),
    notices: await count('notices'),
    ages: await count('ages'),
  }
}

/** Deletes them; the ledger must be up to date. */
export async function forgetOldRows(session: Session, scope: Scope, kept: KeptRows): Promise<void> {
  for (const [kind, { old, drop }] of Object.entries(KINDS) as [keyof OldRows, OldKind][])
    await session.query(`with old as (${old})${drop}`, valuesOf(kind, scope, kept))
  await session.query(SILENT_DAEMONS)
}

function valuesOf(kind: keyof OldRows, scope: Scope, { newest, schedules }: KeptRows): unknown[] {
  const values = [...scopeValues(scope), newest]
  return kind === 'dueTimes' ? [...values, JSON.stringify(schedules)] : values
}
