/** Rows to CSV text: null is an empty field, text is quoted only where it must be. */

export type Cell = string | number | null

/** One seed file: its name without `.csv`, its columns, its rows. */
export interface SeedTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Written as `.csv.gz`: its text is large. */
  readonly isPacked?: boolean
  /** Begins with a byte order mark, as spreadsheets write it. */
  readonly hasMark?: boolean
}

/** The whole file, `\n` at the end of every line. */
export function toCsv(table: SeedTable): string {
  const mark = table.hasMark ? '\ufeff' : ''
  return mark + [table.columns, ...table.rows].map(row => `${row.map(field).join(',')}\n`).join('')
}

function field(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  // An unquoted empty field is NULL to COPY, a quoted one the empty text.
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
