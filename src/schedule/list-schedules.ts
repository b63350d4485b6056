/** The schedules of a project with their next due times and what became of the last one. */
import type { Schedule } from '../project/types.ts'
import type { ScheduleEntry } from '../state/schedule-log.ts'
import { readSchedules } from '../state/schedule-log.ts'
import type { Workspace } from '../workspace.ts'
import { dueTimes } from './due-times.ts'
import { startTime } from './jitter.ts'

export interface ListedSchedule {
  readonly schedule: Schedule
  /** It is enabled, and for the chosen target. */
  readonly inForce: boolean
  /** Moments at which it will be run: due times, each with its jitter. */
  readonly next: readonly { readonly due: Date; readonly starts: Date }[]
  /** Its newest due time that was claimed. */
  readonly last: ScheduleEntry | undefined
}

/** All schedules of the project, in its order; `count` times to come for each that is in force. */
export async function listSchedules(
  workspace: Workspace,
  { now, count }: { readonly now: Date; readonly count: number },
): Promise<readonly ListedSchedule[]> {
  const { schedules, target } = workspace.manifest.project
  const names = schedules.map(({ name }) => name)
  const entries = await readSchedules(await workspace.adapter(), workspace.scope, names)
  return await Promise.all(
    schedules.map(async schedule => {
      const { enabled, targets, name } = schedule
      const inForce = enabled && (targets.length === 0 || targets.includes(target.name))
      const entry = entries.get(name)
      return {
        schedule,
        inForce,
        next: inForce ? await upcoming(schedule, now, count) : [],
        last: entry?.reason === 'set' ? undefined : entry,
      }
    }),
  )
}

async function upcoming(schedule: Schedule, now: Date, count: number) {
  const times = await dueTimes(schedule.cron, schedule.timezone)
  const found: { due: Date; starts: Date }[] = []
  for (let due = times.next(now); due !== undefined && found.length < count; due = times.next(due))
    found.push({ due, starts: startTime(schedule, due) })
  return found
}
