/** Removes what a dead run left in the stage and old schemas, and what a run leaves itself. Waits for no reader. */
import { setTimeout as delay } from 'node:timers/promises'
import type { ReplacedRelation } from '../adapters/adapter.ts'
import { modelError } from '../errors/model-error.ts'
import type { Step } from '../plan/types.ts'
import { displayRelation, type RelationName, relationKey } from '../sql/relation.ts'
import { inBatches } from './batches.ts'
import type { RunContext } from './context.ts'

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
  let stayed = await dropRelations(context, orphans)
  for (;;) {
    const inTheWay = stayed.filter(({ relation }) => places.has(relationKey(relation)))
    if (inTheWay.length === 0) break
    if (Date.now() >= deadline) {
      const relations = inTheWay.map(({ relation }) => displayRelation(relation)).join(', ')
      throw modelError('M3016', { relations, seconds: publishTimeout / 1000 })
    }
    await delay(PAUSE)
    stayed = await dropRelations(context, stayed)
  }
  const left = new Set(stayed.map(({ relation }) => relationKey(relation)))
  const dropped = orphans.filter(({ relation }) => !left.has(relationKey(relation)))
  const relations = dropped.map(({ relation }) => relation)
  context.emit({ kind: 'recovered', orphans: relations })
  return relations
}

/** Drops relations of the work schemas, in whatever order they depend on each other; returns those in use. */
export async function dropRelations(
  context: RunContext,
  orphans: readonly Orphan[],
): Promise<readonly Orphan[]> {
  const views = orphans.filter(({ relationKind }) => relationKind === 'view')
  const tables = orphans.filter(({ relationKind }) => relationKind !== 'view')
  const stayed: Orphan[] = []
  // Views may read each other, so they go in one statement, before the tables.
  for (const batch of [views, ...inBatches(tables)]) {
    const inUse = await dropBatch(context, batch)
    const alone = inUse.length > 1 && batch !== views ? inBatches(inUse, 1) : [inUse]
    for (const each of alone) stayed.push(...(await dropBatch(context, each)))
  }
  return stayed
}

async function dropBatch(
  { adapter }: RunContext,
  batch: readonly Orphan[],
): Promise<readonly Orphan[]> {
  const replaced = batch.map(({ relation, relationKind }): ReplacedRelation => {
    return { relation, kind: relationKind === 'view' ? 'view' : 'table' }
  })
  const left = new Set(
    (await adapter.dropReplaced(replaced)).map(each => relationKey(each.relation)),
  )
  return batch.filter(({ relation }) => left.has(relationKey(relation)))
}
