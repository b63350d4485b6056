/** The stages of a plan by node. */
import type { Plan, Step } from './types.ts'

export type StageStep = Extract<Step, { kind: 'stage' }>

const known = new WeakMap<Plan, ReadonlyMap<string, StageStep>>()

/** How each node is staged. */
export function stageSteps(plan: Plan): ReadonlyMap<string, StageStep> {
  const found = known.get(plan)
  if (found !== undefined) return found
  const stages = plan.steps.filter(step => step.kind === 'stage')
  const made = new Map(stages.map(step => [step.node, step]))
  known.set(plan, made)
  return made
}
