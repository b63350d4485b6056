/** JSON for pipes. Numbers that engines send as text keep every digit. */
import { type Mask, maskValue } from '../../util/mask.ts'
import { isNumericType } from './table.ts'

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/** One document, indented, without a final newline. */
export function printJson(value: unknown, mask: Mask): string {
  return JSON.stringify(maskValue(value, mask), null, 2)
}

/** One object on one line. */
export function printJsonLine(value: unknown, mask: Mask): string {
  return JSON.stringify(maskValue(value, mask))
}

/**
 * Rows as an array of objects, one a line. `numeric` and `bigint` arrive as text; they are written as JSON numbers
 * with all their digits, which `JSON.stringify` of a number would lose.
 */
export function printJsonRows(
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly Record<string, unknown>[],
  mask: Mask,
): string {
  if (rows.length === 0) return '[]'
  const numeric = new Set(columns.filter(({ type }) => isNumericType(type)).map(({ name }) => name))
  const cell = (name: string, value: unknown) =>
    numeric.has(name) && typeof value === 'string' && JSON_NUMBER.test(value)
      ? value
      : JSON.stringify(maskValue(value ?? null, mask))
  const line = (row: Record<string, unknown>) =>
    `{${columns.map(({ name }) => `${JSON.stringify(name)}: ${cell(name, row[name])}`).join(', ')}}`
  return `[\n${rows.map(row => `  ${line(row)}`).join(',\n')}\n]`
}
