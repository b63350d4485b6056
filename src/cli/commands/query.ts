/** `model query`: one statement, statements from a pipe, or a prompt. */
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { withProgress } from '../print/progress.ts'
import { writeResult } from '../print/result.ts'

const PROMPT_LIMIT = 100

export const command: CommandDefinition = {
  name: 'query',
  description:
    'Asks the database of the target. Without SQL it opens a prompt: statements end with a semicolon, \\d lists relations, \\q leaves. Statements may also come from a pipe.',
  arguments: [{ syntax: '[sql]', description: 'a statement' }],
  flags: [
    {
      syntax: '--limit <rows>',
      description: 'rows at most (default: 100 at the prompt, else all)',
      atLeast: 0,
    },
    outputFlag('text', 'json', 'csv'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model query "select * from analytics.orders limit 10"', text: 'a table' },
    { line: 'model query "select count(*) from orders" --output json', text: 'for a program' },
    { line: 'model query', text: 'a prompt' },
    { line: 'model query --output csv < question.sql > answer.csv', text: 'a file' },
  ],
  resultOnly: true,
  run: context => {
    const sql = context.arguments[0]
    return sql === undefined ? converse(context) : askOnce(context, sql)
  },
}

async function askOnce(context: CommandContext, sql: string): Promise<ExitCode> {
  const { flags, printer } = context
  const workspace = await context.openProject()
  const options = { limit: flags.number('limit') ?? null, signal: context.interruptible() }
  const result = await withProgress(printer, 'asking', () => workspace.query(sql, options))
  writeResult(printer, result, flags.text('output'))
  return EXIT.ok
}

async function converse(context: CommandContext): Promise<ExitCode> {
  const workspace = await context.openProject()
  const interactive = context.terminal.input.isTTY === true
  const { runPrompt } = await import('../query/prompt.ts')
  const limit = context.flags.number('limit') ?? (interactive ? PROMPT_LIMIT : null)
  return runPrompt(context, workspace, { interactive, limit })
}
