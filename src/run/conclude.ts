/**
 * The end of a run's work: what may go out is published. A relation whose new columns a view of this project that stays
 * as it is cannot show has failed; it is held back with what reads it, and the rest goes out.
 */
import { CancelledError } from '../adapters/database-error.ts'
import type { Manifest } from '../compile/manifest.ts'
import { ModelError } from '../errors/model-error.ts'
import { relationNode, relationsRead } from '../plan/relations-read.ts'
import type { NodeResult } from '../plan/types.ts'
import { displayRelation } from '../sql/relation.ts'
import type { RunContext } from './context.ts'
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
      if (unfit.length === 0)
        return { held: [...held, ...holdAll(context, progress, REFUSED)], refusal }
      for (const id of new Set(unfit)) fail(progress, id, refusal)
    }
  }
}

/**
 * The nodes of this publication whose columns changed below a view of ours that is not published with it: the relation
 * that was named or, where that is such a view itself, what it reads of them.
 */
function belowOwnView(
  context: RunContext,
  ids: readonly string[],
  refusal: Error,
): readonly string[] {
  if (!(refusal instanceof ModelError) || !/^M210[23]$/.test(refusal.code)) return []
  const { view, relation } = refusal.fields
  if (![...ownViews(context).values()].some(own => displayRelation(own) === view)) return []
  const named = [...context.manifest.nodes.keys()].find(id => {
    const node = relationNode(context.manifest, id)
    return node !== undefined && displayRelation(node.relation) === relation
  })
  return named === undefined ? [] : nearestOf(context.manifest, new Set(ids), named)
}

/** This node or, where it is none of `ids`, the nearest of them that it reads. */
function nearestOf(manifest: Manifest, ids: ReadonlySet<string>, id: string): readonly string[] {
  if (ids.has(id)) return [id]
  const node = manifest.nodes.get(id)
  if (node?.kind !== 'model' || node.materialized !== 'view') return []
  return relationsRead(manifest, id).flatMap(read => nearestOf(manifest, ids, read))
}

function fail(progress: RunProgress, id: string, error: Error): void {
  const result = progress.result(id) as NodeResult
  progress.settle({ ...result, status: 'error', message: error.message, error })
  progress.record(id)
}
