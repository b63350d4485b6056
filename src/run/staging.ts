/** What all ways of building on a stage share: what comes of it, trying again, hooks, the contract. */
import { constraintStatements } from '../checks/constraints.ts'
import { brokenContract } from '../checks/contract.ts'
import type { BuiltNode, ModelNode } from '../compile/manifest.ts'
import type { Step } from '../plan/types.ts'
import { type RelationName, relationKey } from '../sql/relation.ts'
import type { RunContext } from './context.ts'
import { runHooks } from './hooks.ts'
import { retriesOf, withinLimit } from './patience.ts'
import { retryingIn } from './retry.ts'

/** What a staged node turned out to be. */
export interface Staged {
  readonly rows: number | null
  readonly message: string
}

/** Compares a stage with what its schema file promises. @throws ModelError M3110 with the differences. */
export async function holdToContract(
  context: RunContext,
  table: { readonly node: ModelNode; readonly stage: RelationName },
): Promise<void> {
  const { relations } = await context.staging.introspect([table.stage.schema], [table.stage.name])
  const columns = relations.get(relationKey(table.stage))?.columns ?? []
  const broken = brokenContract(table.node, columns, context.adapter.dialect.typeName)
  if (broken !== undefined) throw broken
}

/** What a stage gets besides its rows: the constraints of a contract, and indexes. */
export function stageParts(
  { adapter }: RunContext,
  node: BuiltNode,
  stage: RelationName,
): readonly string[] {
  const { contractEnforced, indexes } = node.config
  return [
    ...(contractEnforced ? constraintStatements(node, stage) : []),
    ...indexes.map(index => adapter.dialect.createIndex(stage, index)),
  ]
}

/** The hooks of one moment of a node; they have the time of an attempt. */
export function runNodeHooks(
  context: RunContext,
  node: BuiltNode,
  hooks: readonly string[],
): Promise<void> {
  return withinLimit(context, node, limited => runHooks(limited, node, hooks))
}

/** What is staged, and where. */
export interface StageAttempts {
  readonly node: BuiltNode
  readonly step: Pick<Extract<Step, { kind: 'stage' }>, 'stage' | 'materialized'>
}

/**
 * Stages, and stages anew when it failed for a reason that passes, or as often as the node's config says. Each attempt has
 * the node's whole time. @throws ModelError M3030 when that was not enough.
 */
export function retryingStage<T>(
  context: RunContext,
  { node, step }: StageAttempts,
  work: (limited: RunContext) => Promise<T>,
): Promise<T> {
  const kind = step.materialized === 'view' ? 'view' : 'table'
  const prepare = async () => {
    await context.adapter.execute(context.adapter.dialect.dropRelation(step.stage, kind))
  }
  const retries = retriesOf(context, node)
  return retryingIn(context, () => withinLimit(context, node, work), { prepare, retries })
}
