/** `model __complete`: names for completion scripts. Says nothing where there is no sound project. */
import { ModelError, ProblemsError } from '../../errors/model-error.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { PROJECT_FLAGS } from '../flags.ts'
import { displayNode } from '../print/run/labels.ts'

export const command: CommandDefinition = {
  name: '__complete',
  description: 'Prints the names that a completion script asks for.',
  arguments: [{ syntax: '<what>', description: 'nodes or targets' }],
  flags: PROJECT_FLAGS,
  examples: [{ line: 'model __complete nodes', text: 'names and tags' }],
  resultOnly: true,
  run: async context => {
    try {
      const { manifest } = await context.openProject()
      const names = new Set<string>()
      if (context.arguments[0] === 'targets') {
        for (const name of manifest.project.targetNames) names.add(name)
      } else {
        for (const node of manifest.nodes.values()) {
          if (node.kind === 'source') names.add(`source:${displayNode(manifest, node.id)}`)
          else names.add(node.name)
          for (const tag of node.tags) names.add(`tag:${tag}`)
        }
      }
      context.printer.write([...names].join('\n'))
    } catch (error) {
      if (!(error instanceof ModelError || error instanceof ProblemsError)) throw error
      // A half-written project completes nothing; the command itself will say what is wrong.
    }
    return EXIT.ok
  },
}
