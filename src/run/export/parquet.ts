/**
 * Parquet with exact types: decimals as DECIMAL, times as microseconds, dates as days; what Parquet has no type for as
 * text. The package that writes it is loaded with the first export.
 */
import type { SchemaElement } from 'hyparquet'
import type { Encoder, ExportColumn } from './encoder.ts'
import { isJson } from './encoder.ts'

/** Digits that sixteen bytes hold. */
const MOST_DIGITS = 38
/** Rows of a row group. */
const GROUP = 10_000

/** How one column is written. */
interface ParquetColumn {
  readonly name: string
  readonly element: SchemaElement
  readonly convert: (value: unknown) => unknown
}

/** Digits of a numeric that is declared without any: found in its values. */
export type FoundDigits = ReadonlyMap<
  string,
  { readonly precision: number; readonly scale: number }
>

export async function parquetEncoder(
  columns: readonly ExportColumn[],
  found: FoundDigits,
): Promise<Encoder> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const parquet = columns.map(column => parquetColumn(column, found))
  const writer = new ByteWriter()
  const root: SchemaElement = { name: 'root', num_children: columns.length }
  const file = new ParquetWriter({
    writer,
    schema: [root, ...parquet.map(({ element }) => element)],
    createdBy: 'sql-model',
  })
  /** What was written since, out of the writer's memory. */
  const taken = (): Uint8Array => {
    const bytes = new Uint8Array(writer.buffer.slice(0, writer.index))
    writer.index = 0
    return bytes
  }
  let waiting: (readonly unknown[])[] = []
  const flush = () => {
    if (waiting.length === 0) return
    const columnData = parquet.map(({ name, convert }, at) => ({
      name,
      data: waiting.map(row => {
        const value = row[at]
        return value === null || value === undefined ? undefined : convert(value)
      }),
    }))
    file.write({ columnData, rowGroupSize: GROUP })
    waiting = []
  }
  return {
    begin: taken,
    rows: rows => {
      waiting.push(...rows)
      if (waiting.length >= GROUP) flush()
      return taken()
    },
    end: () => {
      flush()
      file.finish()
      return taken()
    },
  }
}

function parquetColumn({ name, type }: ExportColumn, found: FoundDigits): ParquetColumn {
  const optional = { name, repetition_type: 'OPTIONAL' } as const
  const text: ParquetColumn = {
    name,
    element: { ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    convert: value => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  }
  const of = (element: Omit<SchemaElement, 'name'>, convert: ParquetColumn['convert']) => ({
    name,
    element: { ...optional, ...element },
    convert,
  })
  if (isJson(type)) return of({ type: 'BYTE_ARRAY', logical_type: { type: 'JSON' } }, bytesOf)
  if (type.startsWith('numeric') && !type.endsWith(']')) return decimal(text, { type, found })
  switch (type) {
    case 'boolean':
      return of({ type: 'BOOLEAN' }, value => value)
    case 'smallint':
    case 'integer':
      return of({ type: 'INT32' }, Number)
    case 'bigint':
      return of({ type: 'INT64' }, value => BigInt(String(value)))
    case 'real':
      return of({ type: 'FLOAT' }, Number)
    case 'double precision':
      return of({ type: 'DOUBLE' }, Number)
    default:
      return timeColumn(type, { of, text })
  }
}

const bytesOf = (value: unknown) => new TextEncoder().encode(String(value))

function timeColumn(
  type: string,
  make: {
    readonly of: (
      element: Omit<SchemaElement, 'name'>,
      convert: ParquetColumn['convert'],
    ) => ParquetColumn
    readonly text: ParquetColumn
  },
): ParquetColumn {
  const timestamp = (isAdjustedToUTC: boolean) =>
    make.of(
      { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MICROS' } },
      value => microseconds(String(value)),
    )
  if (type === 'timestamp with time zone') return timestamp(true)
  if (type === 'timestamp without time zone') return timestamp(false)
  if (type === 'date')
    return make.of({ type: 'INT32', converted_type: 'DATE' }, value => days(String(value)))
  return make.text
}

/** Infinite times have no number; they are left out. */
function microseconds(text: string): bigint | undefined {
  const match = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?)?$/.exec(text)
  const seconds = Date.parse(`${match?.[1] ?? ''}${match?.[3] ?? 'Z'}`)
  if (Number.isNaN(seconds)) return undefined
  return BigInt(seconds) * 1000n + BigInt((match?.[2] ?? '').padEnd(6, '0').slice(0, 6) || '0')
}

function days(text: string): number | undefined {
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(time) ? undefined : time / 86_400_000
}

/** NaN and infinity are no decimals: a column that holds them has no digits that were found, and is text. */
function decimal(
  text: ParquetColumn,
  { type, found }: { readonly type: string; readonly found: FoundDigits },
): ParquetColumn {
  const declared = /^numeric\((\d+),(-?\d+)\)$/.exec(type)
  const digits = declared
    ? { precision: Number(declared[1]), scale: Number(declared[2]) }
    : found.get(text.name)
  const { precision, scale } = digits ?? { precision: Number.POSITIVE_INFINITY, scale: 0 }
  if (precision > MOST_DIGITS || scale < 0 || scale > precision) return text
  return {
    name: text.name,
    element: {
      name: text.name,
      repetition_type: 'OPTIONAL',
      type: 'FIXED_LEN_BYTE_ARRAY',
      type_length: 16,
      converted_type: 'DECIMAL',
      precision: Math.max(1, precision),
      scale,
    },
    convert: value => unscaled(String(value), scale),
  }
}

/** `-12.5` with scale 3 as -12500n; NaN, which numeric(p,s) may hold, is left out. */
function unscaled(value: string, scale: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)
  if (match === null) return undefined
  const [, sign, whole, fraction = ''] = match
  return BigInt(`${sign}${whole}${fraction.padEnd(scale, '0')}`)
}
