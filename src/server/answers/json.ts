/** Rows as JSON. Numbers keep every digit that the database has: they are copied, not calculated with. Pure. */
import type { Answer } from '../../adapters/adapter.ts'

type Write = (value: unknown) => string

/** Digits as the database prints them; what JSON has no number for (NaN, Infinity) is null. */
const digits: Write = value => (NUMBER.test(String(value)) ? String(value) : 'null')
const NUMBER = /^-?\d+(?:\.\d+)?$/

const asItIs: Write = value => String(value)
const plain: Write = value => JSON.stringify(value)

const WRITERS: Readonly<Record<string, Write>> = {
  bigint: digits,
  numeric: digits,
  json: asItIs,
  jsonb: asItIs,
  'bigint[]': list(digits),
  'numeric[]': list(digits),
}

function list(write: Write): Write {
  const all: Write = value => {
    if (Array.isArray(value)) return `[${value.map(all).join(',')}]`
    return value === null ? 'null' : write(value)
  }
  return all
}

const TYPE = /^([a-z]+)\(.*\)$/

function writerOf(type: string): Write {
  return WRITERS[TYPE.exec(type)?.[1] ?? type] ?? plain
}

/** Writes one row of these columns as an object. */
export function rowWriter(columns: Answer['columns']): (row: readonly unknown[]) => string {
  const keys = columns.map(({ name }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  const writers = columns.map(({ type }) => writerOf(type))
  if (columns.length === 0) return () => '{}'
  return row => {
    let text = ''
    for (let at = 0; at < keys.length; at++) {
      const value = row[at]
      text += keys[at]
      text += value === null || value === undefined ? 'null' : writers[at]!(value)
    }
    return `${text}}`
  }
}

/** Rows as a list of objects. */
export function rowsJson({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): string {
  const write = rowWriter(columns)
  let text = '['
  for (let at = 0; at < rows.length; at++) text += (at === 0 ? '' : ',') + write(rows[at]!)
  return `${text}]`
}
