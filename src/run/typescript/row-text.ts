/** Rows of a TypeScript model as the CSV text that engines load in bulk. Pure. */
import { modelError } from '../../errors/model-error.ts'
import { quoteIdentifier } from '../../sql/relation.ts'
import type { ScriptColumn } from './column-types.ts'

/** The heading of a batch. */
export function headingOf(columns: readonly ScriptColumn[]): string {
  return `${columns.map(({ name }) => quoted(name)).join(',')}\n`
}

/** One row as a line. NULL is empty, an empty text is quoted. @throws ModelError M3321 for what no text can say. */
export function rowText(
  columns: readonly ScriptColumn[],
  row: Readonly<Record<string, unknown>>,
): string {
  let line = ''
  for (let at = 0; at < columns.length; at++) {
    if (at > 0) line += ','
    const value = row[columns[at]!.name]
    if (value !== null && value !== undefined) line += cellOf(columns[at]!, value)
  }
  return `${line}\n`
}

function cellOf(column: ScriptColumn, value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (column.type === 'jsonb' || column.type === 'json') return jsonCell(column, value)
  if (typeof value === 'string') return textCell(column, value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return jsonCell(column, value)
}

function jsonCell(column: ScriptColumn, value: unknown): string {
  const text = JSON.stringify(value)
  // jsonb holds no NUL, written as an escape or not.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) throw unstorable(column, 'holds a NUL character')
  return quoted(text)
}

function textCell(column: ScriptColumn, value: string): string {
  if (value.includes('\0')) throw unstorable(column, 'holds a NUL character')
  return /^$|[",\r\n\\]|^\s|\s$/.test(value) ? quoted(value) : value
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function unstorable(column: ScriptColumn, problem: string) {
  return modelError('M3321', { column: quoteIdentifier(column.name), value: 'A value', problem })
}
