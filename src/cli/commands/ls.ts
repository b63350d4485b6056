/** `model ls`: the nodes that a selection chooses, for people's eyes and for pipes. */
import type { Node } from '../../compile/manifest.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { DEFER_FLAGS, OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { printJsonLine } from '../print/json.ts'
import { listEntry } from '../print/list-entry.ts'
import { warnUnmatched } from '../unmatched.ts'

const FORMATS = ['selector', 'name', 'path', 'json'] as const
type Format = (typeof FORMATS)[number]

export const command: CommandDefinition = {
  name: 'ls',
  description:
    'Lists the nodes that a selection chooses, one a line: as something that --select understands, as names, as paths, or as JSON objects.',
  flags: [
    ...SELECTION_FLAGS,
    ...DEFER_FLAGS,
    outputFlag(...FORMATS),
    { syntax: '--output-keys <keys...>', description: 'keys of the JSON objects' },
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model ls', text: 'every node' },
    { line: 'model ls -s +orders --resource-type model', text: 'the models that orders needs' },
    { line: 'model ls --output path', text: 'files' },
    { line: 'model ls --output json --output-keys name tags', text: 'an object a line' },
  ],
  resultOnly: true,
  run: async context => {
    const { printer, flags } = context
    const workspace = await context.openProject()
    const { ids, unmatched } = await workspace.select(readSelection(flags))
    warnUnmatched(context, workspace, unmatched)
    const { nodes, project } = workspace.manifest
    const format = (flags.text('output') ?? 'selector') as Format
    const keys = flags.texts('output-keys').flatMap(text => text.split(/[\s,]+/))
    const lines = ids.map(id => {
      const node = nodes.get(id)!
      if (format !== 'json') return TEXTS[format](node)
      return printJsonLine(listEntry(node, project.name, keys), printer.mask)
    })
    if (lines.length > 0) printer.write(lines.join('\n'))
    else printer.say('No node is selected.')
    return EXIT.ok
  },
}

const TEXTS: Readonly<Record<Exclude<Format, 'json'>, (node: Node) => string>> = {
  name: node => (node.kind === 'source' ? `${node.sourceName}.${node.name}` : node.name),
  path: node => node.path,
  selector: node => {
    if (node.kind === 'source') return `source:${node.fqn[0]}.${node.sourceName}.${node.name}`
    if (node.kind === 'exposure') return `exposure:${node.fqn[0]}.${node.name}`
    return node.fqn.join('.')
  },
}
