/**
 * What became of the due times of schedules. A due time is claimed before it is run: of two daemons one gets the row. A
 * claim without an end whose daemon has not been heard of for a while belongs to one that died; it is claimed once more.
 */
import type { Adapter, Session } from '../adapters/adapter.ts'
import { ledgerVersion, migrateLedger } from './migrate.ts'
import { scopeValues } from './statements.ts'
import type { Scope } from './types.ts'

/** `set`: not a run, but the moment at which a schedule was first seen, or seen with another time. */
export type ScheduleReason = 'set' | 'due' | 'missed' | 'asked'

export type ScheduleStatus = 'success' | 'error' | 'no-op' | 'interrupted' | 'skipped'

/** The newest due time of a schedule that anybody claimed. */
export interface ScheduleEntry {
  readonly schedule: string
  readonly dueAt: Date
  /** Counts the claims of this due time, from 1. */
  readonly attempt: number
  readonly reason: ScheduleReason
  /** The cron and its time zone then. */
  readonly timing: string
  /** Due times that it stands for. */
  readonly dueTimes: number
  readonly daemon: string
  readonly claimedAt: Date
  readonly processId: number | null
  readonly host: string | null
  /** Null: still running, or its daemon died. */
  readonly status: ScheduleStatus | null
  readonly endedAt: Date | null
  readonly runId: string | null
  readonly message: string | null
  /** Its daemon was heard of lately. */
  readonly alive: boolean
}

/** Takes a due time. */
export interface ScheduleClaim {
  readonly schedule: string
  readonly dueAt: Date
  readonly attempt: number
  readonly reason: ScheduleReason
  readonly timing: string
  readonly dueTimes: number
}

/** How a claimed due time ended. */
export interface ScheduleEnd {
  readonly status: ScheduleStatus
  readonly runId: string | null
  readonly message: string
}

/** Who claims. */
export interface Claimant {
  /** Of this process alone. */
  readonly daemon: string
  readonly processId?: number
  readonly host: string
}

/** The schedules of one project and environment, in the ledger. */
export interface ScheduleLog {
  /** The newest entry of each of these schedules. */
  latest(names: readonly string[]): Promise<ReadonlyMap<string, ScheduleEntry>>
  /** False when another one has it, or has a later due time already. */
  claim(claim: ScheduleClaim): Promise<boolean>
  end(claim: ScheduleClaim, end: ScheduleEnd): Promise<void>
  /** Says that this daemon is alive; to be repeated while it has a claim. */
  beat(): Promise<void>
}

/** Seconds after which a daemon that was not heard of counts as dead. */
export const SILENCE = 45

/** The migration that brought these tables. */
const SINCE = 6

// By the index for each, however long the history is: this is asked every few seconds.
const LATEST = `
select entry.schedule, entry.due_at, entry.attempt, entry.reason, entry.timing, entry.due_times, entry.daemon,
  entry.claimed_at, entry.process_id, entry.host, ends.status, ends.ended_at, ends.run_id, ends.message,
  coalesce(daemons.seen_at > clock_timestamp() - make_interval(secs => $3), false) as alive
from json_array_elements_text($4) as asked(name)
cross join lateral (
  select * from model_meta.schedules
  where project = $1 and environment = $2 and schedule = asked.name
  order by due_at desc, attempt desc
  limit 1
) as entry
left join model_meta.schedule_ends as ends using (project, environment, schedule, due_at, attempt)
left join model_meta.schedule_daemons as daemons using (daemon)`

const CLAIM = `
insert into model_meta.schedules (project, environment, schedule, due_at, attempt, reason, timing, due_times, daemon,
  claimed_at, process_id, host)
select $1, $2, $3, $4::timestamptz, $5, $6, $7, $8, $9, clock_timestamp(), $10, $11
where not exists (
  select 1 from model_meta.schedules
  where project = $1 and environment = $2 and schedule = $3 and due_at > $4::timestamptz
)
on conflict do nothing
returning 1`

const END = `
insert into model_meta.schedule_ends
values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())
on conflict do nothing`

const BEAT = `
insert into model_meta.schedule_daemons as daemons values ($1, clock_timestamp())
on conflict (daemon) do update set seen_at = excluded.seen_at`

/** The newest entry of each schedule; changes nothing, so that a database without a ledger has none. */
export async function readSchedules(
  session: Session,
  scope: Scope,
  names: readonly string[],
): Promise<ReadonlyMap<string, ScheduleEntry>> {
  if ((await ledgerVersion(session)) < SINCE) return new Map()
  return latestOf(session, scope, names)
}

async function latestOf(
  session: Session,
  scope: Scope,
  names: readonly string[],
): Promise<ReadonlyMap<string, ScheduleEntry>> {
  const values = [...scopeValues(scope), SILENCE, JSON.stringify(names)]
  const { rows } = await session.query<EntryRow>(LATEST, values)
  return new Map(rows.map(row => [row.schedule, entryOf(row)]))
}

/** The log of a scope, its tables brought up to date first. */
export async function openScheduleLog(
  adapter: Adapter,
  scope: Scope,
  claimant: Claimant,
): Promise<ScheduleLog> {
  await migrateLedger(adapter)
  const { daemon, processId, host } = claimant
  const beat = async () => {
    await adapter.query(BEAT, [daemon])
  }
  return {
    latest: names => latestOf(adapter, scope, names),
    claim: async claim => {
      await beat()
      const { schedule, dueAt, attempt, reason, timing, dueTimes } = claim
      const values = [schedule, dueAt.toISOString(), attempt, reason, timing, dueTimes, daemon]
      const all = [...scopeValues(scope), ...values, processId ?? null, host]
      const { rows } = await adapter.query(CLAIM, all)
      return rows.length > 0
    },
    end: async ({ schedule, dueAt, attempt }, { status, runId, message }) => {
      const values = [schedule, dueAt.toISOString(), attempt, status, runId, message]
      await adapter.query(END, [...scopeValues(scope), ...values])
    },
    beat,
  }
}

interface EntryRow {
  readonly schedule: string
  readonly due_at: string
  readonly attempt: number
  readonly reason: ScheduleReason
  readonly timing: string
  readonly due_times: number
  readonly daemon: string
  readonly claimed_at: string
  readonly process_id: number | null
  readonly host: string | null
  readonly status: ScheduleStatus | null
  readonly ended_at: string | null
  readonly run_id: string | null
  readonly message: string | null
  readonly alive: boolean
}

function entryOf(row: EntryRow): ScheduleEntry {
  return {
    schedule: row.schedule,
    dueAt: new Date(row.due_at),
    attempt: row.attempt,
    reason: row.reason,
    timing: row.timing,
    dueTimes: row.due_times,
    daemon: row.daemon,
    claimedAt: new Date(row.claimed_at),
    processId: row.process_id,
    host: row.host,
    status: row.status,
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    runId: row.run_id,
    message: row.message,
    alive: row.alive,
  }
}
