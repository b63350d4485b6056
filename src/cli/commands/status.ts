/** `model status`: what stands in the warehouse, how old it is, and why it is stale. */
import type { StatusRow } from '../../workspace.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { DEFER_FLAGS, OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { formatAge } from '../print/format.ts'
import type { Paint } from '../print/paint.ts'
import { withProgress } from '../print/progress.ts'
import { printTable } from '../print/table.ts'
import { warnUnmatched } from '../unmatched.ts'

export const command: CommandDefinition = {
  name: 'status',
  brief: true,
  description:
    'One line per seed, model and source: its state, when it was refreshed, its rows and checks, and why it is stale. Reads the ledger; changes nothing.',
  arguments: [{ syntax: '[name]', description: 'a node, as with --select' }],
  flags: [
    ...SELECTION_FLAGS,
    ...DEFER_FLAGS,
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model status', text: 'everything' },
    { line: 'model status -s +orders', text: 'orders and what it is made of' },
    { line: 'model status --output json', text: 'an array of objects' },
  ],
  run: async context => {
    const { flags, printer } = context
    const workspace = await context.openProject()
    const request = readSelection(flags, context.arguments)
    const { ids, unmatched } = await workspace.select(request)
    warnUnmatched(context, workspace, unmatched)
    const rows = await withProgress(printer, 'reading the ledger', () => workspace.status(ids))
    if (flags.text('output') === 'json') printer.writeJson(rows)
    else if (rows.length === 0) printer.say('No seed, model or source is selected.')
    else {
      const { outPaint: paint, out } = printer
      printer.write(statusTable(rows, paint, out.columns))
      printer.say(`\n${summarize(rows)}`)
    }
    return EXIT.ok
  },
}

const COLUMNS = [
  { name: 'relation' },
  { name: 'state' },
  { name: 'refreshed' },
  { name: 'rows', align: 'right' as const },
  { name: 'checks' },
  { name: 'why' },
]

function statusTable(rows: readonly StatusRow[], paint: Paint, width: number | undefined): string {
  const cells = rows.map(row => [
    row.name,
    row.state,
    row.age_seconds === null ? '-' : formatAge(row.age_seconds),
    row.rows ?? '-',
    checksCell(row.checks),
    row.reasons.map(({ text }) => text).join('; '),
  ])
  return printTable(COLUMNS, cells, { paint, width })
}

function checksCell({ pass, warn, fail }: StatusRow['checks']): string {
  const parts = [pass && `✔${pass}`, warn && `!${warn}`, fail && `✘${fail}`]
  return parts.filter(part => part !== 0).join(' ') || '-'
}

function summarize(rows: readonly StatusRow[]): string {
  const counts = new Map<string, number>()
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1)
  const text = [...counts].map(([state, number]) => `${number} ${state}`).join(', ')
  const behind = rows.some(({ state }) => state !== 'fresh')
  return behind ? `${text}. Next: model build` : `${text}.`
}
