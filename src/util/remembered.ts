/** Answers that are found once. */

/** The same function, which computes for each key only at the first question; what throws is computed again. */
export function remembered<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return key => {
    if (!known.has(key)) known.set(key, compute(key))
    return known.get(key) as V
  }
}
