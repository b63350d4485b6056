/** `model schedule --list`: schedules as a table and as JSON. Pure. */
import type { ListedSchedule } from '../../schedule/list-schedules.ts'
import { formatAge, formatAhead } from './format.ts'
import type { Paint } from './paint.ts'
import { printTable } from './table.ts'

/** An object for each schedule; times in UTC. */
export function scheduleRows(listed: readonly ListedSchedule[]): readonly object[] {
  return listed.map(({ schedule, inForce, next, last }) => ({
    name: schedule.name,
    cron: schedule.cron,
    timezone: schedule.timezone,
    command: schedule.command,
    select: schedule.select,
    exclude: schedule.exclude,
    missed: schedule.missed,
    jitter_seconds: schedule.jitter / 1000,
    in_force: inForce,
    next: next.map(({ due, starts }) => ({
      due_at: due.toISOString(),
      starts_at: starts.toISOString(),
    })),
    last:
      last === undefined
        ? null
        : {
            due_at: last.dueAt.toISOString(),
            reason: last.reason,
            status: statusOf(last),
            ended_at: last.endedAt?.toISOString() ?? null,
            run_id: last.runId,
            message: last.message,
          },
  }))
}

/** A line for each schedule. */
export function scheduleTable(
  listed: readonly ListedSchedule[],
  { paint, width, now }: { readonly paint: Paint; readonly width: number | undefined; now: Date },
): string {
  const columns = ['schedule', 'does', 'cron', 'time zone', 'next', 'last'].map(name => ({ name }))
  const rows = listed.flatMap(({ schedule, inForce, next, last }) => {
    const times = next.map(({ starts }) => nextText(starts, schedule.timezone, now))
    const [first = inForce ? 'never' : notInForce(schedule.enabled), ...more] = times
    const does = [schedule.command, ...schedule.select].join(' ')
    const line = [schedule.name, does, schedule.cron, schedule.timezone, first, lastText(last, now)]
    return [line, ...more.map(text => ['', '', '', '', text, ''])]
  })
  return printTable(columns, rows, { paint, width })
}

const notInForce = (enabled: boolean) => (enabled ? 'for other targets' : 'not enabled')

function nextText(time: Date, timezone: string, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1000
  return `${localTime(time, timezone)} (${formatAhead(seconds)})`
}

function lastText(last: ListedSchedule['last'], now: Date): string {
  if (last === undefined) return '-'
  const age = formatAge((now.getTime() - last.dueAt.getTime()) / 1000)
  return `${statusOf(last)} ${age}`
}

function statusOf(last: NonNullable<ListedSchedule['last']>): string {
  return last.status ?? (last.alive ? 'running' : 'died')
}

/** `2026-10-25 02:30:00` as clocks in a time zone show it. */
export function localTime(time: Date, timezone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(time)
}
