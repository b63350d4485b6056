/** What is reached from several nodes at once: one walk, where a closure for each would be as many. */
import type { Graph } from './graph.ts'

/** `ids` and all within `depth` steps up (`parents`) or down (`children`) from any of them. */
export function reach(
  graph: Graph,
  ids: Iterable<string>,
  { towards, depth }: { readonly towards: 'parents' | 'children'; readonly depth: number },
): Set<string> {
  const reached = new Set(ids)
  let layer: readonly string[] = [...reached]
  for (let step = 0; step < depth && layer.length > 0; step++) {
    const next: string[] = []
    for (const id of layer) {
      for (const neighbour of graph[towards](id)) {
        if (reached.has(neighbour)) continue
        reached.add(neighbour)
        next.push(neighbour)
      }
    }
    layer = next
  }
  return reached
}
