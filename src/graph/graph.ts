/** The contract of the dependency graph: a DAG over strings, deterministic, iterative (no recursion). */

/** An immutable graph of dependencies. An edge runs from a parent to the child that reads it. */
export interface Graph {
  readonly ids: readonly string[]
  has(id: string): boolean
  /** Direct parents, in the order they were added. */
  parents(id: string): readonly string[]
  children(id: string): readonly string[]
  /** All ancestors within `depth` edges (default: all), without `id` itself. */
  ancestors(id: string, depth?: number): ReadonlySet<string>
  descendants(id: string, depth?: number): ReadonlySet<string>
  /** Parents before children; ties in order of insertion. */
  order(): readonly string[]
}
