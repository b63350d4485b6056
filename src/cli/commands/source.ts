/** `model source freshness`: how old the newest rows of sources are, against what they promise. */
import { modelError } from '../../errors/model-error.ts'
import { nearest } from '../../util/nearest.ts'
import type { SourceFreshness } from '../../workspace.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { count, formatAge } from '../print/format.ts'
import type { Paint } from '../print/paint.ts'
import { withProgress } from '../print/progress.ts'
import { printTable } from '../print/table.ts'
import { warnUnmatched } from '../unmatched.ts'

const ACTIONS = ['freshness']

export const command: CommandDefinition = {
  name: 'source',
  description:
    'Asks each source that declares `freshness` for its newest row (`loaded_at_field` or `loaded_at_query`) and compares its age with `warn_after` and `error_after`. Writes target/sources.json. Exits 1 when a source is too old or cannot be read.',
  arguments: [{ syntax: '<action>', description: 'freshness' }],
  flags: [...SELECTION_FLAGS, outputFlag('text', 'json'), ...PROJECT_FLAGS, ...OUTPUT_FLAGS],
  examples: [
    { line: 'model source freshness', text: 'all sources that declare it' },
    { line: 'model source freshness -s source:core', text: 'those of one source' },
  ],
  run: async context => {
    const { flags, printer } = context
    const action = context.arguments[0]!
    if (!ACTIONS.includes(action)) {
      const found = `source ${action}`
      const known = ACTIONS.map(each => `source ${each}`)
      throw modelError('M5001', { command: found, nearest: nearest(found, known), known })
    }
    const workspace = await context.openProject()
    const { ids, unmatched } = await workspace.select(readSelection(flags))
    warnUnmatched(context, workspace, unmatched)
    const found = await withProgress(printer, 'asking the sources', () => workspace.freshness(ids))
    if (flags.text('output') === 'json') printer.writeJson(found.map(freshnessRow))
    else if (found.length === 0) printer.say('No selected source declares freshness.')
    else {
      printer.write(freshnessTable(found, printer.outPaint, printer.out.columns))
      printer.say(`\n${summarize(found)}`)
    }
    return found.some(({ status }) => status === 'error' || status === 'runtime error')
      ? EXIT.failed
      : EXIT.ok
  },
}

function freshnessRow(found: SourceFreshness) {
  return {
    unique_id: found.node,
    name: found.name,
    status: found.status,
    max_loaded_at: found.maxLoadedAt,
    age_seconds: found.ageSeconds,
    checked_at: found.snapshottedAt,
    error: found.error,
  }
}

function freshnessTable(
  found: readonly SourceFreshness[],
  paint: Paint,
  width: number | undefined,
): string {
  const rows = found.map(({ name, status, ageSeconds, maxLoadedAt, error }) => [
    name,
    status,
    ageSeconds === null ? '-' : formatAge(ageSeconds),
    error ?? maxLoadedAt ?? 'no rows',
  ])
  const columns = [
    { name: 'source' },
    { name: 'status' },
    { name: 'newest row' },
    { name: 'loaded at' },
  ]
  return printTable(columns, rows, { paint, width })
}

function summarize(found: readonly SourceFreshness[]): string {
  const bad = found.filter(({ status }) => status !== 'pass')
  return bad.length === 0
    ? `${count(found.length, 'source is', 'sources are')} fresh enough.`
    : `${bad.length} of ${count(found.length, 'source')} not fresh enough.`
}
