/** What is wrong with the times of schedules: cron that nobody can read, times that never come, unknown time zones. */
import { Cron } from 'croner'
import { type ModelError, modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { ScheduleCheck } from './read-schedules.ts'

type Placed = Parameters<ScheduleCheck>[0][number]

/** Reports every schedule whose time cannot be told. */
export const checkSchedules: ScheduleCheck = (schedules, report) => {
  for (const schedule of schedules) {
    const problem = timezoneProblem(schedule) ?? cronProblem(schedule)
    if (problem !== undefined) report(problem)
  }
}

function timezoneProblem({ name, timezone, places }: Placed): ModelError | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
    return undefined
  } catch (cause) {
    const known = nearest(timezone, ['UTC', ...Intl.supportedValuesOf('timeZone')])
    const context = { place: places.timezone, cause }
    return modelError('M4502', { name, timezone, nearest: known }, context)
  }
}

function cronProblem({ name, cron, timezone, places }: Placed): ModelError | undefined {
  const place = places.cron
  try {
    const never = new Cron(cron, { timezone, paused: true }).nextRun() === null
    return never ? modelError('M4505', { name, cron }, { place }) : undefined
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^Cron\w+: /, '').replace(/\.+$/, '')
    return modelError('M4501', { name, cron, reason }, { place, cause })
  }
}
