/** CSV (RFC 4180) with a heading: NULL is empty, an empty text is quoted, lines end in a line feed. Pure. */
import { type Encoder, type ExportColumn, isExactNumber } from './encoder.ts'

/** What spreadsheets take for a formula at the start of a cell. */
const FORMULA = /^[=+\-@\t\r]/

const BYTE_ORDER_MARK = '\ufeff'

/**
 * @param safe put an apostrophe before texts that a spreadsheet would take for a formula. Not the default: it changes
 *   data, and a file that is read by programs would come back different.
 */
export function csvEncoder(
  columns: readonly ExportColumn[],
  { safe, bom }: { readonly safe: boolean; readonly bom: boolean },
): Encoder {
  const guarded = columns.map(({ type }) => safe && !isExactNumber(type) && !isFloat(type))
  const line = (values: readonly unknown[]) =>
    `${values.map((value, at) => cell(value, guarded[at]!)).join(',')}\n`
  return {
    begin: () =>
      `${bom ? BYTE_ORDER_MARK : ''}${columns.map(({ name }) => cell(name, safe)).join(',')}\n`,
    rows: rows => rows.map(line).join(''),
    end: () => '',
  }
}

function isFloat(type: string): boolean {
  return type === 'real' || type === 'double precision'
}

function cell(value: unknown, guarded: boolean): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const safe = guarded && FORMULA.test(text) ? `'${text}` : text
  return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
