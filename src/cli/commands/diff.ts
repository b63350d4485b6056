/** `model diff`: what is built here against what is built in another target, prefix or schema. */
import { modelError } from '../../errors/model-error.ts'
import type { DiffEvent, DiffRequest, DiffRow, Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { type FlagValues, readSelection } from '../flag-values.ts'
import { longName, OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { type DiffLabels, placeText, printDiff } from '../print/diff.ts'
import { count } from '../print/format.ts'
import { withProgress } from '../print/progress.ts'
import { warnUnmatched } from '../unmatched.ts'

const DEFAULT_LIMIT = 10

/** Those of tests say nothing here, and the other target has no CSVs of its own. */
const UNUSED = ['--indirect-selection', '--seed-path', '--resource-type']
const used = [...SELECTION_FLAGS, ...PROJECT_FLAGS].filter(flag => !UNUSED.includes(longName(flag)))

export const command: CommandDefinition = {
  name: 'diff',
  description:
    'Compares tables and views of the project with those of another target, prefix or schema: rows that only one side has, changed rows, equal values per column, differing columns. Rows are matched by the primary key or by what is tested as unique. Digests are compared first, so equal relations cost one scan on each side. Changes nothing.',
  arguments: [{ syntax: '[name]', description: 'a node, as with --select' }],
  flags: [
    { syntax: '--against <target>', description: 'the target to compare with' },
    {
      syntax: '--against-prefix <prefix>',
      description: "compare with the schemas of this prefix ('' for none)",
    },
    {
      syntax: '--against-schema <schema>',
      description: 'compare with the relations of this schema',
    },
    { syntax: '--key <columns...>', description: 'columns that tell rows apart' },
    { syntax: '--ignore-columns <columns...>', description: 'columns that are not compared' },
    {
      syntax: '--tolerance <share>',
      description:
        'numbers with a fraction are equal when they differ by no more than this share, such as 1e-9',
    },
    {
      syntax: '--limit <cells>',
      description: 'differing cells shown of a relation (default: 10)',
      atLeast: 0,
    },
    ...used,
    outputFlag('text', 'json'),
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model diff --against prod', text: 'the default target with prod' },
    { line: 'model diff orders -t dev --against prod --ignore-columns updated_at', text: 'one' },
    { line: "model diff -t dev --against-prefix ''", text: 'two prefixes of one database' },
    { line: 'model diff --against dev --output json', text: 'an array of objects' },
  ],
  run: async context => {
    const { flags, printer } = context
    const request = readRequest(context)
    const workspace = await context.openProject()
    const { ids, unmatched } = await workspace.select(readSelection(flags, context.arguments))
    warnUnmatched(context, workspace, unmatched)
    const { rows, labels } = await compare(context, workspace, { ...request, ids })
    if (flags.text('output') === 'json') printer.writeJson(rows)
    else if (rows.length === 0) printer.say('No model or seed with a relation is selected.')
    else for (const text of printDiff(rows, labels, printer)) printer.write(text)
    const isEqual = rows.every(({ status }) => status === 'equal' || status === 'skipped')
    return isEqual ? EXIT.ok : EXIT.failed
  },
}

function readRequest({ flags, interruptible }: CommandContext): Omit<DiffRequest, 'ids'> {
  const against = flags.text('against')
  const prefix = flags.text('against-prefix')
  const schema = flags.text('against-schema')
  if (prefix !== undefined && schema !== undefined)
    throw modelError('M5011', { first: '--against-prefix', second: '--against-schema' })
  const tolerance = readTolerance(flags)
  return {
    key: columnNames(flags, 'key'),
    ignored: columnNames(flags, 'ignore-columns'),
    limit: flags.number('limit') ?? DEFAULT_LIMIT,
    signal: interruptible(),
    ...(against !== undefined && { against }),
    ...(prefix !== undefined && { prefix }),
    ...(schema !== undefined && { schema }),
    ...(tolerance !== undefined && { tolerance }),
  }
}

/** Given one by one, or with commas between them. */
function columnNames(flags: FlagValues, name: string): readonly string[] {
  return flags.texts(name).flatMap(text =>
    text
      .split(',')
      .map(column => column.trim())
      .filter(column => column !== ''),
  )
}

function readTolerance(flags: FlagValues): number | undefined {
  const text = flags.text('tolerance')
  if (text === undefined) return undefined
  const tolerance = Number(text)
  if (text.trim() !== '' && tolerance > 0 && tolerance < 1) return tolerance
  const expected = 'a share between 0 and 1, such as 1e-9'
  throw modelError('M5003', { flag: '--tolerance', found: text, expected })
}

/** Compares, saying what is compared with what and how far it is. */
async function compare(
  { printer }: CommandContext,
  workspace: Workspace,
  request: DiffRequest,
): Promise<{ readonly rows: readonly DiffRow[]; readonly labels: DiffLabels }> {
  let doing = 'opening the databases'
  let labels: DiffLabels = { here: 'here', there: 'there' }
  const onEvent = (event: DiffEvent): void => {
    if (event.kind === 'comparing') doing = comparingText(event)
    else {
      labels = { here: event.here.label, there: event.there.label }
      const { here, there } = event
      printer.log('info', 'comparing', { here, there })
      if (!printer.jsonLog)
        printer.say(`Comparing ${placeText(here, printer)}\n     with ${placeText(there, printer)}`)
    }
  }
  const rows = await withProgress(
    printer,
    () => doing,
    () => workspace.diff(request, onEvent),
  )
  return { rows, labels }
}

function comparingText({ relation, index, total, rows }: DiffEvent & { kind: 'comparing' }) {
  const differing = rows === 0 ? '' : `, ${count(rows, 'row')} looked at`
  return `comparing ${relation} (${index} of ${total}${differing})`
}
