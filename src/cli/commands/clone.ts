/** `model clone`: the relations of another environment, copied into this one. */
import type { CommandDefinition } from '../command.ts'
import { OUTPUT_FLAGS, PROJECT_FLAGS, RUN_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { executeRun } from '../run-command.ts'

export const command: CommandDefinition = {
  name: 'clone',
  description:
    'Copies what another target has built in the same database: tables with their rows, indexes, constraints and comments, views anew on the names of this environment. The ledger remembers the versions of what was copied, so a refresh afterwards builds what is different and nothing else. What is built here already stays, unless --full-refresh is given. A protected target is never written.',
  flags: [
    {
      syntax: '--from <target>',
      description: 'the target to copy from (default: `defer` of the target in project.yml)',
    },
    ...SELECTION_FLAGS,
    { syntax: '-f, --full-refresh', description: 'copy also what is built here already' },
    {
      syntax: '--managed',
      description: 'copy managed tables that do not exist here, with their rows',
    },
    { syntax: '--adopt', description: 'take over relations that exist and are not ours' },
    ...RUN_FLAGS,
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model clone -t dev --from prod', text: 'all that prod has built' },
    { line: 'model clone -t dev -s +orders', text: 'orders and what it is made of' },
    { line: 'model clone -t dev --dry-run', text: 'what would be copied' },
  ],
  run: context => executeRun(context, 'clone', { asks: false }),
}
