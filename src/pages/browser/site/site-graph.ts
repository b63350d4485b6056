/** The lineage of a static site as a graph. */
import type { LineageNode } from '../../lineage/diagram.tsx'
import type { LineageGraph } from '../../lineage/neighbourhood.ts'

/** As `data/lineage.js` has it; parents by place. */
export type GraphEntry = readonly [
  id: string,
  name: string,
  detail: string,
  tone: string,
  parents: readonly number[],
]

export interface SiteGraph extends LineageGraph {
  node(id: string): Omit<LineageNode, 'href'>
}

/** Made once. */
export function siteGraph(entries: readonly GraphEntry[]): SiteGraph {
  const byId = new Map(entries.map(entry => [entry[0], entry]))
  const children = new Map<string, string[]>()
  const parentsOf = ([, , , , parents]: GraphEntry) => parents.map(at => entries[at]![0])
  for (const entry of entries) {
    for (const parent of parentsOf(entry)) {
      const known = children.get(parent)
      if (known === undefined) children.set(parent, [entry[0]])
      else known.push(entry[0])
    }
  }
  return {
    has: id => byId.has(id),
    parents: id => parentsOf(byId.get(id)!),
    children: id => children.get(id) ?? [],
    node: id => {
      const [, name, detail, tone] = byId.get(id)!
      return { name, detail, tone }
    },
  }
}
