/**
 * The command line's entry: finds the command, loads its file alone, and catches once. What is imported here is paid
 * for by every start.
 */
import type { CommandDefinition, MainOptions } from './command.ts'
import { COMMANDS, commandNames, findCommand } from './commands.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { choosePaint } from './print/paint.ts'
import { splitCommandLine } from './words.ts'

/** Runs one command line, without the words `node` and `model`; returns the exit code. Never throws. */
export async function main(words: readonly string[], options: MainOptions): Promise<ExitCode> {
  const { terminal } = options
  try {
    return await dispatch(words, options)
  } catch (error) {
    const { printError, fileReader } = await import('./print/error.ts')
    const { createMask } = await import('../util/mask.ts')
    const view = {
      paint: choosePaint(terminal.env, terminal.err.isTerminal),
      debug: words.includes('--debug') || words.includes('-d'),
      readFile: fileReader(terminal.cwd),
    }
    terminal.err.write(`${createMask([])(printError(error, view))}\n`)
    return EXIT.unusable
  }
}

async function dispatch(words: readonly string[], options: MainOptions): Promise<ExitCode> {
  const { command, rest } = splitCommandLine(words)
  if (command === undefined) {
    return rest.includes('--version') || rest.includes('-V') ? version(options) : help([], options)
  }
  if (command === 'version') return version(options)
  if (command === 'help') return help(rest, options)
  const definition = await loadCommand(command)
  if (rest.includes('--help') || rest.includes('-h')) return help([command], options)
  const { execute } = await import('./execute.ts')
  return execute(definition, rest, { ...options, words, commands: COMMANDS })
}

async function loadCommand(name: string): Promise<CommandDefinition> {
  const entry = findCommand(name)
  if (entry !== undefined) return (await entry.load()).command
  const { nearest } = await import('../util/nearest.ts')
  const { modelError } = await import('../errors/model-error.ts')
  throw modelError('M5001', { command: name, nearest: nearest(name, commandNames()) })
}

function version({ terminal, version }: MainOptions): ExitCode {
  terminal.out.write(`${version}\n`)
  return EXIT.ok
}

async function help(words: readonly string[], { terminal }: MainOptions): Promise<ExitCode> {
  const paint = choosePaint(terminal.env, terminal.out.isTerminal)
  const name = words.find(word => !word.startsWith('-'))
  if (name === undefined) {
    const { rootHelp } = await import('./help.ts')
    terminal.out.write(`${rootHelp(paint)}\n`)
    return EXIT.ok
  }
  const definition = await loadCommand(name)
  const { commandHelp } = await import('./command-help.ts')
  terminal.out.write(`${commandHelp(definition, { paint, width: terminal.out.columns })}\n`)
  return EXIT.ok
}
