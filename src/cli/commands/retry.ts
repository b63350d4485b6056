/** `model retry`: what failed or was skipped in the last run, once more. */
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import {
  BUILD_FLAGS,
  CHECK_FLAGS,
  DEFER_FLAGS,
  OUTPUT_FLAGS,
  PROJECT_FLAGS,
  RUN_FLAGS,
} from '../flags.ts'
import { formatTime } from '../print/format.ts'
import { executeSelection } from '../run-command.ts'

const COMMANDS = ['run', 'build', 'refresh', 'test', 'seed'] as const

/** Runs among which the last that did something is sought. */
const LOOKED_AT = 50

export const command: CommandDefinition = {
  name: 'retry',
  description:
    'Runs the command of the last run once more on what failed or was skipped in it, with the tests that ride along. A run that was cut off has not said what became of its nodes: `model refresh` builds what is stale then.',
  flags: [
    ...BUILD_FLAGS,
    ...CHECK_FLAGS,
    ...DEFER_FLAGS,
    ...RUN_FLAGS,
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model retry', text: 'after the cause is mended' },
    { line: 'model retry --dry-run', text: 'what it would do' },
  ],
  run: async context => {
    const { printer } = context
    const workspace = await context.openProject()
    const last = (await workspace.runs(LOOKED_AT)).find(({ status }) => status !== 'no-op')
    const command = COMMANDS.find(each => each === last?.command)
    if (last === undefined || command === undefined) {
      printer.say('Nothing to retry: nothing has run here yet. Next: model build')
      return EXIT.ok
    }
    if (last.status === 'success') {
      printer.say(`Nothing to retry: the run of ${formatTime(last.startedAt)} ended well.`)
      return EXIT.ok
    }
    printer.say(`Once more after the ${last.command} of ${formatTime(last.startedAt)}.`)
    if (last.status === 'interrupted' || last.status === 'running')
      printer.warn('That run was cut off; what it never began is not retried. See: model refresh')
    const selection = {
      select: ['result:error', 'result:fail', 'result:skipped'],
      exclude: [],
      resourceTypes: [],
      indirect: 'eager' as const,
    }
    return executeSelection(context, workspace, {
      command,
      selection,
      asks: true,
      quietly: true,
    })
  },
}
