/** Values that can be read from the syntax tree without rendering: config, defaults of macros. */
import type { Value } from '../util/value.ts'
import type { Expression } from './syntax.ts'

/** The value of a literal, `(list ...)` or `(dict key=...)`; undefined when it is computed. */
export function literalValue(expression: Expression): Value | undefined {
  if (expression.kind === 'literal') {
    const { value } = expression
    return typeof value === 'object' && value !== null ? Number(value.number) : value
  }
  if (expression.kind !== 'call') return undefined
  const items = expression.positional.map(literalValue)
  const entries = expression.named.map(({ key, value }) => [key, literalValue(value)] as const)
  if (expression.name === 'list' && entries.length === 0 && items.every(isKnown)) return items
  if (expression.name === 'dict' && items.length === 0 && entries.every(isKnownEntry))
    return Object.fromEntries(entries)
  return undefined
}

function isKnown(value: Value | undefined): value is Value {
  return value !== undefined
}

function isKnownEntry(entry: readonly [string, Value | undefined]): entry is [string, Value] {
  return entry[1] !== undefined
}
