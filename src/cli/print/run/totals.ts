/** How many results of each kind: the closing line of a run. Pure. */
import type { Result } from '../../../plan/types.ts'
import type { RunOutcome } from '../../../run/types.ts'

export interface Totals {
  readonly pass: number
  readonly warn: number
  readonly error: number
  readonly skip: number
  readonly noOp: number
  readonly reused: number
  readonly total: number
}

const KINDS: Readonly<Record<Result['status'], keyof Totals>> = {
  success: 'pass',
  pass: 'pass',
  warn: 'warn',
  error: 'error',
  fail: 'error',
  skipped: 'skip',
  held: 'skip',
  'no-op': 'noOp',
  reused: 'reused',
}

/** Counts results as the closing line does: nodes that were built well and held back are skipped ones. */
export function countResults({ results, held }: Pick<RunOutcome, 'results' | 'held'>): Totals {
  const heldBack = new Set(held.map(({ node }) => node))
  const totals = {
    pass: 0,
    warn: 0,
    error: 0,
    skip: 0,
    noOp: 0,
    reused: 0,
    total: results.length,
  }
  for (const { node, status } of results) {
    totals[status === 'success' && heldBack.has(node) ? 'skip' : KINDS[status]]++
  }
  return totals
}

/** `Done. PASS=26 WARN=0 ERROR=1 SKIP=1 NO-OP=0 REUSED=0 TOTAL=28` */
export function doneLine(totals: Totals): string {
  const { pass, warn, error, skip, noOp, reused, total } = totals
  return `Done. PASS=${pass} WARN=${warn} ERROR=${error} SKIP=${skip} NO-OP=${noOp} REUSED=${reused} TOTAL=${total}`
}
