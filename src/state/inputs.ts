/** What a relation is made from: the nearest ancestors that hold data, and the definitions between. Pure. */
import type { Graph } from '../graph/graph.ts'
import { createAbove, type InputShape, nodeOf, type Reading, readingOf } from './above.ts'

/** What inputs are recorded as. */
export interface InputValues {
  /** The version of the data that a node holds; '' where none is known. */
  readonly versionOf: (id: string, read: Reading) => string
  /** The definition of a view or ephemeral ({@link definitionInput}); undefined for a backed source, which is only a name. */
  readonly definitionOf: (id: string) => string | undefined
}

/** Versions of data, and `definition <hash>` of what lies between, by id and in order of ids. */
export type RecordedInputs = Readonly<Record<string, string>>

/** The inputs of the nodes of a graph. */
export interface Inputs {
  of(id: string, values: InputValues): RecordedInputs
  /** True when `of` gives just what was recorded before, and nothing of it is the version `except`. */
  areStill(
    before: RecordedInputs,
    now: { readonly id: string; readonly values: InputValues; readonly except: string },
  ): boolean
  /** True when the node, or a view or ephemeral between it and its data, uses as_of itself. */
  useAsOf(id: string): boolean
}

/** Marks the hash of a definition among the versions of data. */
const DEFINITION = 'definition '

/** A definition hash as an input. */
export function definitionInput(hash: string): string {
  return DEFINITION + hash
}

/** True for an input that is a definition, not a version of data. */
export function isDefinition(input: string): boolean {
  return input.startsWith(DEFINITION)
}

/** Of the nodes of a graph; neither it nor the shape may change from then on. */
export function createInputs(
  graph: Graph,
  { usesAsOf, ...shape }: InputShape & { readonly usesAsOf: (id: string) => boolean },
): Inputs {
  const { entries, idOf, holdsData } = createAbove(graph, shape)
  /** By node, when it was asked for. */
  const users: (boolean | undefined)[] = []
  const passesAsOf = (node: number): boolean => {
    users[node] ??= !holdsData(node) && usesAsOf(idOf(node))
    return users[node]
  }
  const valueAt = (entry: number, { versionOf, definitionOf }: InputValues): string | undefined => {
    const id = idOf(nodeOf(entry))
    return holdsData(nodeOf(entry)) ? versionOf(id, readingOf(entry)) : definitionOf(id)
  }
  return {
    of: (id, values) => {
      const found: [string, string][] = []
      for (const entry of entries(id)) {
        const value = valueAt(entry, values)
        if (value !== undefined) found.push([idOf(nodeOf(entry)), value])
      }
      return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
    },
    areStill: (before, { id, values, except }) => {
      let same = 0
      for (const entry of entries(id)) {
        const value = valueAt(entry, values)
        if (value === undefined) continue
        if (value === except || before[idOf(nodeOf(entry))] !== value) return false
        same++
      }
      return same === Object.keys(before).length
    },
    useAsOf: id => usesAsOf(id) || entries(id).some(entry => passesAsOf(nodeOf(entry))),
  }
}

/** The same values, each found once. */
export function rememberedValues({ versionOf, definitionOf }: InputValues): InputValues {
  const definitions = new Map<string, string | undefined>()
  const versions: Record<Reading, Map<string, string>> = {
    staged: new Map(),
    published: new Map(),
    elsewhere: new Map(),
  }
  return {
    definitionOf: id => {
      const known = definitions.get(id)
      if (known !== undefined || definitions.has(id)) return known
      const found = definitionOf(id)
      definitions.set(id, found)
      return found
    },
    versionOf: (id, read) => {
      const known = versions[read].get(id)
      if (known !== undefined) return known
      const found = versionOf(id, read)
      versions[read].set(id, found)
      return found
    },
  }
}
