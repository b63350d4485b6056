/** Settings of a target, parsed at an adapter's border: typed access, and errors that say what was expected. */
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'

/**
 * Refuses settings that an adapter does not know, so that a typing error cannot pass unseen.
 * @param where what is said after the key, such as ` (in the url)`
 * @throws ModelError M2023 for the first key that is not among the known ones.
 */
export function refuseUnknownSettings(
  adapter: string,
  keys: Iterable<string>,
  { known, where = '' }: { readonly known: readonly string[]; readonly where?: string },
): void {
  for (const key of keys) {
    if (known.includes(key)) continue
    throw modelError('M2023', { adapter, key, where, known, nearest: nearest(key, known) })
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }

/** Never shown, not even when they are wrong. */
const SECRET: ReadonlySet<string> = new Set(['password'])

/**
 * Typed access to the values; texts count too where they say the same, because values of the environment are texts.
 * `names` has what errors call a setting that came from elsewhere, such as an environment variable.
 */
export function settingValues<Key extends string>(
  adapter: string,
  values: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>> = {},
) {
  const bad = (key: Key, expected: string): Error => {
    const found = SECRET.has(key) ? 'something else' : JSON.stringify(values[key])
    return modelError('M2002', { adapter, key: names[key] ?? key, found, expected })
  }
  const text = (key: Key): string | undefined => {
    const value = typeof values[key] === 'number' ? String(values[key]) : values[key]
    if (value === undefined || (typeof value === 'string' && value !== '')) return value
    throw bad(key, 'a text that is not empty')
  }
  return {
    text,
    word: <W extends string>(key: Key, words: readonly W[]): W | undefined => {
      const value = values[key]
      const word = words.find(known => known === value)
      if (word === undefined && value !== undefined) throw bad(key, words.join(', '))
      return word
    },
    flag: (key: Key): boolean | undefined => {
      const value = values[key]
      if (value === undefined) return undefined
      if (['true', '1', 'on'].includes(String(value))) return true
      if (['false', '0', 'off'].includes(String(value))) return false
      throw bad(key, 'true or false')
    },
    count: (key: Key, { least = 1, most = 1e9 }: { least?: number; most?: number }) => {
      const value = values[key]
      if (value === undefined) return undefined
      const count = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
      if (Number.isInteger(count) && count >= least && count <= most) return count
      throw bad(
        key,
        most === 1e9 ? `a number of at least ${least}` : `a number from ${least} to ${most}`,
      )
    },
    duration: (key: Key): number | undefined => {
      if (values[key] === undefined || values[key] === 0) return values[key]
      const match = /^\s*(\d+)\s*(ms|s|min|h)\s*$/.exec(String(values[key]))
      // PostgreSQL takes a bare number as milliseconds, other settings as seconds: nobody should have to guess.
      if (!match)
        throw bad(key, 'a time with its unit, such as 500ms, 30s, 5min or 1h; 0 for no limit')
      return Number(match[1]) * UNITS[match[2]!]!
    },
    names: (key: Key): readonly string[] | undefined => {
      const value = values[key]
      if (value === undefined) return undefined
      const names = Array.isArray(value) ? value : String(value).split(',')
      const trimmed = names.map(name =>
        String(name)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      )
      if (trimmed.length > 0 && trimmed.every(name => name !== '')) return trimmed
      throw bad(key, 'schemas, as a list or with commas between them')
    },
  }
}
