/** The chain of a run that took longest: no number of threads would have made it shorter. Pure. */
import type { Manifest } from '../compile/manifest.ts'
import { relationsRead } from '../plan/relations-read.ts'

/** A result as far as it counts here. */
export interface TimedResult {
  readonly node: string
  readonly kind: 'node' | 'check'
  readonly seconds: number
}

export interface CriticalPath {
  /** Nodes, each of which reads the one before it. */
  readonly nodes: readonly string[]
  /** What their stages and the checks over each of them alone took. */
  readonly seconds: number
}

/** Of nodes that the project still has; undefined where none took any time. */
export function criticalPath(
  manifest: Manifest,
  results: readonly TimedResult[],
): CriticalPath | undefined {
  const own = secondsOfNodes(manifest, results)
  const best = new Map<string, { readonly seconds: number; readonly before?: string }>()
  let end: string | undefined
  for (const id of manifest.graph.order()) {
    const seconds = own.get(id)
    if (seconds === undefined) continue
    const parents = relationsRead(manifest, id).filter(parent => best.has(parent))
    const before = longest(parents, best)
    const path = seconds + (before === undefined ? 0 : best.get(before)!.seconds)
    best.set(id, { seconds: path, ...(before !== undefined && { before }) })
    if (end === undefined || path > best.get(end)!.seconds) end = id
  }
  if (end === undefined || best.get(end)!.seconds === 0) return undefined
  const nodes: string[] = []
  for (let id: string | undefined = end; id !== undefined; id = best.get(id)!.before)
    nodes.unshift(id)
  return { nodes, seconds: best.get(end)!.seconds }
}

function longest(
  ids: readonly string[],
  paths: ReadonlyMap<string, { readonly seconds: number }>,
): string | undefined {
  let found: string | undefined
  for (const id of ids)
    if (found === undefined || paths.get(id)!.seconds > paths.get(found)!.seconds) found = id
  return found
}

/** A node's stage, and the checks that its children had to wait for. */
function secondsOfNodes(
  manifest: Manifest,
  results: readonly TimedResult[],
): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>()
  for (const result of results)
    if (result.kind === 'node' && manifest.nodes.has(result.node))
      seconds.set(result.node, result.seconds)
  for (const result of results) {
    if (result.kind !== 'check' || !manifest.nodes.has(result.node)) continue
    const [over, ...others] = relationsRead(manifest, result.node)
    if (over === undefined || others.length > 0 || !seconds.has(over)) continue
    seconds.set(over, seconds.get(over)! + result.seconds)
  }
  return seconds
}
