/** `model export`: a published relation as a file. */
import { relative, resolve } from 'node:path'
import type { ExportFormat } from '../../run/export/encoder.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { OUTPUT_FLAGS, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { oneNode } from '../one-node.ts'
import { count } from '../print/format.ts'
import type { Printer } from '../print/printer.ts'
import { withProgress } from '../print/progress.ts'

export const command: CommandDefinition = {
  name: 'export',
  description:
    'Writes what is published of one model, seed or source to a file: CSV, JSON (an array) or Parquet, with all digits of decimals and times. Rows stream; the file appears when it is whole. Texts that a spreadsheet would take for a formula are left as they are, unless --safe-csv is given.',
  arguments: [{ syntax: '[name]', description: 'a node, as with --select' }],
  flags: [
    ...SELECTION_FLAGS,
    {
      syntax: '--format <format>',
      description: 'default: what the ending of the file says',
      choices: ['csv', 'json', 'parquet'],
    },
    { syntax: '--out <file>', description: 'where to; - for stdout (default)' },
    { syntax: '--order-by <columns...>', description: 'order of the rows (default: as stored)' },
    {
      syntax: '--safe-csv',
      description: 'CSV for spreadsheets: an apostrophe before texts that begin with = + - @',
    },
    { syntax: '--bom', description: 'CSV for spreadsheets: begin with a byte order mark' },
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model export orders --out orders.csv', text: 'as CSV' },
    { line: 'model export orders --out data/orders.parquet', text: 'as Parquet' },
    { line: 'model export orders --format json --out -', text: 'for a pipe' },
  ],
  resultOnly: true,
  run: writeExport,
}

async function writeExport(context: CommandContext) {
  const { flags, printer, terminal } = context
  const workspace = await context.openProject()
  const request = readSelection(flags, context.arguments)
  const id = await oneNode(context, workspace, { command: 'export', request })
  const out = flags.text('out') ?? '-'
  const file = out === '-' ? undefined : resolve(terminal.cwd, out)
  const format = flags.text('format') as ExportFormat | undefined
  const exporting = () =>
    workspace.export(id, {
      ...(format && { format }),
      out: file ?? (text => toStdout(printer, text)),
      safe: flags.on('safe-csv'),
      bom: flags.on('bom'),
      orderBy: flags.texts('order-by'),
      signal: context.interruptible(),
    })
  const { rows } = await withProgress(printer, 'exporting', exporting)
  const where = file === undefined ? 'stdout' : relative(terminal.cwd, file) || file
  printer.say(`Wrote ${count(rows, 'row')} to ${where}`)
  return EXIT.ok
}

/** A slow reader is waited for, so that memory stays flat. */
async function toStdout({ out }: Printer, text: string): Promise<void> {
  out.write(text)
  await out.drained()
}
