/** Which part of a lineage is shown: a node, its parents and children, and those of every node that was opened. Pure. */
import type { Edge } from './layout.ts'

/** A graph that can be asked for what is next to a node; tests are no part of it. */
export interface LineageGraph {
  has(id: string): boolean
  parents(id: string): readonly string[]
  children(id: string): readonly string[]
}

/** Nodes whose parents (`up`) and children (`down`) are shown too. */
export interface Opened {
  readonly up: readonly string[]
  readonly down: readonly string[]
}

export interface Neighbourhood {
  readonly ids: readonly string[]
  readonly edges: readonly Edge[]
  /** How many parents and children of a shown node are not shown. */
  readonly hidden: ReadonlyMap<string, { readonly up: number; readonly down: number }>
}

/** Neighbours of one node on one side: a source that hundreds read is not drawn with all of them. */
export const MOST_NEIGHBOURS = 24
/** Boxes in all. */
const MOST = 300

/** What is shown around a node. */
export function neighbourhood(graph: LineageGraph, focus: string, opened: Opened): Neighbourhood {
  const ids = new Set([focus])
  const add = (others: readonly string[]) => {
    for (const id of others.slice(0, MOST_NEIGHBOURS)) if (ids.size < MOST) ids.add(id)
  }
  add(graph.parents(focus))
  add(graph.children(focus))
  for (const id of opened.up) if (graph.has(id)) add(graph.parents(id))
  for (const id of opened.down) if (graph.has(id)) add(graph.children(id))
  return shownOf(graph, ids)
}

/** All of a graph that is small. */
export function shownOf(graph: LineageGraph, ids: ReadonlySet<string>): Neighbourhood {
  const shown = [...ids]
  const away = (others: readonly string[]) => others.filter(id => !ids.has(id)).length
  return {
    ids: shown,
    edges: shown.flatMap(to =>
      graph
        .parents(to)
        .filter(from => ids.has(from))
        .map(from => ({ from, to })),
    ),
    hidden: new Map(
      shown.map(id => [id, { up: away(graph.parents(id)), down: away(graph.children(id)) }]),
    ),
  }
}

/** With the parents or children of a node opened too. */
export function open(opened: Opened, side: keyof Opened, id: string): Opened {
  return { ...opened, [side]: [...opened[side].filter(other => other !== id), id] }
}
