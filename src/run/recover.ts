/** Removes what a dead run left in the stage and old schemas. */
import type { Step } from '../plan/types.ts'
import type { RelationName } from '../sql/relation.ts'
import { inBatches } from './batches.ts'
import type { RunContext } from './context.ts'

/** Drops the orphans of the plan; returns them. */
export async function dropOrphans(context: RunContext): Promise<readonly RelationName[]> {
  const orphans = context.plan.steps.filter(step => step.kind === 'drop orphan')
  if (orphans.length === 0) return []
  await dropRelations(context, orphans)
  const relations = orphans.map(step => step.relation)
  context.emit({ kind: 'recovered', orphans: relations })
  return relations
}

type Orphan = Pick<Extract<Step, { kind: 'drop orphan' }>, 'relation' | 'relationKind'>

/** Drops relations of the work schemas, in whatever order they depend on each other. */
export async function dropRelations(
  context: RunContext,
  orphans: readonly Orphan[],
): Promise<void> {
  const relations = orphans.map(({ relation, relationKind }) => ({
    relation,
    kind: relationKind === 'view' ? ('view' as const) : ('table' as const),
  }))
  const views = relations.filter(({ kind }) => kind === 'view')
  const tables = relations.filter(({ kind }) => kind === 'table')
  // Views may read each other, so they go in one statement, before the tables.
  for (const batch of [views, ...inBatches(tables)]) {
    const statements = context.adapter.dialect.dropRelations(batch)
    if (statements.length > 0) await context.adapter.execute(statements.join(';\n'))
  }
}
