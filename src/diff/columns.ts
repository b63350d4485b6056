/** The columns of two relations side by side. Pure. */
import type { ColumnFact } from '../adapters/adapter.ts'
import type { ColumnDiff } from './types.ts'

/** A column that both sides have and that is compared. */
export interface ComparedColumn {
  readonly name: string
  readonly hereType: string
  readonly thereType: string
}

/** Every column of either side: those of this side in their order, then what only the other one has. */
export function pairColumns(
  here: readonly ColumnFact[],
  there: readonly ColumnFact[],
  ignored: readonly string[],
): readonly Omit<ColumnDiff, 'matched'>[] {
  const hereTypes = new Map(here.map(column => [column.name, column.type]))
  const thereTypes = new Map(there.map(column => [column.name, column.type]))
  return [...new Set([...hereTypes.keys(), ...thereTypes.keys()])].map(name => ({
    name,
    hereType: hereTypes.get(name) ?? null,
    thereType: thereTypes.get(name) ?? null,
    ignored: ignored.includes(name),
  }))
}

/** Those that can be compared. */
export function comparedColumns(
  columns: readonly Omit<ColumnDiff, 'matched'>[],
): readonly ComparedColumn[] {
  return columns.flatMap(({ name, hereType, thereType, ignored }) =>
    hereType === null || thereType === null || ignored ? [] : [{ name, hereType, thereType }],
  )
}

/** Whether one side lacks a column, or has it with another type; the order of columns and NOT NULL do not count. */
export function schemaDiffers(columns: readonly Omit<ColumnDiff, 'matched'>[]): boolean {
  return columns.some(column => !column.ignored && column.hereType !== column.thereType)
}

/** The first key all of whose columns are compared. */
export function usableKey(
  keys: readonly (readonly string[])[],
  columns: readonly ComparedColumn[],
): readonly string[] | null {
  const names = new Set(columns.map(({ name }) => name))
  return keys.find(key => key.length > 0 && key.every(name => names.has(name))) ?? null
}
