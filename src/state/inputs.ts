/** What a relation is made from: the nearest ancestors that hold data, and the definitions between. Pure. */
import type { Graph } from '../graph/graph.ts'

/**
 * How a node is read: as this run builds it, as it stood before, or as another environment has it. What lies below a view
 * is read as the view was, or further away.
 */
export type Reading = 'staged' | 'published' | 'elsewhere'

const READINGS: readonly Reading[] = ['staged', 'published', 'elsewhere']

/** What is known of the nodes above one. */
export interface InputFacts {
  /**
   * The version of the data that a node holds; undefined for a node that holds none (a view, an ephemeral, a source
   * that a seed backs). A table or source of which no version is known has the version ''.
   */
  readonly versionOf: (id: string, read: Reading) => string | undefined
  /** The definition hash of a view or ephemeral; undefined for a backed source, which is only a name. */
  readonly hashOf: (id: string) => string | undefined
  /**
   * How a view is read that is not part of what is built: as it stood before this run (what is below it counts with the
   * version that stood then, though this run makes a new one), or elsewhere. Default: like what reads it.
   */
  readonly readingOf?: (id: string) => Reading | undefined
}

/** Marks the hash of a definition among the versions of data. */
const DEFINITION = 'definition '

/** The inputs of a node, by id, in order of ids: versions of data, and `definition <hash>` of what lies between. */
export function inputsOf(
  graph: Graph,
  id: string,
  facts: InputFacts,
): Readonly<Record<string, string>> {
  const found = new Map<string, string>()
  for (const { parent, read } of walk(graph, id, facts)) {
    const version = facts.versionOf(parent, read)
    const hash = version === undefined ? facts.hashOf(parent) : undefined
    if (version !== undefined) found.set(parent, version)
    if (hash !== undefined) found.set(parent, DEFINITION + hash)
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** True when the node, or a view or ephemeral between it and its data, uses as_of itself. */
export function usesAsOfThrough(
  graph: Graph,
  id: string,
  facts: Pick<InputFacts, 'versionOf'> & { readonly usesAsOf: (id: string) => boolean },
): boolean {
  if (facts.usesAsOf(id)) return true
  for (const { parent, read } of walk(graph, id, facts)) {
    if (facts.versionOf(parent, read) === undefined && facts.usesAsOf(parent)) return true
  }
  return false
}

/** True for an input that is a definition, not a version of data. */
export function isDefinition(input: string): boolean {
  return input.startsWith(DEFINITION)
}

/**
 * Every node up to the nearest ones that hold data, nearest first. One that was read in several ways comes several times,
 * the older reading last, so that it wins: what saw old rows is stale.
 */
function* walk(
  graph: Graph,
  id: string,
  facts: Pick<InputFacts, 'versionOf' | 'readingOf'>,
): Iterable<{ readonly parent: string; readonly read: Reading }> {
  const layers: Record<Reading, string[]> = { staged: [id], published: [], elsewhere: [] }
  for (const [at, read] of READINGS.entries()) {
    let layer: readonly string[] = layers[read]
    const seen = new Set<string>()
    while (layer.length > 0) {
      const next: string[] = []
      for (const parent of layer.flatMap(each => graph.parents(each))) {
        if (seen.has(parent)) continue
        seen.add(parent)
        yield { parent, read }
        if (facts.versionOf(parent, read) !== undefined) continue
        const reading = facts.readingOf?.(parent) ?? read
        ;(READINGS.indexOf(reading) > at ? layers[reading] : next).push(parent)
      }
      layer = next
    }
  }
}
