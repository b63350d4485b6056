/**
 * Which nodes a node is made from, as far as the nearest ones that hold data, and how each is read. Pure.
 *
 * What lies above a view is found once and shared by all that read it: ten layers of a thousand views have two million
 * inputs in all, and to walk up from each of them took ten times as long.
 */
import type { Graph } from '../graph/graph.ts'

/**
 * How a node is read: as this run builds it, as it stood before, or as another environment has it. What lies below a view
 * is read as the view was, or further away.
 */
export type Reading = 'staged' | 'published' | 'elsewhere'

const READINGS: readonly Reading[] = ['staged', 'published', 'elsewhere']

/** What decides how far up a node's inputs are. */
export interface InputShape {
  /** False for what only passes data on: a view, an ephemeral, a source that a seed backs. */
  readonly holdsData: (id: string) => boolean
  /**
   * How a view is read that is not part of what is built: as it stood before this run (what is below it counts with the
   * version that stood then, though this run makes a new one), or elsewhere. Default: like what reads it.
   */
  readonly readingOf?: (id: string) => Reading | undefined
}

/** A node above another and how it is read, as one number: they are many. */
const entryOf = (node: number, read: number): number => node * READINGS.length + read
/** The node of an entry. */
export const nodeOf = (entry: number): number => Math.floor(entry / READINGS.length)
/** How it is read. */
export const readingOf = (entry: number): Reading => READINGS[entry % READINGS.length]!

/** What lies above nodes. A node is a number, given when it is first met. */
export interface Above {
  /** Each node once, as it is read furthest away: what saw old rows is stale. In no order. */
  entries(id: string): Int32Array
  idOf(node: number): string
  holdsData(node: number): boolean
}

/** Of the nodes of a graph; neither it nor the shape may change from then on. */
export function createAbove(graph: Graph, shape: InputShape): Above {
  const nodes = numberedNodes(graph, shape)
  const unite = createUnion()
  /** Of what passes data on, by entry. */
  const known = new Map<number, Int32Array>()
  /** The parents of what is read so, with how they are read themselves, and how what is above them is. */
  const parentsOf = (entry: number) => {
    const read = entry % READINGS.length
    return nodes.parents(nodeOf(entry)).map(node => ({
      own: entryOf(node, read),
      above: nodes.holdsData(node) ? undefined : entryOf(node, Math.max(read, nodes.reading(node))),
    }))
  }
  const isOpen = (entry: number | undefined): entry is number =>
    entry !== undefined && !known.has(entry)
  /** No recursion: a chain of views may be long. */
  const find = (start: number): Int32Array => {
    const waiting = [start]
    for (;;) {
      const entry = waiting.at(-1)!
      const parents = parentsOf(entry)
      const open = parents.map(({ above }) => above).filter(isOpen)
      if (open.length > 0) {
        waiting.push(...open)
        continue
      }
      const lists = parents.flatMap(({ above }) => (above === undefined ? [] : known.get(above)!))
      const found = known.get(entry) ?? unite([parents.map(({ own }) => own), ...lists])
      if (!nodes.holdsData(nodeOf(entry))) known.set(entry, found)
      waiting.pop()
      if (waiting.length === 0) return found
    }
  }
  /** What was asked last: of one node several things are asked in a row. */
  let last: { readonly entry: number; readonly found: Int32Array } | undefined
  return {
    idOf: nodes.idOf,
    holdsData: nodes.holdsData,
    entries: id => {
      const entry = entryOf(nodes.number(id), 0)
      if (last?.entry !== entry) last = { entry, found: known.get(entry) ?? find(entry) }
      return last.found
    },
  }
}

/** What must be known of each node, found when it is first met. */
function numberedNodes(graph: Graph, { holdsData, readingOf: readingOfView }: InputShape) {
  const numbers = new Map<string, number>()
  const ids: string[] = []
  const holds: boolean[] = []
  const readings: number[] = []
  const parents: (readonly number[] | undefined)[] = []
  const number = (id: string): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    const made = ids.push(id) - 1
    numbers.set(id, made)
    holds[made] = holdsData(id)
    const reading = holds[made] ? undefined : readingOfView?.(id)
    readings[made] = reading === undefined ? 0 : READINGS.indexOf(reading)
    return made
  }
  return {
    number,
    idOf: (node: number) => ids[node]!,
    holdsData: (node: number) => holds[node]!,
    reading: (node: number) => readings[node]!,
    parents: (node: number) => {
      parents[node] ??= graph.parents(ids[node]!).map(number)
      return parents[node]
    },
  }
}

/** Unites lists of entries: each node once, with its furthest reading. */
function createUnion(): (lists: readonly (readonly number[] | Int32Array)[]) => Int32Array {
  /** By node, while a union is made. */
  const furthest: (number | undefined)[] = []
  return lists => {
    const nodes: number[] = []
    for (const list of lists) {
      for (const entry of list) {
        const node = nodeOf(entry)
        const read = entry - node * READINGS.length
        const before = furthest[node]
        if (before === undefined) nodes.push(node)
        if (before === undefined || before < read) furthest[node] = read
      }
    }
    return Int32Array.from(nodes, node => {
      const entry = entryOf(node, furthest[node]!)
      furthest[node] = undefined
      return entry
    })
  }
}
