/** `model test`: checks what readers see. */
import type { CommandDefinition } from '../command.ts'
import {
  CHECK_FLAGS,
  DEFER_FLAGS,
  OUTPUT_FLAGS,
  PROJECT_FLAGS,
  RUN_FLAGS,
  SELECTION_FLAGS,
} from '../flags.ts'
import { executeRun } from '../run-command.ts'

export const command: CommandDefinition = {
  name: 'test',
  description:
    'Runs the tests of the selected nodes on published relations and sources. Changes nothing but the ledger.',
  flags: [
    ...SELECTION_FLAGS,
    ...CHECK_FLAGS,
    ...DEFER_FLAGS,
    ...RUN_FLAGS,
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model test', text: 'all tests' },
    { line: 'model test -s orders', text: 'the tests of orders' },
    { line: 'model test -s test_type:singular', text: 'tests that are SELECTs of their own' },
    { line: 'model test -s source:core --store-failures', text: 'keep the failing rows' },
  ],
  run: context => executeRun(context, 'test', { asks: false }),
}
