/**
 * PostgreSQL's own syntax trees: JSON objects with one key, the kind of the node. Trees know no names' meaning and no types.
 */
import type { Value } from '../../util/value.ts'

/** A node without the object around it that says its kind. */
export type Fields = { readonly [key: string]: Value }

/** Keys that say where something stands, and nothing else. */
const PLACES: ReadonlySet<string> = new Set(['location', 'stmt_location', 'stmt_len'])

/** Every node below `value`, itself included, with its kind; parents first. */
export function* nodes(value: Value): Generator<readonly [kind: string, fields: Fields]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodes(item)
  } else if (isFields(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (isFields(inner) && isKind(key)) yield [key, inner]
      if (isFields(inner) && isSide(value, key)) yield ['SelectStmt', inner]
      yield* nodes(inner)
    }
  }
}

/** The same tree without places, for comparing; equal texts are equal trees. */
export function shape(value: Value): string {
  return JSON.stringify(value, (key, inner: Value) => (PLACES.has(key) ? undefined : inner))
}

/** The fields of a node of this kind, or undefined for another. */
export function ofKind(value: Value | undefined, kind: string): Fields | undefined {
  if (!isFields(value)) return undefined
  const inner = value[kind]
  return isFields(inner) ? inner : undefined
}

/** A list; empty where there is none. */
export function listOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : []
}

/** The names of a column reference or function, lower-cased as the parser does; `*` for a star. */
export function namesOf(list: Value | undefined): readonly string[] {
  return listOf(list).map(field => {
    const name = ofKind(field, 'String')
    return name === undefined ? '*' : String(name['sval'] ?? '')
  })
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The sides of a set operation are SELECTs without the object that says so. */
const isSide = (parent: Fields, key: string): boolean =>
  (key === 'larg' || key === 'rarg') && parent['op'] !== undefined

/** Kinds begin with a capital; fields of a node do not. */
const isKind = (key: string): boolean => /^[A-Z]/.test(key)
