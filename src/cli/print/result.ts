/** A query's result in the format that was asked for. */
import type { QueryResult } from '../../adapters/adapter.ts'
import { printCsv } from './csv.ts'
import { count } from './format.ts'
import { printJsonRows } from './json.ts'
import type { Printer } from './printer.ts'
import { printRows } from './table.ts'

/** Writes rows to stdout as a table, JSON or CSV; the count of rows is said, not written. */
export function writeResult(
  printer: Printer,
  result: QueryResult,
  format: string | undefined,
): void {
  const { columns, rows } = result
  if (format === 'json') printer.out.write(`${printJsonRows(columns, rows, printer.mask)}\n`)
  else if (columns.length === 0) printer.write(statementText(result))
  else if (format === 'csv') printer.write(printCsv(columns, rows))
  else {
    const { outPaint: paint, out } = printer
    printer.write(printRows(columns, rows, { paint, width: out.columns }))
    if (out.isTerminal) printer.say(paint.dim(`(${count(rows.length, 'row')})`))
  }
}

function statementText({ command, rowCount }: QueryResult): string {
  return rowCount === null ? command : `${command} ${rowCount}`
}
