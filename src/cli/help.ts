/** Root help, grouped by purpose. Loads no command. */
import type { CommandEntry } from './command.ts'
import { COMMANDS } from './commands.ts'
import type { Paint } from './print/paint.ts'

/** What `model` and `model help` print. */
export function rootHelp(paint: Paint): string {
  const groups = new Map<string, CommandEntry[]>()
  for (const entry of COMMANDS) {
    if (!entry.hidden) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry])
  }
  const sections = [...groups].map(([group, entries]) =>
    [
      paint.bold(group),
      ...entries.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`),
    ].join('\n'),
  )
  return [
    'model turns SQL files into tested tables.',
    `${paint.bold('Usage')}\n  model COMMAND [flags]`,
    ...sections,
    [
      paint.bold('For example'),
      '  model init my_project              a project with a seed, two models and tests',
      '  model build                        everything, checked, published at one moment',
      '  model build --select +orders       orders and all that it needs',
      '  model query "select * from orders" look at a table',
    ].join('\n'),
    'model COMMAND --help has the flags and more examples. model --version prints the version.',
  ].join('\n\n')
}
