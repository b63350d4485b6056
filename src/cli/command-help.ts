/** Help of one command: usage, arguments, flags by commander, then examples. */
import type { CommandDefinition } from './command.ts'
import { buildCommand } from './parse-arguments.ts'
import type { Paint } from './print/paint.ts'

/** What `model COMMAND --help` prints. */
export function commandHelp(
  definition: CommandDefinition,
  options: { readonly paint: Paint; readonly width: number | undefined },
): string {
  const { paint, width = 100 } = options
  const command = buildCommand(definition).configureHelp({
    helpWidth: width,
    styleTitle: text => paint.bold(text.replace(/:$/, '')),
  })
  const widest = Math.max(...definition.examples.map(({ line }) => line.length))
  const examples = definition.examples.map(({ line, text }) =>
    `  ${line.padEnd(widest)}  ${paint.dim(text)}`.trimEnd(),
  )
  return `${command.helpInformation().trimEnd()}\n\n${paint.bold('Examples')}\n${examples.join('\n')}`
}
