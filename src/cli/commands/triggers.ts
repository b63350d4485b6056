/** `model triggers`: sources that tell when they change. */
import { modelError } from '../../errors/model-error.ts'
import { nearest } from '../../util/nearest.ts'
import type { ChangeTrigger, Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { count, formatAge } from '../print/format.ts'
import { printTable } from '../print/table.ts'
import { warnUnmatched } from '../unmatched.ts'

type Action = (workspace: Workspace, ids: readonly string[]) => Promise<readonly ChangeTrigger[]>

const ACTIONS: Readonly<Record<string, Action>> = {
  list: (workspace, ids) => workspace.triggers(ids),
  install: (workspace, ids) => workspace.installTriggers(ids),
  remove: (workspace, ids) => workspace.removeTriggers(ids),
}

export const command: CommandDefinition = {
  name: 'triggers',
  description:
    'Lets the tables of sources with `refresh_on: change` tell when they change: a statement trigger counts each insert, update, delete and truncate, and sends a notice. `model schedule` hears it and refreshes what depends on the source; `refresh` compares the counts. To install one takes the TRIGGER privilege on the table, to remove one its owner. install changes nothing where the trigger is; remove leaves nothing behind.',
  arguments: [{ syntax: '<action>', description: 'install, remove or list' }],
  flags: [...SELECTION_FLAGS, outputFlag('text', 'json'), ...PROJECT_FLAGS, ...OUTPUT_FLAGS],
  examples: [
    { line: 'model triggers install', text: 'for all sources with refresh_on: change' },
    { line: 'model triggers list', text: 'what is installed, how often it fired' },
    { line: 'model triggers remove -s source:core', text: 'those of one source' },
  ],
  run: async context => {
    const { flags, printer } = context
    const word = context.arguments[0]!
    const action = ACTIONS[word]
    if (action === undefined) {
      const known = Object.keys(ACTIONS).map(each => `triggers ${each}`)
      const command = `triggers ${word}`
      throw modelError('M5001', { command, nearest: nearest(command, known), known })
    }
    const workspace = await context.openProject()
    const { ids, unmatched } = await workspace.select(readSelection(flags))
    warnUnmatched(context, workspace, unmatched)
    const found = await action(workspace, ids)
    if (flags.text('output') === 'json') printer.writeJson(found.map(triggerRow))
    else if (word === 'remove') printer.say(`Removed ${count(found.length, 'trigger')}.`)
    else if (found.length === 0) printer.say('No source has a trigger or refresh_on: change.')
    else printer.write(triggerTable(found, context))
    return EXIT.ok
  },
}

function triggerRow(trigger: ChangeTrigger) {
  return {
    unique_id: trigger.node,
    name: trigger.source,
    relation: trigger.relation,
    wanted: trigger.wanted,
    installed: trigger.installed,
    changes: trigger.changes,
    changed_at: trigger.changedAt,
  }
}

function triggerTable(found: readonly ChangeTrigger[], { printer, now }: CommandContext): string {
  const columns = ['source', 'trigger', 'changes', 'last change'].map(name => ({ name }))
  const rows = found.map(({ source, installed, wanted, changes, changedAt }) => [
    source,
    installed ? (wanted ? 'installed' : 'installed, not asked for') : 'missing',
    changes === null ? '-' : String(changes),
    changedAt === null ? '-' : formatAge((now().getTime() - Date.parse(changedAt)) / 1000),
  ])
  return printTable(columns, rows, { paint: printer.outPaint, width: printer.out.columns })
}
