/** `model show`: the first rows of one node, or of a template. */
import type { QueryResult } from '../../adapters/adapter.ts'
import { modelError } from '../../errors/model-error.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { DEFER_FLAGS, OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { oneNode } from '../one-node.ts'
import { withProgress } from '../print/progress.ts'
import { writeResult } from '../print/result.ts'

const DEFAULT_LIMIT = 5

export const command: CommandDefinition = {
  name: 'show',
  description:
    'Shows the first rows: of a model or test its SQL is run now, of a seed or source the relation is read.',
  arguments: [{ syntax: '[name]', description: 'a node, as with --select' }],
  flags: [
    ...SELECTION_FLAGS,
    ...DEFER_FLAGS,
    { syntax: '--inline <template>', description: 'show the rows of this text instead' },
    { syntax: '--limit <rows>', description: 'rows at most (default: 5)', atLeast: 0 },
    outputFlag('text', 'json', 'csv'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model show orders', text: 'five rows of orders' },
    { line: 'model show -s orders --limit 50 --output json', text: 'for a program' },
    { line: `model show --inline 'select count(*) from {{ref "orders"}}'`, text: 'a question' },
  ],
  resultOnly: true,
  run: async context => {
    const { flags, printer } = context
    const inline = flags.text('inline')
    const request = readSelection(flags, context.arguments)
    if (inline !== undefined && request.select.length > 0) {
      throw modelError('M5011', { first: '--inline', second: '--select' })
    }
    const workspace = await context.openProject()
    const options = {
      limit: flags.number('limit') ?? DEFAULT_LIMIT,
      signal: context.interruptible(),
    }
    const ask = (): Promise<QueryResult> =>
      inline === undefined
        ? oneNode(context, workspace, { command: 'show', request }).then(id =>
            workspace.show(id, options),
          )
        : workspace.showInline(inline, options)
    writeResult(printer, await withProgress(printer, 'asking', ask), flags.text('output'))
    return EXIT.ok
  },
}
