/** How long something is, for people. */

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTH = 2_629_800
const YEAR = 12 * MONTH

/** Each up to so many seconds: one and a half of the next, or two months and two years. */
const UNITS = [
  { name: 'second', seconds: 1, below: 1.5 * MINUTE },
  { name: 'minute', seconds: MINUTE, below: 1.5 * HOUR },
  { name: 'hour', seconds: HOUR, below: 1.5 * DAY },
  { name: 'day', seconds: DAY, below: 60 * DAY },
  { name: 'month', seconds: MONTH, below: 730 * DAY },
  { name: 'year', seconds: YEAR, below: Number.POSITIVE_INFINITY },
] as const

/** `50 seconds`, `25 hours`, `3 days`. */
export function ageText(seconds: number): string {
  const unit = UNITS.find(({ below }) => seconds < below) ?? UNITS[5]
  const many = Math.round(seconds / unit.seconds)
  return `${many} ${unit.name}${many === 1 ? '' : 's'}`
}
