/** How far the code of a TypeScript model is, in a few words. Pure. */
import type { RunEvent } from '../../../run/types.ts'
import { count, formatDuration } from '../format.ts'

type Progress = Extract<RunEvent, { kind: 'node progress' }>

/** `1200 of 3000 rows read, 340 calls, 2 failed, about 3m 06s left`. */
export function progressWords(event: Progress): string {
  const { read, total, rows, calls, remembered, failures, cost } = event
  const left = millisecondsLeft(event)
  return [
    total === null ? count(rows, 'row') : `${read} of ${count(total, 'row')} read`,
    ...(calls > 0 ? [count(calls, 'call')] : []),
    ...(remembered > 0 ? [`${remembered} remembered`] : []),
    ...(cost > 0 ? [`cost ${cost.toFixed(2)}`] : []),
    ...(failures > 0 ? [`${failures} failed`] : []),
    ...(left === undefined ? [] : [`about ${formatDuration(left)} left`]),
  ].join(', ')
}

/**
 * By the rows that were read; not before some were worked on. Rows wait for their calls, so what was read is a little
 * ahead of what is done.
 */
function millisecondsLeft({ read, total, duration }: Progress): number | undefined {
  if (total === null || read === 0 || read >= total || duration < 2000) return undefined
  return ((total - read) / read) * duration
}
