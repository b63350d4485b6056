/** How long a plan's nodes are likely to take: what they took last time, or what their kind usually takes. Pure. */
import type { Published } from '../state/types.ts'
import type { Plan, Step } from './types.ts'

type StageStep = Extract<Step, { kind: 'stage' }>

/** Seconds of each staged node, its stage and the checks over it alone. */
export interface ExpectedSeconds {
  readonly of: ReadonlyMap<string, number>
  /** Nodes of which nothing is recorded; they count with the median of their kind, or of all. */
  readonly unknown: readonly string[]
}

/** A node costs something, however little was recorded: so a longer chain of equal nodes is the longer path. */
const LEAST = 0.001

/** By what stands; the median of the same materialization where a node has no past. */
export function expectedSeconds(
  plan: Plan,
  published: ReadonlyMap<string, Published>,
): ExpectedSeconds {
  const stages = plan.steps.filter(step => step.kind === 'stage')
  const usual = usualSeconds(published)
  const unknown: string[] = []
  const of = new Map<string, number>()
  for (const step of stages) {
    const known = published.get(step.node)?.seconds
    if (known === undefined) unknown.push(step.node)
    of.set(step.node, Math.max(LEAST, known ?? usual(step.materialized)))
  }
  return { of, unknown }
}

/** The median of each kind of relation that stands. */
function usualSeconds(
  published: ReadonlyMap<string, Published>,
): (kind: StageStep['materialized']) => number {
  const byKind = new Map<string, number[]>()
  const all: number[] = []
  for (const { kind, seconds } of published.values()) {
    if (seconds === undefined) continue
    all.push(seconds)
    byKind.set(kind, [...(byKind.get(kind) ?? []), seconds])
  }
  const medians = new Map([...byKind].map(([kind, seconds]) => [kind, median(seconds)]))
  const overall = all.length === 0 ? LEAST : median(all)
  return kind => medians.get(kind) ?? overall
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
