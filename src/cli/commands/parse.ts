/** `model parse`: reads the project and says what is in it. */
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { count, formatDuration } from '../print/format.ts'

export const command: CommandDefinition = {
  name: 'parse',
  description: 'Reads the project and shows all its problems at once. Asks no database.',
  flags: [...PROJECT_FLAGS, outputFlag('text', 'json'), ...OUTPUT_FLAGS],
  examples: [
    { line: 'model parse', text: 'is the project sound?' },
    { line: 'model parse --output json', text: 'counts for a program' },
  ],
  run: async ({ openProject, printer, flags }) => {
    const started = performance.now()
    const workspace = await openProject()
    await workspace.validate()
    const { manifest } = workspace
    const took = performance.now() - started
    const counts: Record<string, number> = {}
    for (const { kind } of manifest.nodes.values()) counts[kind] = (counts[kind] ?? 0) + 1
    if (flags.text('output') === 'json') {
      printer.writeJson({
        project: manifest.project.name,
        nodes: counts,
        macros: manifest.macros.names.length,
        disabled: manifest.disabled.length,
        seconds: Number((took / 1000).toFixed(3)),
      })
      return EXIT.ok
    }
    const parts = Object.entries(counts).map(([kind, number]) => count(number, kind))
    const list = parts.length === 0 ? 'nothing yet' : parts.join(', ')
    printer.say(`${manifest.project.name}: ${list}. Read in ${formatDuration(took)}.`)
    return EXIT.ok
  },
}
