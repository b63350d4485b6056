/** Sets of ids as values (Node 20 has no set methods yet). */

export type Ids = ReadonlySet<string>

export const NONE: Ids = new Set()

/** All of several sets; a single one is returned as it is. */
export function union(...sets: readonly Ids[]): Ids {
  const filled = sets.filter(set => set.size > 0)
  if (filled.length < 2) return filled[0] ?? NONE
  const all = new Set<string>()
  for (const set of filled) for (const id of set) all.add(id)
  return all
}

/** What is in every one of several sets. */
export function intersection(...sets: readonly Ids[]): Ids {
  const [first = NONE, ...rest] = sets.toSorted((a, b) => a.size - b.size)
  return rest.length === 0 ? first : keep(first, id => rest.every(set => set.has(id)))
}

/** What is in `from` and not in `without`. */
export function difference(from: Ids, without: Ids): Ids {
  return without.size === 0 ? from : keep(from, id => !without.has(id))
}

/** The ids that a condition holds for. */
export function keep(ids: Ids, condition: (id: string) => boolean): Ids {
  const kept = new Set<string>()
  for (const id of ids) if (condition(id)) kept.add(id)
  return kept
}
