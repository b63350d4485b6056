/** JSON that is the same text for the same content: keys in order. For hashes. */
import type { Value } from './value.ts'

/** The text of a value, with the entries of objects in the order of their keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortedKeys)
}

function sortedKeys(_key: string, value: Value): Value {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value as Readonly<Record<string, Value>>)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
