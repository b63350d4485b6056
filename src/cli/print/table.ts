/** Tables for people: aligned, cut to the width of the terminal, numbers to the right. */
import { formatCell } from './format.ts'
import { NO_PAINT, type Paint } from './paint.ts'
import { displayWidth, padEnd, padStart, truncate } from './width.ts'

export interface TableColumn {
  readonly name: string
  readonly align?: 'left' | 'right'
}

export interface TableOptions {
  /** Cells per line; undefined: as wide as it is. */
  readonly width?: number | undefined
  readonly paint?: Paint
}

const NUMBERS =
  /^(int|bigint|smallint|numeric|decimal|real|double|float|hugeint|integer|oid|money)/i
const GAP = '  '
const NARROWEST = 8

/** Whether values of this engine type are numbers: they stand to the right. */
export function isNumericType(type: string): boolean {
  return NUMBERS.test(type) && !type.endsWith('[]')
}

/** The table as lines without a final newline: a heading, a rule, the rows. */
export function printTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly unknown[])[],
  options: TableOptions = {},
): string {
  const paint = options.paint ?? NO_PAINT
  const cells = rows.map(row => columns.map((_, index) => formatCell(row[index])))
  const natural = columns.map((column, index) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(row[index]!)), headWidth(column)),
  )
  const widths = fitWidths(natural, options.width)
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => alignCell(text, widths[index]!, columns[index]!))
      .join(GAP)
      .trimEnd()
  const dimNulls = (text: string, row: readonly unknown[]) =>
    row.includes(null) ? text.replace(/(?<=^|\s)NULL(?=\s|$)/g, paint.dim('NULL')) : text
  return [
    paint.bold(line(columns.map(column => column.name))),
    paint.dim(widths.map(width => '─'.repeat(width)).join(GAP)),
    ...cells.map((texts, index) => dimNulls(line(texts), rows[index]!)),
  ].join('\n')
}

/** The rows of a query's result as a table. */
export function printRows(
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly Record<string, unknown>[],
  options: TableOptions = {},
): string {
  return printTable(
    columns.map(({ name, type }) => ({ name, align: isNumericType(type) ? 'right' : 'left' })),
    rows.map(row => columns.map(({ name }) => row[name])),
    options,
  )
}

function headWidth(column: TableColumn): number {
  return displayWidth(column.name)
}

function alignCell(text: string, width: number, column: TableColumn): string {
  const cut = truncate(text, width)
  return column.align === 'right' ? padStart(cut, width) : padEnd(cut, width)
}

/** Takes cells from the widest columns until the line fits; no column gets narrower than eight. */
function fitWidths(natural: readonly number[], width: number | undefined): number[] {
  const widths = [...natural]
  if (width === undefined) return widths
  let excess = widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length) - width
  while (excess > 0) {
    const most = Math.max(...widths)
    if (most <= NARROWEST) break
    const next = Math.max(NARROWEST, ...widths.filter(each => each < most))
    const cut = Math.min(excess, most - next)
    widths[widths.indexOf(most)] = most - cut
    excess -= cut
  }
  return widths
}
