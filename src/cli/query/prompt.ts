/** Statements line by line, from a person or from a pipe; a person's errors do not end the conversation. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Workspace } from '../../workspace.ts'
import type { CommandContext } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { printError } from '../print/error.ts'
import { withProgress } from '../print/progress.ts'
import { writeResult } from '../print/result.ts'
import { runBackslash } from './backslash.ts'
import { isBlank, splitStatements } from './statements.ts'

const PROMPT = 'model> '
const CONTINUED = '  ...> '
const REMEMBERED = 500

export interface PromptOptions {
  /** A person types: prompts are shown, history is kept, errors are survived. */
  readonly interactive: boolean
  readonly limit: number | null
}

/** Reads until the end of input or \q. From a pipe the first error ends it, with its exit code. */
export async function runPrompt(
  context: CommandContext,
  workspace: Workspace,
  options: PromptOptions,
): Promise<ExitCode> {
  const { terminal, printer } = context
  const { interactive } = options
  const historyFile = join(workspace.manifest.project.targetPath, 'query_history')
  const history = interactive ? await readHistory(historyFile) : []
  if (interactive) {
    printer.fail(printer.errPaint.dim('Statements end with ;   \\d lists relations, \\q leaves.'))
  }
  const reader = createInterface({
    input: terminal.input,
    ...(interactive ? { output: terminal.promptOutput, history, historySize: REMEMBERED } : {}),
    terminal: interactive,
    prompt: PROMPT,
  })
  try {
    await readStatements(reader, interactive, {
      statement: (sql, signal) =>
        askAndPrint(context, workspace, {
          sql,
          signal: interactive ? signal : context.interruptible(),
          ...options,
        }),
      backslash: line => runBackslash(line, workspace, printer),
    })
  } finally {
    reader.close()
    if (interactive) await writeHistory(historyFile, history)
  }
  return EXIT.ok
}

interface PromptActions {
  statement(sql: string, signal: AbortSignal): Promise<void>
  backslash(line: string): Promise<'leave' | 'stay'>
}

async function readStatements(
  reader: Interface,
  interactive: boolean,
  actions: PromptActions,
): Promise<void> {
  let typed = ''
  let running: AbortController | undefined
  const runStatement = async (sql: string) => {
    running = new AbortController()
    await actions.statement(sql, running.signal)
    running = undefined
  }
  // Ctrl-C cancels what runs, or drops what was typed, as in psql; Ctrl-D leaves.
  reader.on('SIGINT', () => {
    if (running !== undefined) return running.abort()
    typed = ''
    reader.setPrompt(PROMPT)
    reader.write(null, { ctrl: true, name: 'u' })
    reader.prompt()
  })
  if (interactive) reader.prompt()
  for await (const line of reader) {
    if (isBlank(typed) && line.trim().startsWith('\\')) {
      if ((await actions.backslash(line)) === 'leave') return
    } else {
      const { statements, rest } = splitStatements(`${typed}${line}\n`)
      typed = isBlank(rest) ? '' : rest
      for (const sql of statements) await runStatement(sql)
    }
    reader.setPrompt(typed === '' ? PROMPT : CONTINUED)
    if (interactive) reader.prompt()
  }
  if (!interactive && !isBlank(typed)) await runStatement(typed.trim())
}

async function askAndPrint(
  { printer, flags }: CommandContext,
  workspace: Workspace,
  request: PromptOptions & { readonly sql: string; readonly signal: AbortSignal },
): Promise<void> {
  const { sql, limit, interactive, signal } = request
  try {
    const result = await withProgress(printer, 'asking', () =>
      workspace.query(sql, { limit, signal }),
    )
    writeResult(printer, result, flags.text('output'))
    if (limit !== null && result.rows.length === limit && limit > 0) {
      printer.say(printer.paint.dim(`Only the first ${limit} rows; --limit shows more.`))
    }
  } catch (error) {
    if (!interactive) throw error
    const view = { paint: printer.errPaint, debug: printer.debug, readFile: () => undefined }
    printer.fail(printError(error, view))
  }
}

/** Newest first, as readline wants it. */
async function readHistory(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter(line => line !== '')
  } catch {
    // The first conversation has no history.
    return []
  }
}

async function writeHistory(file: string, history: readonly string[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${history.slice(0, REMEMBERED).join('\n')}\n`)
}
