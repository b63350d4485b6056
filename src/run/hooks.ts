/** Runs the SQL that a node's config wants before and after it is built; `{{this}}` there is the stage. */
import type { BuiltNode } from '../compile/manifest.ts'
import { stageOf } from '../plan/stage-names.ts'
import { printRelation } from '../sql/relation.ts'
import { type RunContext, relationInRun } from './context.ts'

/** Executes hooks in order. @throws DatabaseError of the hook that failed. */
export async function runHooks(
  context: RunContext,
  node: BuiltNode,
  hooks: readonly string[],
): Promise<void> {
  for (const hook of hooks) {
    const rendered = context.renderText(hook, {
      file: node.path,
      relation: id => printRelation(relationInRun(context, id)),
      thisRelation: printRelation(stageOf(node.relation)),
    })
    if (rendered.text.trim() === '') continue
    await context.adapter.execute(rendered.text, { signal: context.signal })
  }
}
