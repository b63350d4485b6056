/** `model clean`: removes what the tool wrote; with --warehouse the embedded database too. */
import { modelError } from '../../errors/model-error.ts'
import type { WarehouseRemoval, Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { ask, canAsk } from '../confirm.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { withProgress } from '../print/progress.ts'

export const command: CommandDefinition = {
  name: 'clean',
  description:
    'Removes artifacts, compiled SQL and caches under target/. The embedded database stays, unless --warehouse is given: then its managed tables and the memory of runs are written to keep/, from which the next command restores them, and its folder is removed.',
  flags: [
    { syntax: '--warehouse', description: 'remove the embedded database too' },
    { syntax: '--yes', description: 'remove it without asking' },
    ...PROJECT_FLAGS,
    outputFlag('text', 'json'),
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model clean', text: 'the next command reads all files anew' },
    { line: 'model clean --warehouse', text: 'the next build makes the database anew' },
  ],
  run: async context => {
    const { flags } = context
    const workspace = await context.openProject()
    if (flags.on('warehouse')) return cleanWarehouse(context, workspace)
    return sayRemoved(context, await workspace.clean())
  },
}

async function cleanWarehouse(context: CommandContext, workspace: Workspace): Promise<ExitCode> {
  const { printer } = context
  const removal = await withProgress(printer, 'keeping what cannot be made anew', () =>
    workspace.prepareRemoval(),
  )
  if (removal === undefined) return sayRemoved(context, await workspace.clean())
  if (removal.unopened !== undefined) {
    printer.warn(`${removal.unopened} So nothing of it can be kept now. ${sayOld(removal)}`)
  }
  if (!(await agreed(context, removal))) {
    printer.say('Nothing was removed.')
    return EXIT.unusable
  }
  const removed = await withProgress(printer, 'removing the database', () =>
    workspace.removeWarehouse(removal),
  )
  return sayRemoved(context, [...removed, ...(await workspace.clean())])
}

const sayOld = ({ keptSince }: WarehouseRemoval): string =>
  keptSince === undefined
    ? 'Nothing was kept before either: rows written to managed tables are lost.'
    : `What was kept at ${keptSince} is what the next build gets.`

async function agreed(
  { flags, terminal }: CommandContext,
  { folder }: WarehouseRemoval,
): Promise<boolean> {
  if (flags.on('yes')) return true
  if (!canAsk(terminal)) throw modelError('M5015', { folder })
  return /^y(es)?$/i.test(await ask(terminal, `Remove the database in ${folder}? (y/N)`))
}

function sayRemoved({ printer, flags }: CommandContext, removed: readonly string[]): ExitCode {
  if (flags.text('output') === 'json') printer.writeJson(removed)
  else if (removed.length === 0) printer.say('Nothing to remove.')
  else for (const path of removed) printer.say(`removed ${path}`)
  return EXIT.ok
}
