/** A small seeded generator of pseudo-random draws. Each file gets a stream of its own, so a change in one moves no other. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number from low to high, both included. */
  between(low: number, high: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  pick<T>(values: readonly T[]): T
  /** One of the values, in proportion to its weight. */
  weighted<T>(values: readonly (readonly [T, number])[]): T
  /** Standard normal draw (sum of twelve uniforms: no libm function whose last digit may differ). */
  normal(): number
}

/** A stream that depends on its name alone (FNV-1a into mulberry32). */
export function randomStream(name: string): Random {
  let state = hashName(name)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return drawsFrom(next)
}

function hashName(name: string): number {
  let hash = 0x811c9dc5
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return hash
}

function drawsFrom(next: () => number): Random {
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: probability => next() < probability,
    pick: values => values[between(0, values.length - 1)]!,
    weighted: values => pickWeighted(values, next()),
    normal: () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6),
  }
}

function pickWeighted<T>(values: readonly (readonly [T, number])[], draw: number): T {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = draw * total
  for (const [value, weight] of values) {
    rest -= weight
    if (rest < 0) return value
  }
  return values.at(-1)![0]
}
