/** Copies a table of another environment onto a stage: columns, indexes, constraints, comments, rows. */
import type { BuiltNode } from '../compile/manifest.ts'
import type { Published } from '../state/types.ts'
import type { RunContext } from './context.ts'
import { retryingStage, type Staged } from './staging.ts'
import { statementError } from './statement-error.ts'
import type { StageStep } from './tasks.ts'

/** @throws ModelError M3009 with the database's words. */
export async function stageClone(
  context: RunContext,
  step: StageStep,
  from: Published,
): Promise<Staged> {
  const node = context.manifest.nodes.get(step.node) as BuiltNode
  const { dialect } = context.adapter
  try {
    const counts = await retryingStage(context, { node, step }, limited => {
      const { unlogged } = node.config
      const statements = [
        ...dialect.cloneTable(step.stage, from.relation, { unlogged }),
        dialect.analyze([step.stage]),
      ]
      return limited.staging.execute(statements.join(';\n'), { signal: limited.signal })
    })
    const rows = counts.find(count => count !== null) ?? null
    return { rows, message: `CLONE ${rows ?? ''}`.trim() }
  } catch (error) {
    throw statementError(error, { node })
  }
}
