/** Builds a model where nobody sees it: a table with its rows, indexes and constraints, or a view. */
import { constraintStatements } from '../checks/constraints.ts'
import { brokenContract } from '../checks/contract.ts'
import type { BuiltNode, ModelNode } from '../compile/manifest.ts'
import type { RenderedSql } from '../compile/render.ts'
import type { Step } from '../plan/types.ts'
import { type RelationName, relationKey } from '../sql/relation.ts'
import { type RunContext, renderInRun } from './context.ts'
import { runHooks } from './hooks.ts'
import { retriesOf, withinLimit } from './patience.ts'
import { retryingIn } from './retry.ts'
import { statementError } from './statement-error.ts'

/** What a staged node turned out to be. */
export interface Staged {
  readonly rows: number | null
  readonly message: string
}

/** @throws ModelError M3009 at the template's line. */
export async function stageModel(
  context: RunContext,
  node: ModelNode,
  step: Extract<Step, { kind: 'stage' }>,
): Promise<Staged> {
  const rendered = renderInRun(context, node.id)
  try {
    await runNodeHooks(context, node, node.config.preHooks)
    // Hooks are not repeated: what they do is not known to be the same when it is done twice.
    const staged = await retryingStage(context, { node, step }, limited =>
      step.materialized === 'view'
        ? stageView(limited, rendered, step.stage)
        : stageTable(limited, { node, rendered, stage: step.stage }),
    )
    await runNodeHooks(context, node, node.config.postHooks)
    return staged
  } catch (error) {
    throw statementError(error, { node, rendered })
  }
}

async function stageView(
  context: RunContext,
  rendered: RenderedSql,
  stage: RelationName,
): Promise<Staged> {
  const { dialect } = context.adapter
  await context.staging.query(dialect.createView(stage, rendered.text), [], {
    signal: context.signal,
  })
  return { rows: null, message: 'CREATE VIEW' }
}

interface TableToStage {
  readonly node: ModelNode
  readonly rendered: RenderedSql
  readonly stage: RelationName
}

async function stageTable(context: RunContext, table: TableToStage): Promise<Staged> {
  const { dialect } = context.adapter
  const { config } = table.node
  const create = dialect.createTableAs(table.stage, table.rendered.text, {
    unlogged: config.unlogged,
    empty: context.options.empty,
  })
  const after = [
    ...(config.contractEnforced ? constraintStatements(table.node, table.stage) : []),
    ...config.indexes.map(index => dialect.createIndex(table.stage, index)),
    dialect.analyze([table.stage]),
  ]
  // In one message; a SELECT may end in a comment, so the semicolon is on a line of its own.
  const send = (statements: readonly string[]) =>
    context.staging.execute(statements.join('\n;\n'), { signal: context.signal })
  const [rows = null] = await send(config.contractEnforced ? [create] : [create, ...after])
  if (config.contractEnforced) {
    await holdToContract(context, table)
    await send(after)
  }
  return { rows, message: `SELECT ${rows ?? ''}`.trim() }
}

/** @throws ModelError M3110 with the differences. */
async function holdToContract(context: RunContext, table: TableToStage): Promise<void> {
  const { relations } = await context.staging.introspect([table.stage.schema], [table.stage.name])
  const columns = relations.get(relationKey(table.stage))?.columns ?? []
  const broken = brokenContract(table.node, columns, context.adapter.dialect.typeName)
  if (broken !== undefined) throw broken
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
