/** `model watch`: what is saved is built. */
import type { CommandDefinition } from '../command.ts'
import { confirmProtected } from '../confirm.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import {
  CHECK_FLAGS,
  NODE_TIMEOUT,
  OUTPUT_FLAGS,
  PROJECT_FLAGS,
  SELECTION_FLAGS,
} from '../flags.ts'
import { WatchReport } from '../print/watch-report.ts'
import { runOptions, sayTarget } from '../run-command.ts'
import { warnUnmatched } from '../unmatched.ts'

export const command: CommandDefinition = {
  name: 'watch',
  description:
    'Builds what is saved: the saved model, or all whose definition a saved macro or schema file changes, with the checks on them; each is published as soon as its own checks have passed. A later save of the same overtakes: the build of the older text is cancelled. A project with mistakes is shown, and watching goes on. Other commands use an embedded database through this one. Ctrl-C ends it.',
  flags: [
    ...SELECTION_FLAGS,
    {
      syntax: '--downstream [generations]',
      description: 'build what reads a saved node too: so many generations, or all',
      atLeast: 1,
    },
    {
      syntax: '--poll',
      description: 'look at the files, where the system does not tell of changes (network disks)',
    },
    ...CHECK_FLAGS,
    NODE_TIMEOUT,
    { syntax: '--yes', description: 'answer yes where a protected target asks' },
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model watch', text: 'every saved model and its checks' },
    { line: 'model watch --downstream 1', text: 'and what reads it directly' },
    { line: 'model watch -s path:models/marts -t dev', text: 'one folder, on another target' },
  ],
  run: async context => {
    const { flags, printer } = context
    const workspace = await context.openProject({ serves: true, joins: true })
    const selection = readSelection(flags)
    const { ids, unmatched } = await workspace.select(selection)
    warnUnmatched(context, workspace, unmatched)
    if (ids.length === 0 && unmatched.length > 0) {
      printer.say('Nothing to watch: the selection is empty.')
      return EXIT.ok
    }
    await sayTarget(context, workspace)
    if (!(await confirmProtected(context, workspace.manifest, 'watch'))) return EXIT.unusable
    const generations = flags.on('downstream')
      ? Number.POSITIVE_INFINITY
      : flags.number('downstream')
    const run = runOptions(context, 'build', selection)
    const report = new WatchReport(printer, context.openedRoot(), context.now)
    try {
      await workspace.watch(
        {
          run,
          downstream: generations ?? 0,
          poll: flags.on('poll'),
          signal: context.interruptible(),
        },
        event => report.take(event),
      )
    } finally {
      report.close()
    }
    printer.say('Watching has ended.')
    return EXIT.ok
  },
}
