/** Turns the words after a command's name into arguments and flags; commander does the reading, errors are ours. */
import { Command, CommanderError, Option } from 'commander'
import { type ModelError, modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { CommandDefinition } from './command.ts'
import { type FlagValues, flagValues } from './flag-values.ts'
import { type Flag, longName } from './flags.ts'

export interface ParsedArguments {
  readonly arguments: readonly (string | undefined)[]
  readonly flags: FlagValues
}

/**
 * The arguments and flags of a command.
 * @throws ModelError (M5002 to M5005) when the words do not fit the definition.
 */
export function parseArguments(
  definition: CommandDefinition,
  words: readonly string[],
): ParsedArguments {
  const command = buildCommand(definition)
  try {
    command.parse([...words], { from: 'user' })
  } catch (error) {
    throw error instanceof CommanderError ? usageError(definition, command, error) : error
  }
  const options: Record<string, unknown> = command.opts()
  const raw = Object.fromEntries(
    definition.flags.map(flag => [longName(flag).slice(2), rawValue(command, flag, options)]),
  )
  return { arguments: command.processedArgs as (string | undefined)[], flags: flagValues(raw) }
}

/** The commander command of a definition, silent and throwing. */
export function buildCommand(definition: CommandDefinition): Command {
  const command = new Command(`model ${definition.name}`)
    .description(definition.description)
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'print this help')
    .action(() => undefined)
  for (const argument of definition.arguments ?? []) {
    command.argument(argument.syntax, argument.description)
  }
  for (const flag of definition.flags) command.addOption(buildOption(flag))
  return command
}

function buildOption(flag: Flag): Option {
  const choices = flag.choices === undefined ? '' : ` (${flag.choices.join(', ')})`
  const option = new Option(flag.syntax, `${flag.description}${choices}`)
  if (!flag.choices && flag.atLeast === undefined && !flag.repeatable) return option
  return option.argParser((text: string, previous: unknown) => {
    checkValue(flag, text)
    if (!option.variadic && !flag.repeatable) return text
    return [...(Array.isArray(previous) ? previous : []), text]
  })
}

function checkValue(flag: Flag, text: string): void {
  const refuse = (expected: string) => {
    throw modelError('M5003', { flag: longName(flag), found: text, expected })
  }
  if (flag.choices !== undefined && !flag.choices.includes(text)) {
    refuse(`one of ${flag.choices.join(', ')}`)
  }
  if (flag.atLeast !== undefined && !(/^\d{1,9}$/.test(text) && Number(text) >= flag.atLeast)) {
    refuse(`a whole number of at least ${flag.atLeast}`)
  }
}

/** `--no-x` is false in commander when given; here it is `no-x: true`. */
function rawValue(command: Command, flag: Flag, options: Record<string, unknown>): unknown {
  const option = command.options.find(each => each.long === longName(flag))!
  const value = options[option.attributeName()]
  return option.negate ? value === false : value
}

function usageError(
  definition: CommandDefinition,
  command: Command,
  error: CommanderError,
): ModelError {
  const name = definition.name
  const quoted = /'([^']+)'/.exec(error.message)?.[1] ?? ''
  if (error.code === 'commander.unknownOption') {
    const flag = quoted.split('=')[0]!
    const known = [...definition.flags.map(longName), '--help']
    return modelError('M5002', { command: name, flag, nearest: nearest(flag, known) })
  }
  if (error.code === 'commander.excessArguments') {
    const taken = definition.arguments?.length ?? 0
    const argument = command.args[taken] ?? ''
    const words = [name, ...command.args.slice(0, taken)].join(' ')
    const selects = definition.flags.some(flag => longName(flag) === '--select')
    return modelError('M5005', { command: words, argument, selects })
  }
  const missing = quoted.startsWith('-')
    ? `a value after ${quoted.split(/[ ,]/)[0]}`
    : `<${quoted}>`
  return modelError('M5004', { command: name, missing }, { cause: error })
}
