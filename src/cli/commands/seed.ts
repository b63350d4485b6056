/** `model seed`: loads CSVs. */
import type { CommandDefinition } from '../command.ts'
import { BUILD_FLAGS, OUTPUT_FLAGS, PROJECT_FLAGS, RUN_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { executeRun } from '../run-command.ts'

export const command: CommandDefinition = {
  name: 'seed',
  description:
    'Loads the selected CSVs that changed since they were loaded, checks and publishes them.',
  flags: [...SELECTION_FLAGS, ...BUILD_FLAGS, ...RUN_FLAGS, ...PROJECT_FLAGS, ...OUTPUT_FLAGS],
  examples: [
    { line: 'model seed', text: 'all changed seeds' },
    { line: 'model seed -s countries --full-refresh', text: 'one, changed or not' },
    { line: 'model seed --seed-path ../export', text: 'CSVs of another folder' },
  ],
  run: context => executeRun(context, 'seed', { asks: true }),
}
