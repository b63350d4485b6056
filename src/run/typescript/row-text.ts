/** Rows of a TypeScript model as the CSV text that engines load in bulk. Pure. */
import { arrayText, isArrayType } from './array-text.ts'
import type { ScriptColumn } from './column-types.ts'

/** A value that no text can say, for which the row is a failure. */
export class UnstorableError extends Error {
  override readonly name = 'UnstorableError'
}

/** The heading of a batch. */
export function headingOf(columns: readonly ScriptColumn[]): string {
  return `${columns.map(({ name }) => quoted(name)).join(',')}\n`
}

/** How the values of one column are written. */
interface CellWriter {
  readonly name: string
  readonly write: (value: unknown) => string
}

/**
 * Writes rows as lines. NULL is empty, an empty text is quoted.
 * @throws UnstorableError (what is returned does) for a value that no text can say.
 */
export function rowWriter(
  columns: readonly ScriptColumn[],
): (row: Readonly<Record<string, unknown>>) => string {
  const writers = columns.map(cellWriter)
  return row => {
    let line = ''
    for (const { name, write } of writers) {
      const value = row[name]
      line += value === null || value === undefined ? ',' : `,${write(value)}`
    }
    return `${line.slice(1)}\n`
  }
}

function cellWriter({ name, type }: ScriptColumn): CellWriter {
  if (isJsonType(type)) return { name, write: value => quoted(jsonText(name, value)) }
  const scalar = (value: unknown) => {
    if (typeof value === 'number') return String(value)
    const text = scalarText(name, value)
    return /^$|[",\r\n\\]|^\s|\s$/.test(text) ? quoted(text) : text
  }
  if (!isArrayType(type)) return { name, write: scalar }
  const isJson = isJsonType(type.replace(/(?:\[\d*\]|\barray|\s)+$/i, ''))
  const element = (value: unknown) => (isJson ? jsonText(name, value) : scalarText(name, value))
  return {
    name,
    write: value => (Array.isArray(value) ? quoted(arrayText(value, element)) : scalar(value)),
  }
}

function isJsonType(type: string): boolean {
  return /^\s*jsonb?\s*$/i.test(type)
}

function scalarText(name: string, value: unknown): string {
  if (typeof value === 'string') return wholeText(name, value)
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
    if (value instanceof Date) return dateText(name, value)
    if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
    return jsonText(name, value)
  }
  return String(value)
}

/** Years after 9999 and before 1 are signed, which databases do not read. */
function dateText(name: string, value: Date): string {
  if (Number.isNaN(value.getTime())) throw unstorable(name, 'is no date')
  const text = value.toISOString()
  if (/^[+-]/.test(text)) throw unstorable(name, `is a date of the year ${value.getUTCFullYear()}`)
  return text
}

function jsonText(name: string, value: unknown): string {
  const text = jsonOf(name, value)
  if (text === undefined) throw unstorable(name, `holds ${typeof value}, which JSON cannot say`)
  // jsonb holds no NUL, written as an escape or not.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) throw unstorable(name, 'holds a NUL character')
  return text
}

function jsonOf(name: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (error) {
    throw unstorable(name, `cannot be written as JSON: ${firstLine(error)}`)
  }
}

function firstLine(error: unknown): string {
  return String((error as Error).message).split('\n')[0]!
}

function wholeText(name: string, text: string): string {
  if (text.includes('\0')) throw unstorable(name, 'holds a NUL character')
  // UTF-8 has no half of a character, and would say another one without a word.
  if (/\p{Surrogate}/u.test(text)) throw unstorable(name, 'holds half of a character')
  return text
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function unstorable(name: string, problem: string): UnstorableError {
  return new UnstorableError(`column ${name} ${problem}`)
}
