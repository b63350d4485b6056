/** `model gc`: what the project made in the warehouse and makes no more. */
import type { Leftovers } from '../../workspace.ts'
import type { CommandDefinition } from '../command.ts'
import { ask, canAsk } from '../confirm.ts'
import { EXIT } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { count, formatTime } from '../print/format.ts'
import { withProgress } from '../print/progress.ts'
import { printTable } from '../print/table.ts'

export const command: CommandDefinition = {
  name: 'gc',
  description:
    'Lists what this project made in this environment and makes no more: relations without a node, stages that a dead run left, schemas of its own that are empty, prefixes of CI runs that died or were kept, results of old runs, old due times of schedules and all those of schedules that the project no longer has, old notices of webhooks and freshness checks. With --yes, or after a yes, it drops them; never a managed table, never with CASCADE: what others still read stays and is named.',
  flags: [
    {
      syntax: '--keep-runs <number>',
      description:
        'runs whose results are kept, and newest due times of each schedule (default: 100)',
      atLeast: 1,
    },
    { syntax: '--yes', description: 'drop without asking' },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model gc', text: 'what there is; asks on a terminal' },
    { line: 'model gc --yes', text: 'drops it' },
    { line: 'model gc --yes --keep-runs 1000', text: 'with a longer memory' },
  ],
  run: async context => {
    const { flags, printer, terminal } = context
    const workspace = await context.openProject()
    const keepRuns = flags.number('keep-runs') ?? 100
    const found = await withProgress(printer, 'looking for what is left over', () =>
      workspace.leftovers({ keepRuns }),
    )
    const json = flags.text('output') === 'json'
    if (json)
      printer.writeJson(found.relations.map(({ name, kind, reason }) => ({ name, kind, reason })))
    else printer.write(describe(found, printer))
    const { relations, schemas, ciEnvironments } = found
    const listed = relations.length + schemas.length + ciEnvironments.length
    if (listed + oldParts(found).length === 0) return EXIT.ok
    const asks = !flags.on('yes') && !json && canAsk(terminal)
    const agreed =
      flags.on('yes') || (asks && /^y(es)?$/i.test(await ask(terminal, 'Drop these? (y/N)')))
    if (!agreed) {
      printer.say('Nothing was dropped. With --yes it is.')
      return EXIT.ok
    }
    const { dropped, kept } = await withProgress(printer, 'dropping', () =>
      workspace.collect(found, { keepRuns }),
    )
    for (const { name, problem } of kept) printer.warn(`${name} stays: ${problem}`)
    const prefixes = ciEnvironments.length
    const andPrefixes =
      prefixes === 0 ? '' : ` and ${count(prefixes, 'prefix', 'prefixes')} of CI runs`
    printer.say(`Dropped ${count(dropped, 'relation')}${andPrefixes}.`)
    return kept.length > 0 ? EXIT.failed : EXIT.ok
  },
}

function describe(
  found: Leftovers,
  printer: Parameters<CommandDefinition['run']>[0]['printer'],
): string {
  const { relations, schemas, ciEnvironments } = found
  const { outPaint: paint, out } = printer
  const parts: string[] = []
  if (relations.length > 0) {
    const columns = [{ name: 'relation' }, { name: 'kind' }, { name: 'because' }]
    const rows = relations.map(({ name, kind, reason }) => [name, kind, reason])
    parts.push(printTable(columns, rows, { paint, width: out.columns }))
  }
  if (schemas.length > 0) parts.push(`Schemas that are empty then: ${schemas.join(', ')}`)
  for (const { environment, state, at } of ciEnvironments) {
    const why = state === 'kept' ? 'kept by model ci --keep' : 'left by a CI run that died'
    parts.push(`Everything under ${environment}, ${why} at ${formatTime(at)}`)
  }
  parts.push(...oldParts(found))
  return parts.length === 0 ? 'Nothing is left over.' : parts.join('\n\n')
}

/** What of the ledger is forgotten. */
function oldParts({ oldRuns, oldRows }: Leftovers): string[] {
  const { dueTimes, notices, ages } = oldRows
  return [
    oldRuns > 0 ? `Results of ${count(oldRuns, 'old run')}` : '',
    dueTimes > 0
      ? `${count(dueTimes, 'due time')} of schedules, old or of schedules that are gone`
      : '',
    notices > 0 ? `${count(notices, 'old notice')} of webhooks` : '',
    ages > 0 ? `${count(ages, 'freshness check')} of sources, old` : '',
  ].filter(part => part !== '')
}
