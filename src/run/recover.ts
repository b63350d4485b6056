/** Removes what a dead run left in the stage and old schemas, and what a run leaves itself. Waits for no reader. */
import { setTimeout as delay } from 'node:timers/promises'
import type { ReplacedRelation } from '../adapters/adapter.ts'
import { modelError } from '../errors/model-error.ts'
import type { Step } from '../plan/types.ts'
import { displayRelation, type RelationName, relationKey } from '../sql/relation.ts'
import type { RunContext } from './context.ts'
import { dropRelations } from './drop-relations.ts'

/** Milliseconds between two tries for a place that somebody still reads. */
const PAUSE = 250

type Orphan = Pick<Extract<Step, { kind: 'drop orphan' }>, 'relation' | 'relationKind'>

/**
 * Drops the orphans of the plan; returns those that are gone. One that a reader's old transaction still uses stays for
 * the next run, unless this one builds in its place. @throws ModelError M3016 then, when the time is over.
 */
export async function dropOrphans(context: RunContext): Promise<readonly RelationName[]> {
  const orphans = context.plan.steps.filter(step => step.kind === 'drop orphan')
  if (orphans.length === 0) return []
  const places = new Set(
    context.plan.steps.flatMap(step => (step.kind === 'stage' ? [relationKey(step.stage)] : [])),
  )
  const { publishTimeout } = context.manifest.project.target
  const deadline = Date.now() + publishTimeout
  let stayed = await dropLeft(context, orphans)
  for (;;) {
    const inTheWay = stayed.filter(({ relation }) => places.has(relationKey(relation)))
    if (inTheWay.length === 0) break
    if (Date.now() >= deadline) {
      const relations = inTheWay.map(({ relation }) => displayRelation(relation)).join(', ')
      throw modelError('M3016', { relations, seconds: publishTimeout / 1000 })
    }
    await delay(PAUSE)
    stayed = await dropLeft(context, stayed)
  }
  const left = new Set(stayed.map(({ relation }) => relationKey(relation)))
  const dropped = orphans.filter(({ relation }) => !left.has(relationKey(relation)))
  const relations = dropped.map(({ relation }) => relation)
  context.emit({ kind: 'recovered', orphans: relations })
  return relations
}

/** Drops relations of the work schemas, in whatever order they depend on each other; returns those in use. */
export async function dropLeft(
  context: RunContext,
  orphans: readonly Orphan[],
): Promise<readonly Orphan[]> {
  const inUse = await dropTogether(context, orphans)
  // One that is in use keeps those with which it was to be dropped; views may read each other.
  const views = inUse.filter(({ relationKind }) => relationKind === 'view')
  const stayed = [...(await dropTogether(context, views))]
  for (const table of inUse.filter(({ relationKind }) => relationKind !== 'view')) {
    stayed.push(...(await dropTogether(context, [table])))
  }
  return stayed
}

async function dropTogether(
  context: RunContext,
  orphans: readonly Orphan[],
): Promise<readonly Orphan[]> {
  const relations = orphans.map(({ relation, relationKind }): ReplacedRelation => {
    return { relation, kind: relationKind === 'view' ? 'view' : 'table' }
  })
  const inUse = await dropRelations(context, relations)
  const left = new Set(inUse.map(each => relationKey(each.relation)))
  return orphans.filter(({ relation }) => left.has(relationKey(relation)))
}
