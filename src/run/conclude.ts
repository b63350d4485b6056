/**
 * The end of a run's work: what may go out is published. A relation whose new columns a view of this project that stays
 * as it is cannot show has failed; it is held back with what reads it, and the rest goes out.
 */
import { CancelledError } from '../adapters/database-error.ts'
import { ModelError } from '../errors/model-error.ts'
import type { NodeResult } from '../plan/types.ts'
import { displayRelation } from '../sql/relation.ts'
import { finalRelation, type RunContext } from './context.ts'
import type { RunProgress } from './progress.ts'
import { ownViews, publicationError, publishGroup } from './publish-nodes.ts'
import { decide, holdAll, REFUSED, STOPPED } from './settle.ts'
import type { HeldBack } from './types.ts'

/** What came of it. */
export interface Conclusion {
  readonly held: readonly HeldBack[]
  /** Why nothing, or not all, of what was ready was published. */
  readonly refusal?: Error
}

/** Decides and publishes; never throws for what the database refuses. */
export async function conclude(context: RunContext, progress: RunProgress): Promise<Conclusion> {
  if (context.signal.aborted) return { held: holdAll(context, progress, STOPPED) }
  const held: HeldBack[] = []
  for (;;) {
    const decision = decide(context, progress)
    held.push(...decision.held)
    if (decision.published.length === 0) return { held }
    try {
      // In the ledger the last word of a node is its last row: that it is staged comes before that it is published.
      await progress.flush()
      await publishGroup(context, decision.published, progress)
      return { held }
    } catch (error) {
      if (error instanceof CancelledError) return { held: holdAll(context, progress, STOPPED) }
      const refusal = publicationError(error)
      const unfit = belowOwnView(context, decision.published, refusal)
      if (unfit === undefined)
        return { held: [...held, ...holdAll(context, progress, REFUSED)], refusal }
      fail(progress, unfit, refusal)
    }
  }
}

/** The node of this publication whose columns changed below a view of ours that is not published with it. */
function belowOwnView(
  context: RunContext,
  ids: readonly string[],
  refusal: Error,
): string | undefined {
  if (!(refusal instanceof ModelError) || !/^M210[23]$/.test(refusal.code)) return undefined
  const { view, relation } = refusal.fields
  if (![...ownViews(context).values()].some(own => displayRelation(own) === view)) return undefined
  return ids.find(id => displayRelation(finalRelation(context.manifest, id)) === relation)
}

function fail(progress: RunProgress, id: string, error: Error): void {
  const result = progress.result(id) as NodeResult
  progress.settle({ ...result, status: 'error', message: error.message, error })
  progress.record(id)
}
