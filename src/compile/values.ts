/** Values while a template is rendered: how they print, compare and are named in errors. */

import { quoteIdentifier, quoteLiteral } from '../sql/relation.ts'
import type { Value } from '../util/value.ts'

/** A number as it was written: `1.10` stays `1.10`. */
export class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Like a value of YAML, but numbers of the template keep how they were written. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | NumberText
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue }

/** True for a dictionary. */
export function isDictionary(
  value: TemplateValue | undefined,
): value is { readonly [key: string]: TemplateValue } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof NumberText)
  )
}

/** The text that a value prints; undefined when it has none. */
export function printed(value: TemplateValue): string | undefined {
  if (typeof value === 'string') return value
  if (value instanceof NumberText) return value.text
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

/** A value as an SQL literal; a list as literals between commas, an empty one as null, for `in (...)`. */
export function sqlLiteral(value: TemplateValue): string | undefined {
  if (value === null) return 'null'
  if (typeof value === 'string') return quoteLiteral(value)
  return Array.isArray(value) ? joined(value, sqlLiteral, 'null') : printed(value)
}

/** Text as a quoted identifier; a list as identifiers between commas. */
export function sqlIdentifier(value: TemplateValue): string | undefined {
  if (typeof value === 'string' && value !== '') return quoteIdentifier(value)
  return Array.isArray(value) && value.length > 0 ? joined(value, sqlIdentifier, '') : undefined
}

function joined(
  values: readonly TemplateValue[],
  print: (value: TemplateValue) => string | undefined,
  empty: string,
): string | undefined {
  const texts = values.map(value => (Array.isArray(value) ? undefined : print(value)))
  if (texts.includes(undefined)) return undefined
  return texts.length === 0 ? empty : texts.map(text => text!.trim()).join(', ')
}

/** What a condition takes for false: false, null, 0, the empty text, an empty list. */
export function isTruthy(value: TemplateValue): boolean {
  if (value instanceof NumberText) return Number(value.text) !== 0
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** Negative, zero or positive; undefined when the two cannot be ordered. */
export function compare(left: TemplateValue, right: TemplateValue): number | undefined {
  const [a, b] = [plainNumber(left), plainNumber(right)]
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== 'string' || typeof b !== 'string') return undefined
  return a === b ? 0 : a < b ? -1 : 1
}

/** True or false; undefined when the two are of different kinds. null equals null alone. */
export function isEqual(left: TemplateValue, right: TemplateValue): boolean | undefined {
  const [a, b] = [plainNumber(left), plainNumber(right)]
  if (a === null || b === null) return a === b
  return typeof a === typeof b && typeof a !== 'object' ? a === b : undefined
}

function plainNumber(value: TemplateValue): Exclude<TemplateValue, NumberText> {
  return value instanceof NumberText
    ? Number(value.text)
    : (value as Exclude<TemplateValue, NumberText>)
}

/** A value for errors: `the text "a"`, `a list`. */
export function described(value: TemplateValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string')
    return value.length > 40 ? `the text "${value.slice(0, 37)}..."` : `the text "${value}"`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (isDictionary(value)) return 'a dictionary'
  return typeof value === 'boolean' ? String(value) : `the number ${printed(value) ?? value}`
}

/** The value for TypeScript: numbers are numbers there. */
export function toPlain(value: TemplateValue): Value {
  if (value instanceof NumberText) return Number(value.text)
  if (Array.isArray(value)) return value.map(toPlain)
  if (!isDictionary(value)) return value as Value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toPlain(entry)]))
}
