/** `model plan`: what a refresh would build, reuse and leave, and one sentence why. */
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { DEFER_FLAGS, OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { printPlanView } from '../print/plan-view.ts'
import { withProgress } from '../print/progress.ts'
import { runOptions } from '../run-command.ts'
import { warnUnmatched } from '../unmatched.ts'

export const command: CommandDefinition = {
  name: 'plan',
  brief: true,
  description:
    'What `model refresh` would do now: what you changed, with a diff; what newer data asks for; what is built because something above it is; what stays. Says how each is published, which checks are made and how long it would take by the last runs. Changes nothing.',
  arguments: [{ syntax: '[name]', description: 'a node, as with --select' }],
  flags: [
    ...SELECTION_FLAGS,
    ...DEFER_FLAGS,
    {
      syntax: '-f, --full-refresh',
      description: 'plan to reload unchanged seeds and to reuse nothing',
    },
    { syntax: '--sql', description: 'print the SQL of what would be built' },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model plan', text: 'the whole project' },
    { line: 'model plan -s +orders', text: 'orders and what it is made of' },
    { line: 'model plan --sql', text: 'with the SQL that would be sent' },
    { line: 'model plan --output json', text: 'an array of objects, one per relation' },
  ],
  run: async context => {
    const { flags, printer } = context
    const workspace = await context.openProject()
    const selection = readSelection(flags, context.arguments)
    warnUnmatched(context, workspace, (await workspace.select(selection)).unmatched)
    const options = { ...runOptions(context, 'refresh', selection), dryRun: true }
    const view = await withProgress(printer, 'comparing the project with the warehouse', () =>
      workspace.plan(options),
    )
    if (flags.text('output') === 'json') printer.writeJson(view.nodes)
    else {
      const { outPaint: paint, out } = printer
      const target = await workspace.describeTarget()
      printer.write(printPlanView(view, { target, paint, width: out.columns }))
    }
    if (flags.on('sql') && flags.text('output') !== 'json') {
      for (const { unique_id: id, name, action } of view.nodes) {
        if (action !== 'build' || workspace.manifest.nodes.get(id)?.kind !== 'model') continue
        printer.write(`\n-- ${name}\n${(await workspace.compile(id)).text.trim()}\n`)
      }
    }
    return EXIT.ok
  },
}
