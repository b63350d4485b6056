/** How long a plan would take, by what its nodes and checks took last time. Pure. */
import type { Manifest } from '../compile/manifest.ts'
import { relationsRead } from '../plan/relations-read.ts'
import type { Plan } from '../plan/types.ts'
import type { PastResult } from '../state/history.ts'

export interface EstimateInput {
  readonly manifest: Manifest
  readonly plan: Plan
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
  const took = new Map(staged.map(id => [id, secondsOf(input, id) + checkSeconds(input, id)]))
  const path = new Map<string, number>()
  for (const id of staged) {
    const before = relationsRead(manifest, id).map(parent => path.get(parent) ?? 0)
    path.set(id, Math.max(0, ...before) + took.get(id)!)
  }
  const work = [...took.values()].reduce((sum, seconds) => sum + seconds, 0)
  const seconds = Math.max(work / input.threads, 0, ...path.values())
  return { seconds, unknown: staged.filter(id => !input.latest.has(id)).length }
}

const secondsOf = ({ latest }: EstimateInput, id: string): number => latest.get(id)?.seconds ?? 0

/** Checks over a node alone hold up what reads it; those over several count with the last of them. */
function checkSeconds(input: EstimateInput, id: string): number {
  const own = input.plan.steps.flatMap(step =>
    step.kind === 'check' && step.over.at(-1) === id ? step.tests : [],
  )
  return own.reduce((sum, test) => sum + secondsOf(input, test), 0)
}
