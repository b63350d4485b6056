/** How long a plan would take, by what its nodes and checks took last time. Pure. */
import type { Manifest } from '../compile/manifest.ts'
import { expectedSeconds } from '../plan/durations.ts'
import { relationsRead } from '../plan/relations-read.ts'
import type { Plan } from '../plan/types.ts'
import type { PastResult } from '../state/history.ts'
import type { Published } from '../state/types.ts'

export interface EstimateInput {
  readonly manifest: Manifest
  readonly plan: Plan
  readonly published: ReadonlyMap<string, Published>
  readonly latest: ReadonlyMap<string, PastResult>
  readonly threads: number
}

/** No less than the longest path, no less than all work shared among the threads. `unknown`: nodes without a past. */
export function estimateSeconds(input: EstimateInput): {
  readonly seconds: number
  readonly unknown: number
} {
  const { plan, manifest } = input
  const staged = plan.steps.flatMap(step => (step.kind === 'stage' ? [step.node] : []))
  const expected = expectedSeconds(plan, input.published)
  const took = new Map(staged.map(id => [id, expected.of.get(id)! + checkSeconds(input, id)]))
  const path = new Map<string, number>()
  for (const id of staged) {
    const before = relationsRead(manifest, id).map(parent => path.get(parent) ?? 0)
    path.set(id, Math.max(0, ...before) + took.get(id)!)
  }
  const work = [...took.values()].reduce((sum, seconds) => sum + seconds, 0)
  const seconds = Math.max(work / input.threads, 0, ...path.values())
  return { seconds, unknown: expected.unknown.length }
}

const secondsOf = ({ latest }: EstimateInput, id: string): number => latest.get(id)?.seconds ?? 0

/** Checks over several relations count with the last of them; those over one are in its own time. */
function checkSeconds(input: EstimateInput, id: string): number {
  const own = input.plan.steps.flatMap(step =>
    step.kind === 'check' && step.over.length > 1 && step.over.at(-1) === id ? step.tests : [],
  )
  return own.reduce((sum, test) => sum + secondsOf(input, test), 0)
}
