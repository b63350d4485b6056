/** Orders views by what they read, also through views that are not among them. Pure and iterative. */

interface Read {
  readonly view: string
  readonly on: string
}

/** The keys, each after those that it reads directly or through others; otherwise in the given order. */
export function parentsFirst(keys: readonly string[], reads: readonly Read[]): string[] {
  const parents = new Map<string, string[]>()
  for (const { view, on } of reads) parents.set(view, [...(parents.get(view) ?? []), on])
  const seen = new Set<string>()
  const ordered: string[] = []
  for (const key of keys) visit(key, parents, seen, ordered)
  const wanted = new Set(keys)
  return ordered.filter(key => wanted.has(key))
}

/** Depth first: a key is written down after all its parents. */
function visit(
  start: string,
  parents: ReadonlyMap<string, readonly string[]>,
  seen: Set<string>,
  ordered: string[],
): void {
  const path = [{ key: start, next: 0 }]
  if (seen.has(start)) return
  seen.add(start)
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const parent = parents.get(top.key)?.[top.next++]
    if (parent === undefined) {
      ordered.push(top.key)
      path.pop()
    } else if (!seen.has(parent)) {
      seen.add(parent)
      path.push({ key: parent, next: 0 })
    }
  }
}
