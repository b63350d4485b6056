/** What the page of a run shows, and which of its results it tells in full. */
import type { CriticalPath } from '../../catalog/critical-path.ts'
import type { Timeline } from '../../catalog/run-timeline.ts'
import type { Manifest } from '../../compile/manifest.ts'
import type { PastResult } from '../../state/history.ts'
import type { RunRecord } from '../../state/types.ts'

/** A run, its results, and what is drawn of them. */
export interface RunView {
  readonly run: RunRecord
  /** The worst first. */
  readonly results: readonly PastResult[]
  readonly timeline: Timeline
  readonly critical: CriticalPath | undefined
  readonly manifest: Manifest
}

/** Statuses of which a page tells more than a line. */
export const TROUBLES: ReadonlySet<string> = new Set(['error', 'fail', 'warn'])
/** Troubles told in full: a run in which everything fails would be a page of megabytes. */
export const MOST_TROUBLES = 25

/** Results told in full, whose rows need no anchor of their own. */
export function toldInFull(results: readonly PastResult[]): ReadonlySet<string> {
  const troubles = results.filter(({ status }) => TROUBLES.has(status))
  return new Set(troubles.slice(0, MOST_TROUBLES).map(({ node }) => node))
}
