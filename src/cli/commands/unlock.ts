/** `model unlock`: who holds the environment or the embedded database, and the end of what a dead run left. */
import type { HeldLock, Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { ask, canAsk } from '../confirm.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { withProgress } from '../print/progress.ts'

export const command: CommandDefinition = {
  name: 'unlock',
  brief: true,
  description:
    'Says who holds the locks of a target: the folder of an embedded database, which one process at a time has open, and the run lock of the environment, which one run at a time has. Both end with the process that took them, however it ends, so there is seldom anything to do. When the holder is dead and the server has not noticed, its connections are ended after a yes, or with --yes. A living holder is left alone; on a server --force ends its connections too, and its run stops and publishes nothing more.',
  flags: [
    { syntax: '--yes', description: 'end what a dead run left without asking' },
    { syntax: '--force', description: "end a living run's connections too (on a server)" },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model unlock', text: 'who holds what; asks before it ends anything' },
    { line: 'model unlock --yes', text: 'ends what a dead run left' },
    { line: 'model unlock -t prod --force --yes', text: 'stops a run that somebody else started' },
  ],
  run: async context => {
    const { flags, printer, terminal } = context
    const workspace = await context.openProject()
    const isAlive = (pid: number) => terminal.isAlive(pid)
    const locks = await withProgress(printer, 'looking who holds what', () =>
      workspace.locks(isAlive),
    )
    if (flags.text('output') === 'json') printer.writeJson(locks)
    else printer.write(locks.length === 0 ? NOTHING : locks.map(describe).join('\n'))
    const busy = locks.find(({ blocks }) => blocks)
    return busy === undefined ? EXIT.ok : unlock(context, workspace, busy)
  },
}

const NOTHING = `Nothing is held: nobody builds this environment, and no other process has its database.
Locks end with the process that took them, however it ends; there is nothing to unlock.`

async function unlock(
  context: CommandContext,
  workspace: Workspace,
  { state }: HeldLock,
): Promise<ExitCode> {
  const { flags, printer, terminal } = context
  const force = flags.on('force')
  const asks = state === 'dead' || force
  if (asks && !(await agreed(context, state))) {
    printer.say('Nothing was ended. With --yes it is.')
    return EXIT.ok
  }
  await withProgress(printer, 'ending its connections', () =>
    workspace.unlock(pid => terminal.isAlive(pid), force),
  )
  printer.say('Unlocked: its connections are ended. The next run drops what it left on stages.')
  return EXIT.ok
}

async function agreed(
  { flags, terminal }: CommandContext,
  state: HeldLock['state'],
): Promise<boolean> {
  if (flags.on('yes')) return true
  if (flags.text('output') === 'json' || !canAsk(terminal)) return false
  const whose = state === 'dead' ? 'what the dead run left' : 'the connections of a run that lives'
  return /^y(es)?$/i.test(await ask(terminal, `End ${whose}? (y/N)`))
}

const STATES: Readonly<Record<HeldLock['state'], string>> = {
  alive: 'It lives',
  dead: 'It is dead',
  unknown: 'Whether it lives cannot be told from here',
}

function describe({ lock, holder, state, working }: HeldLock): string {
  const what =
    lock === 'folder' ? 'The embedded database is held by' : 'The environment is held (run lock) by'
  const work = working.length === 0 ? '' : ` At work in the server: ${working.join(', ')}.`
  return `${what} ${holder}. ${STATES[state]}.${work}`
}
