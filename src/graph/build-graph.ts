/**
 * Builds the dependency graph: plain maps and arrays of positions, no recursion, so that a chain of 100,000 nodes is
 * as good as any other. Why no library holds it: docs/adr/0005-graph-container.md.
 */
import { modelError } from '../errors/model-error.ts'
import type { Graph } from './graph.ts'
import { readyQueue } from './ready-queue.ts'

/** Neighbours by position: `parents[i]` are the positions of what node i reads. */
interface Neighbours {
  readonly parents: readonly (readonly number[])[]
  readonly children: readonly (readonly number[])[]
}

/**
 * The graph of `edges`, each `[parent, child]`; one given twice counts once.
 * @param name how a node is called in the message about a cycle; default: its id
 * @throws M1401 with the path when nodes read each other in a circle
 */
export function buildGraph(
  ids: Iterable<string>,
  edges: Iterable<readonly [parent: string, child: string]>,
  name: (id: string) => string = id => id,
): Graph {
  const positions = new Map<string, number>()
  for (const id of ids) if (!positions.has(id)) positions.set(id, positions.size)
  const names = Object.freeze([...positions.keys()])
  const neighbours = connect(positions, edges)
  const order = topologicalOrder(neighbours)
  if (order.length < names.length) {
    const cycle = findCycle(neighbours, new Set(order))
    throw modelError('M1401', { cycle: cycle.map(position => name(names[position]!)) })
  }
  const sorted = Object.freeze(order.map(position => names[position]!))
  return Object.freeze(views(names, positions, { neighbours, order: sorted }))
}

/** The methods of a graph over its arrays; lists of names are made when first asked for. */
function views(
  ids: readonly string[],
  positions: ReadonlyMap<string, number>,
  { neighbours, order }: { neighbours: Neighbours; order: readonly string[] },
): Graph {
  const at = (id: string) => positionOf(positions, id)
  const parentNames = namesOnDemand(ids, neighbours.parents)
  const childNames = namesOnDemand(ids, neighbours.children)
  return {
    ids,
    has: id => positions.has(id),
    parents: id => parentNames(at(id)),
    children: id => childNames(at(id)),
    ancestors: (id, depth) => closure(ids, neighbours.parents, { start: at(id), depth }),
    descendants: (id, depth) => closure(ids, neighbours.children, { start: at(id), depth }),
    order: () => order,
  }
}

function positionOf(positions: ReadonlyMap<string, number>, id: string): number {
  const position = positions.get(id)
  if (position === undefined) throw new RangeError(`the graph has no node ${id}`)
  return position
}

function connect(
  positions: ReadonlyMap<string, number>,
  edges: Iterable<readonly [string, string]>,
): Neighbours {
  const parents: number[][] = Array.from(positions, () => [])
  const children: number[][] = Array.from(positions, () => [])
  let last: string | undefined
  let to = -1
  for (const [parent, child] of edges) {
    const from = positionOf(positions, parent)
    // Edges mostly come child by child.
    if (child !== last) {
      to = positionOf(positions, child)
      last = child
    }
    if (parents[to]!.includes(from)) continue
    parents[to]!.push(from)
    children[from]!.push(to)
  }
  return { parents, children }
}

/** Kahn's order with ties by position; shorter than the graph when there is a cycle. */
function topologicalOrder({ parents, children }: Neighbours): number[] {
  const waiting = parents.map(list => list.length)
  const ready = readyQueue()
  waiting.forEach((count, position) => {
    if (count === 0) ready.add(position)
  })
  const order: number[] = []
  for (let next = ready.take(); next !== undefined; next = ready.take()) {
    order.push(next)
    for (const child of children[next]!) if (--waiting[child]! === 0) ready.add(child)
  }
  return order
}

/** A node that could not be ordered has a parent that could not be either: walking up must come round. */
function findCycle({ parents }: Neighbours, ordered: ReadonlySet<number>): number[] {
  const unordered = (position: number) => !ordered.has(position)
  const path: number[] = []
  const seen = new Map<number, number>()
  let current = parents.findIndex((_, position) => unordered(position))
  while (!seen.has(current)) {
    seen.set(current, path.length)
    path.push(current)
    current = parents[current]!.find(unordered)!
  }
  const upwards = path.slice(seen.get(current)!)
  const [first, ...rest] = upwards
  return [first!, ...rest.reverse(), first!]
}

const NOTHING: readonly string[] = Object.freeze([])

function namesOnDemand(
  ids: readonly string[],
  lists: readonly (readonly number[])[],
): (position: number) => readonly string[] {
  const made: (readonly string[] | undefined)[] = new Array(lists.length)
  return position => {
    const known = made[position]
    if (known !== undefined) return known
    const list = lists[position]!
    const names = list.length === 0 ? NOTHING : Object.freeze(list.map(each => ids[each]!))
    made[position] = names
    return names
  }
}

/** All that is reached from `start` within `depth` steps, nearest first, without `start`. */
function closure(
  ids: readonly string[],
  lists: readonly (readonly number[])[],
  { start, depth = Number.POSITIVE_INFINITY }: { start: number; depth: number | undefined },
): ReadonlySet<string> {
  const reached = new Set<number>()
  let layer: readonly number[] = [start]
  for (let step = 0; step < depth && layer.length > 0; step++) {
    const next: number[] = []
    for (const position of layer) {
      for (const neighbour of lists[position]!) {
        if (reached.has(neighbour)) continue
        reached.add(neighbour)
        next.push(neighbour)
      }
    }
    layer = next
  }
  return new Set(Array.from(reached, position => ids[position]!))
}
