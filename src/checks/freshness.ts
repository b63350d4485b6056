/** Whether a source's newest row is young enough. Pure. */
import type { FreshnessRule, SourceDeclaration } from '../project/types.ts'

export type FreshnessStatus = 'pass' | 'warn' | 'error'

const SECONDS = { minute: 60, hour: 3600, day: 86_400 } as const

/** The verdict on an age in seconds; null: the source has no rows, which no rule allows. */
export function judgeFreshness(
  age: number | null,
  { warnAfter, errorAfter }: NonNullable<SourceDeclaration['freshness']>,
): FreshnessStatus {
  if (exceeds(age, errorAfter)) return 'error'
  return exceeds(age, warnAfter) ? 'warn' : 'pass'
}

function exceeds(age: number | null, rule: FreshnessRule | undefined): boolean {
  if (rule === undefined) return false
  return age === null || age > rule.count * SECONDS[rule.period]
}
