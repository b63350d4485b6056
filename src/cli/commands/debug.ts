/** `model debug`: is everything in place? */
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { withProgress } from '../print/progress.ts'
import { padEnd } from '../print/width.ts'

export const command: CommandDefinition = {
  name: 'debug',
  brief: true,
  description: 'Checks the project, the target, the connection and what the role may do.',
  flags: [...PROJECT_FLAGS, outputFlag('text', 'json'), ...OUTPUT_FLAGS],
  examples: [
    { line: 'model debug', text: 'the default target' },
    { line: 'model debug -t prod', text: 'another one' },
  ],
  run: async ({ openProject, printer, flags }) => {
    const workspace = await openProject()
    const findings = await withProgress(printer, 'opening the database', () => workspace.debug())
    if (flags.text('output') === 'json') printer.writeJson(findings)
    else {
      const { green, red } = printer.outPaint
      const widest = Math.max(0, ...findings.map(({ what }) => what.length))
      for (const { what, ok, detail } of findings) {
        printer.write(`${ok ? green('✔') : red('✘')} ${padEnd(what, widest)}  ${detail}`)
      }
    }
    return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.unusable
  },
}
