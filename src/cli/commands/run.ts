/** `model run`: models, checked and published. */
import type { CommandDefinition } from '../command.ts'
import { WORK_FLAGS } from '../flags.ts'
import { executeRun } from '../run-command.ts'

export const command: CommandDefinition = {
  name: 'run',
  description:
    'Builds the selected models beside the old ones, checks them, and publishes all that passed at one moment. Seeds are loaded only when they never were; sources are not tested.',
  flags: WORK_FLAGS,
  examples: [
    { line: 'model run', text: 'all models' },
    { line: 'model run -s orders+', text: 'orders and all that is built on it' },
    { line: 'model run -s orders --vars as_of=2026-02-14', text: 'as of a day' },
    { line: 'model run --fail-fast', text: 'stop at the first failure' },
  ],
  run: context => executeRun(context, 'run', { asks: true }),
}
