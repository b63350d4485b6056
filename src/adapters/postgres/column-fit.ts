/** Whether the rows of a new table fit into the published one as it stands. Pure. */
import type { PublicationColumn } from './publication-facts.ts'

interface Table {
  readonly columns: readonly PublicationColumn[]
}

/** What keeps rows from being written into the published table. */
export interface Misfit {
  readonly column: string
  readonly problem: string
}

/** Columns that only the new table has; they can be added to the published one. */
export function newColumns(final: Table, stage: Table): readonly PublicationColumn[] {
  const known = new Set(final.columns.map(column => column.name))
  return stage.columns.filter(column => !known.has(column.name))
}

/** The first column that does not fit; undefined when all do. */
export function misfit(final: Table, stage: Table): Misfit | undefined {
  const next = new Map(stage.columns.map(column => [column.name, column]))
  for (const column of final.columns) {
    const problem = problemOf(column, next.get(column.name))
    if (problem !== undefined) return { column: column.name, problem }
  }
  return undefined
}

function problemOf(
  column: PublicationColumn,
  next: PublicationColumn | undefined,
): string | undefined {
  // A generated column that somebody added to the published table computes itself.
  if (!next) return column.generated ? undefined : 'it is in the published table and no longer made'
  if (column.generated) return 'it is generated in the published table and cannot be written'
  if (holds(column.type, next.type)) return undefined
  return `it is ${column.type} in the published table and ${next.type} now`
}

/** Types that hold every value of those before them in their row, as the same value. */
const WIDER: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric'],
  ['real', 'double precision'],
]

/** True when a column of this type holds every value of the other type unchanged. */
export function holds(type: string, other: string): boolean {
  if (type === other) return true
  if (WIDER.some(row => row.includes(other) && row.indexOf(type) > row.indexOf(other))) return true
  const [wide, narrow] = [parse(type), parse(other)]
  if (TEXT.has(wide.name) && TEXT.has(narrow.name)) {
    return (
      wide.sizes.length === 0 || (narrow.sizes.length > 0 && wide.sizes[0]! >= narrow.sizes[0]!)
    )
  }
  if (wide.name === 'numeric' && narrow.name === 'numeric') return numericHolds(wide, narrow)
  return false
}

const TEXT: ReadonlySet<string> = new Set(['text', 'character varying'])

interface ParsedType {
  readonly name: string
  readonly sizes: readonly number[]
}

/** `character varying(20)`, `numeric(18,2)`. */
function parse(type: string): ParsedType {
  const found = /^([a-z ]+?)(?:\((\d+)(?:,(-?\d+))?\))?$/.exec(type)
  if (!found) return { name: type, sizes: [] }
  return { name: found[1]!, sizes: found.slice(2).flatMap(size => (size ? [Number(size)] : [])) }
}

function numericHolds(wide: ParsedType, narrow: ParsedType): boolean {
  if (wide.sizes.length === 0) return true
  if (narrow.sizes.length === 0) return false
  const [digits, scale] = [wide.sizes[0]!, wide.sizes[1] ?? 0]
  const [otherDigits, otherScale] = [narrow.sizes[0]!, narrow.sizes[1] ?? 0]
  return scale >= otherScale && digits - scale >= otherDigits - otherScale
}
