/** The demonstration's clock: orders run up to its last day, and a few past it. */

const lastDay = Date.UTC(2026, 1, 14)

/** Days of history before the last day. */
export const historyDays = 1140

/** A day by its number as an ISO date. */
export function isoDay(day: number): string {
  return new Date(lastDay - (historyDays - day) * 86_400_000).toISOString().slice(0, 10)
}
