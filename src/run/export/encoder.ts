/** What a format of exports is: rows in, pieces of a file out. */
import type { ColumnFact } from '../../adapters/adapter.ts'

export type ExportFormat = 'csv' | 'json' | 'parquet'
export const FORMATS: readonly ExportFormat[] = ['csv', 'json', 'parquet']

/** A column of the relation, as the database has it. */
export type ExportColumn = Pick<ColumnFact, 'name' | 'type'>

export type Piece = string | Uint8Array

/** Makes a file piece by piece; rows come as lists of values in the order of the columns. */
export interface Encoder {
  readonly begin: () => Piece
  readonly rows: (rows: readonly (readonly unknown[])[]) => Piece
  readonly end: () => Piece
}

/** json and jsonb are read as text: what they hold stays as it is written. */
export function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb'
}

/** Whole numbers and decimals, which arrive as text where a number would lose digits. */
export function isExactNumber(type: string): boolean {
  return /^(smallint|integer|bigint|numeric\b.*)$/.test(type) && !type.endsWith('[]')
}
