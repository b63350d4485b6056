/**
 * Rows as CSV (RFC 4180): CRLF, quotes where they are needed, a quote doubled. A text that a spreadsheet would take for a
 * formula gets an apostrophe before it: whoever opens the file must not run what others have written. Pure.
 */
import type { Answer } from '../../adapters/adapter.ts'

const FORMULA = /^[=+\-@\t\r\n|%]/
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const QUOTED = /[",\r\n]/

/** Rows with a heading. */
export function rowsCsv({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): string {
  const lines = [columns.map(({ name }) => field(name)).join(',')]
  for (const row of rows) lines.push(row.map(field).join(','))
  return `${lines.join('\r\n')}\r\n`
}

function field(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
