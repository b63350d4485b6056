/** Runs a loaded command: flags parsed, printer and project at hand, errors printed, everything closed. */
import { resolve } from 'node:path'
import { CancelledError, DatabaseError } from '../adapters/database-error.ts'
import { ModelError } from '../errors/model-error.ts'
import { findProject } from '../project/find-project.ts'
import type { Workspace } from '../workspace.ts'
import type { CommandContext, CommandDefinition, CommandEntry, MainOptions } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { listenForInterrupts } from './interrupt.ts'
import { openProject } from './open-project.ts'
import { type ParsedArguments, parseArguments } from './parse-arguments.ts'
import { fileReader, printError } from './print/error.ts'
import { createPrinter, type Printer } from './print/printer.ts'

export interface ExecuteOptions extends MainOptions {
  /** The whole command line. */
  readonly words: readonly string[]
  readonly commands: readonly CommandEntry[]
}

/** Parses the words after the command's name and runs it. Errors of parsing are thrown, others are printed here. */
export async function execute(
  definition: CommandDefinition,
  words: readonly string[],
  options: ExecuteOptions,
): Promise<ExitCode> {
  const parsed = parseArguments(definition, words)
  const { flags } = parsed
  const now = options.now ?? (() => new Date())
  const output = flags.text('output')
  const printer = createPrinter(options.terminal, {
    quiet: flags.on('quiet'),
    debug: flags.on('debug'),
    document: definition.resultOnly === true || (output !== undefined && output !== 'text'),
    jsonLog: flags.text('log-format') === 'json',
    now,
  })
  const interrupts = listenForInterrupts(options.terminal, printer)
  const invocation = ['model', ...options.words].join(' ')
  const project = projectHolder(parsed, printer, {
    ...options,
    invocation,
    brief: definition.brief === true,
  })
  try {
    return await definition.run({
      ...parsed,
      terminal: options.terminal,
      printer,
      now,
      invocation,
      commands: options.commands,
      openProject: project.open,
      openedRoot: () => project.root,
      interruptible: () => interrupts.signal(),
    } satisfies CommandContext)
  } catch (error) {
    return reportError(error, { printer, interrupted: interrupts.interrupted, root: project.root })
  } finally {
    interrupts.stop()
    await project.close()
  }
}

/** Opens the project when a command asks for it, and closes it when the command is done. */
function projectHolder(
  parsed: ParsedArguments,
  printer: Printer,
  options: ExecuteOptions & { readonly invocation: string; readonly brief: boolean },
) {
  let opened: Workspace | undefined
  let root: string | undefined
  return {
    get root() {
      return root
    },
    open: async ({
      serves = false,
      joins = false,
    }: Parameters<CommandContext['openProject']>[0] = {}) => {
      const { terminal, invocation } = options
      root = findProject(resolve(terminal.cwd, parsed.flags.text('project-dir') ?? '.'))
      const open = options.open ?? (await import('../workspace.ts')).openWorkspace
      opened = await openProject({
        terminal,
        printer,
        flags: parsed.flags,
        open,
        projectDir: root,
        invocation,
        brief: options.brief && !serves,
        serves,
        joins,
      })
      return opened
    },
    close: async () => opened?.close(),
  }
}

/** Errors about one statement of the user's. */
const REFUSED: ReadonlySet<string> = new Set(['M3009', 'M3014'])

/** The project is sound and the database said no to one statement. */
function isRefusedStatement(error: unknown): boolean {
  return error instanceof DatabaseError || (error instanceof ModelError && REFUSED.has(error.code))
}

function reportError(
  error: unknown,
  context: {
    readonly printer: Printer
    readonly interrupted: boolean
    readonly root: string | undefined
  },
): ExitCode {
  const { printer, interrupted, root } = context
  if (error instanceof CancelledError || interrupted) {
    printer.fail('Interrupted.')
    return EXIT.unusable
  }
  const view = { paint: printer.errPaint, debug: printer.debug, readFile: fileReader(root) }
  printer.fail(printError(error, view))
  return isRefusedStatement(error) ? EXIT.failed : EXIT.unusable
}
