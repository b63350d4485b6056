/** The end of a CI run on a terminal: what fails, what changed and how it differs, where the report is. */

import { headline } from '../../report/ci-markdown.ts'
import { differenceText } from '../../report/difference-markdown.ts'
import type { CiReport } from '../../workspace.ts'
import { formatDuration } from '../print/format.ts'
import type { Printer } from '../print/printer.ts'
import { printTable } from '../print/table.ts'
import type { WrittenReports } from './write-reports.ts'

export function printCi(report: CiReport, written: WrittenReports, printer: Printer): void {
  for (const trouble of report.troubles) printTrouble(trouble, printer)
  if (report.status === 'unchanged') {
    printer.say(`Nothing changes: everything is as target ${report.against} has built it.`)
  } else {
    if (report.nodes.length > 0) printer.write(`\n${changes(report, printer)}`)
    const { green, red } = printer.paint
    const brush = report.status === 'success' ? green : red
    printer.say(`\n${brush(headline(report).replace(/^\S+ /, ''))}.`)
  }
  printer.say(`Report: ${written.report}, ${written.junit}`)
}

function printTrouble(
  { status, name, file, line, message, hint }: CiReport['troubles'][number],
  printer: Printer,
): void {
  const { yellow, red } = printer.errPaint
  const place = file === null ? '' : ` (${file}${line === null ? '' : `:${line}`})`
  const text = `${status.toUpperCase()} ${name}${place}: ${message}${hint === null ? '' : ` ${hint}`}`
  if (status === 'warn') printer.say(yellow(text))
  else printer.fail(red(text))
}

function changes({ nodes, differences, against }: CiReport, printer: Printer): string {
  const rows = new Map(differences.map(row => [row.unique_id, row]))
  const columns = [
    { name: 'relation' },
    { name: 'because' },
    { name: 'rows', align: 'right' as const },
    { name: `against ${against}` },
    { name: 'took', align: 'right' as const },
  ]
  const cells = nodes.map(node => {
    const row = rows.get(node.unique_id)
    const compared = row === undefined ? (node.is_new ? 'new' : '') : differenceText(row)
    return [
      node.name,
      node.reasons.join('; '),
      node.rows ?? '',
      node.status === 'success' ? compared : node.status,
      formatDuration(node.seconds * 1000),
    ]
  })
  return printTable(columns, cells, { paint: printer.outPaint, width: printer.out.columns })
}
