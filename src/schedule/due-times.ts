/**
 * When a schedule is due. A time that a switch day leaves out comes at the first moment after the gap, one that it has
 * twice comes at the first of the two; so 02:30 is once on each day. What is due at every so many minutes goes on by the
 * real time.
 */

export interface DueTimes {
  /** The first one after this moment; undefined when there is none any more. */
  next(after: Date): Date | undefined
  /** The newest one after `after`, not after `upTo`, and how many there are between them (at most {@link MOST_COUNTED}). */
  latest(after: Date, upTo: Date): { readonly due: Date; readonly count: number } | undefined
}

/** Beyond so many nobody needs to know how many due times passed. */
export const MOST_COUNTED = 1000

const MINUTE = 60_000
/** How far back the newest due time is looked for, step by step. */
const WINDOWS = [1, 10, 60, 360, 1440, 10_080, 44_640, 527_040].map(minutes => minutes * MINUTE)

/** The due times of a cron in a time zone, both of which were checked when the project was read. */
export async function dueTimes(cron: string, timezone: string): Promise<DueTimes> {
  const { Cron } = await import('croner')
  const pattern = new Cron(cron, { timezone, paused: true })
  const next = (after: Date) => pattern.nextRun(after) ?? undefined
  return { next, latest: (after, upTo) => latest(next, after, upTo) }
}

function latest(next: DueTimes['next'], after: Date, upTo: Date): ReturnType<DueTimes['latest']> {
  let count = 0
  let due: Date | undefined
  for (let time = next(after); time !== undefined && time <= upTo; time = next(time)) {
    due = time
    if (++count === MOST_COUNTED) return { due: newest(next, due, upTo), count }
  }
  return due === undefined ? undefined : { due, count }
}

/** The newest due time up to a moment, of which `known` is an earlier one. */
function newest(next: DueTimes['next'], known: Date, upTo: Date): Date {
  for (const window of WINDOWS) {
    const from = new Date(Math.max(known.getTime(), upTo.getTime() - window))
    let found: Date | undefined
    for (let time = next(from); time !== undefined && time <= upTo; time = next(time)) found = time
    if (found !== undefined) return found
  }
  return known
}
