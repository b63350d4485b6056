/** Builds a model where nobody sees it: a table with its rows, indexes and constraints, or a view. */
import type { ModelNode } from '../compile/manifest.ts'
import type { RenderedSql } from '../compile/render.ts'
import type { Step } from '../plan/types.ts'
import type { RelationName } from '../sql/relation.ts'
import { type RunContext, renderInRun } from './context.ts'
import { holdToContract, retryingStage, runNodeHooks, type Staged, stageParts } from './staging.ts'
import { statementError } from './statement-error.ts'

/** @throws ModelError M3009 at the template's line. */
export async function stageModel(
  context: RunContext,
  node: ModelNode,
  step: Extract<Step, { kind: 'stage' }>,
): Promise<Staged> {
  if (node.script !== undefined) {
    const { stageScript } = await import('./typescript/stage-script.ts')
    return stageScript(context, node, step)
  }
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
  const parts = stageParts(context, table.node, table.stage)
  // In one message; a SELECT may end in a comment, so the semicolon is on a line of its own.
  const send = async (statements: readonly string[]) => {
    if (statements.length === 0) return []
    return context.staging.execute(statements.join('\n;\n'), { signal: context.signal })
  }
  const [rows = null] = await send(config.contractEnforced ? [create] : [create, ...parts])
  if (config.contractEnforced) await holdToContract(context, table)
  const after = config.contractEnforced ? parts : []
  await send([...after, ...dialect.statistics(table.stage, rows)])
  return { rows, message: `SELECT ${rows ?? ''}`.trim() }
}
