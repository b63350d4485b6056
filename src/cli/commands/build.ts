/** `model build`: seeds, models and tests in one go. */
import type { CommandDefinition } from '../command.ts'
import { WORK_FLAGS } from '../flags.ts'
import { executeRun } from '../run-command.ts'

export const command: CommandDefinition = {
  name: 'build',
  description:
    'Loads changed seeds, builds the selected models beside the old ones, checks them, and publishes all that passed at one moment. What a failed check covers is held back, with all that is built on it.',
  flags: WORK_FLAGS,
  examples: [
    { line: 'model build', text: 'everything' },
    { line: 'model build -s +orders', text: 'orders and all that it needs' },
    { line: 'model build -s tag:daily --exclude path:models/marts', text: 'by tag, less a folder' },
    { line: 'model build --dry-run', text: 'the steps and their reasons' },
    { line: 'model build -t prod --yes', text: 'a protected target, unattended' },
  ],
  run: context => executeRun(context, 'build', { asks: true }),
}
