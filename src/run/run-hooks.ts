/** on-run-start and on-run-end: statements of the project around a run, on published names. */
import { printRelation } from '../sql/relation.ts'
import { type RunContext, readersRelation } from './context.ts'
import { executeHook } from './hooks.ts'

const HOOKS = { onRunStart: 'on-run-start', onRunEnd: 'on-run-end' } as const

/** Executes the project's hooks of one moment, in order. @throws ModelError M3014 of the hook that fails. */
export async function runProjectHooks(
  context: RunContext,
  moment: 'onRunStart' | 'onRunEnd',
): Promise<void> {
  if (context.plan.command === 'test') return
  for (const hook of context.manifest.project.hooks[moment]) {
    const { text } = context.renderText(hook, {
      file: 'project.yml',
      relation: id => printRelation(readersRelation(context, id)),
    })
    if (text.trim() !== '') await executeHook(context, text, { name: HOOKS[moment] })
  }
}
