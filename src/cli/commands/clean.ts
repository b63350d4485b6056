/** `model clean`: removes what the tool wrote. */
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'

export const command: CommandDefinition = {
  name: 'clean',
  description:
    'Removes artifacts, compiled SQL and caches under target/. The embedded database stays: its tables are not touched.',
  flags: [...PROJECT_FLAGS, outputFlag('text', 'json'), ...OUTPUT_FLAGS],
  examples: [{ line: 'model clean', text: 'the next command reads all files anew' }],
  run: async ({ openProject, printer, flags }) => {
    const removed = await (await openProject()).clean()
    if (flags.text('output') === 'json') printer.writeJson(removed)
    else if (removed.length === 0) printer.say('Nothing to remove.')
    else for (const path of removed) printer.say(`removed ${path}`)
    return EXIT.ok
  },
}
