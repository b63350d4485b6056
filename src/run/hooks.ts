/** Runs the SQL that a node's config wants before and after it is built; `{{this}}` there is the stage. */
import { DatabaseError } from '../adapters/database-error.ts'
import type { BuiltNode } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { stageOf } from '../plan/stage-names.ts'
import { printRelation } from '../sql/relation.ts'
import { type RunContext, relationInRun } from './context.ts'

/** Characters of a hook in an error. */
const SHOWN = 80

/** Executes hooks in order. @throws ModelError M3014 of the hook that failed. */
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
    await executeHook(context, rendered.text, node)
  }
}

/** One hook of a node, or of the project. @throws ModelError M3014 with its text: it has no line of its own. */
export async function executeHook(
  { staging, signal }: RunContext,
  sql: string,
  owner: { readonly name: string; readonly place?: Place },
): Promise<void> {
  try {
    await staging.execute(sql, { signal })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const hook = sql.trim().replace(/\s+/g, ' ')
    const shown = hook.length > SHOWN ? `${hook.slice(0, SHOWN)}...` : hook
    const fields = { owner: owner.name, hook: shown, text: error.message }
    const place = owner.place && { place: owner.place }
    throw modelError('M3014', fields, { ...place, cause: error })
  }
}
