/** A model that only gets columns keeps its version, so that what reads it stays fresh. */
import { UNKNOWN_VERSION } from '../state/source-version.ts'
import type { RunContext } from './context.ts'
import { inputsInRun } from './published-row.ts'

/**
 * Decided when the tokens of sources are read and before anything is staged, parents first: only what is made from the same
 * as before has the same rows. The plan of a refresh knew as much; that of a build did not ask the sources.
 */
export function keepVersions(context: RunContext): void {
  for (const step of context.plan.steps) {
    if (step.kind !== 'stage' || step.adds === undefined) continue
    const stood = context.published.get(step.node)
    if (stood === undefined || context.options.empty) continue
    if (isSame(stood.inputs, inputsInRun(context, step.node))) {
      context.versions.set(step.node, stood.version)
    }
  }
}

type Inputs = Readonly<Record<string, string>>

function isSame(before: Inputs, now: Inputs): boolean {
  const ids = Object.keys(now)
  return (
    ids.length === Object.keys(before).length &&
    ids.every(id => before[id] === now[id] && now[id] !== UNKNOWN_VERSION)
  )
}
