/** Questions on a terminal; elsewhere nobody is asked. */
import type { Manifest } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import type { CommandContext } from './command.ts'
import type { Terminal } from './terminal.ts'

/** Whether a person can be asked. */
export function canAsk(terminal: Terminal): boolean {
  return terminal.input.isTTY === true && terminal.err.isTerminal
}

/** Asks one line on a terminal; an empty answer is `fallback`. */
export async function ask(terminal: Terminal, question: string, fallback = ''): Promise<string> {
  const { createInterface } = await import('node:readline')
  terminal.err.write(fallback === '' ? `${question} ` : `${question} [${fallback}] `)
  const reader = createInterface({ input: terminal.input })
  try {
    const answer = await new Promise<string>(resolve => {
      reader.once('line', resolve)
      reader.once('close', () => resolve(''))
    })
    return answer.trim() || fallback
  } finally {
    reader.close()
  }
}

/** Whether a person must say yes before this target is changed. */
export function asksFirst({ flags }: CommandContext, { project }: Manifest): boolean {
  return project.target.protected && !flags.on('yes')
}

/**
 * True when the target is not protected, `--yes` was given, or the person types the target's name.
 * @throws ModelError M5008 when nobody can be asked.
 */
export async function confirmProtected(
  context: CommandContext,
  manifest: Manifest,
  command: string,
): Promise<boolean> {
  const { target } = manifest.project
  if (!asksFirst(context, manifest)) return true
  if (!canAsk(context.terminal)) throw modelError('M5008', { target: target.name, command })
  const answer = await ask(
    context.terminal,
    `The target ${target.name} is protected. Type its name to ${command} it:`,
  )
  return answer === target.name
}
