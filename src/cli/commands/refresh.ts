/** `model refresh`: what is stale, and what is built on it. */
import type { CommandDefinition } from '../command.ts'
import { WORK_FLAGS } from '../flags.ts'
import { executeRun } from '../run-command.ts'

export const command: CommandDefinition = {
  name: 'refresh',
  description:
    'Builds exactly what is stale among the selected: never built, of another definition, or made from data that has changed since; and what is built on it. The rest is reused, with the checks that were made on it. A source whose changes nothing tells (loaded_at_field, a change counter) counts as changed.',
  flags: WORK_FLAGS,
  examples: [
    { line: 'model refresh', text: 'everything that is stale' },
    { line: 'model refresh -s +orders', text: 'orders and what it needs, as far as stale' },
    { line: 'model refresh --dry-run', text: 'what would be built, and why' },
  ],
  run: context => executeRun(context, 'refresh', { asks: true }),
}
