/** Errors for people: code, sentence, place with a code frame, what to change. No stack trace unless it was asked for. */

import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { DatabaseError } from '../../adapters/database-error.ts'
import { ModelError, ProblemsError } from '../../errors/model-error.ts'
import type { Place } from '../../errors/place.ts'
import { codeFrame, placeOfOffset } from './code-frame.ts'
import { count } from './format.ts'
import type { Paint } from './paint.ts'

export interface ErrorView {
  readonly paint: Paint
  /** With causes and stacks. */
  readonly debug: boolean
  /** The text of a file of the project; undefined when it cannot be read. */
  readonly readFile: (file: string) => string | undefined
}

/** Reads files relative to a project's folder, for code frames. */
export function fileReader(root: string | undefined): ErrorView['readFile'] {
  return file => {
    try {
      return readFileSync(isAbsolute(file) ? file : join(root ?? '.', file), 'utf8')
    } catch {
      // An error without a frame is better than an error about the frame.
      return undefined
    }
  }
}

/** Anything that was thrown, as text without a final newline. */
export function printError(error: unknown, view: ErrorView): string {
  if (error instanceof ProblemsError) return printProblems(error, view)
  if (error instanceof ModelError) return printModelError(error, view)
  if (error instanceof DatabaseError) return printDatabaseError(error, view)
  return printUnknown(error, view)
}

function printProblems(error: ProblemsError, view: ErrorView): string {
  const texts = error.problems.map(problem => printModelError(problem, view))
  if (texts.length < 2) return texts.join('')
  return [...texts, view.paint.bold(`${count(texts.length, 'problem')} found.`)].join('\n\n')
}

/** One coded error. */
export function printModelError(error: ModelError, view: ErrorView): string {
  const { paint } = view
  const lines = [`${paint.red(`Error ${error.code}:`)} ${error.message}`]
  if (error.place !== undefined) lines.push(...printPlace(error.place, view))
  else if (error.cause instanceof DatabaseError) lines.push(...printStatement(error.cause))
  if (error.hint !== undefined) lines.push(`  ${paint.cyan(error.hint)}`)
  if (view.debug) lines.push(...printCauses(error, paint))
  return lines.join('\n')
}

/** `file:line:column` and the lines around it, indented. */
export function printPlace(place: Place, view: ErrorView): string[] {
  const text = view.readFile(place.file)
  const frame = text === undefined ? undefined : codeFrame(text, place)
  return [
    `  ${view.paint.bold(formatPlace(place))}`,
    ...(frame === undefined ? [] : [indent(frame, '    ')]),
  ]
}

/** `file:line:column`. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`
}

/** Puts `prefix` before every line. */
export function indent(text: string, prefix: string): string {
  return text
    .split('\n')
    .map(line => (line === '' ? line : prefix + line))
    .join('\n')
}

/** A statement that the person typed and the database refused. */
function printDatabaseError(error: DatabaseError, view: ErrorView): string {
  const { code, detail, hint } = error.fields
  const lines = [`${view.paint.red('Error:')} ${error.message}${code ? ` (SQLSTATE ${code})` : ''}`]
  lines.push(...printStatement(error))
  if (detail) lines.push(`  ${detail}`)
  if (hint) lines.push(`  ${view.paint.cyan(hint)}`)
  if (view.debug) lines.push(...printCauses(error, view.paint))
  return lines.join('\n')
}

/** The place in the statement itself, when the engine named one. */
function printStatement({ fields: { sql, offset } }: DatabaseError): string[] {
  const frame = offset === undefined ? undefined : codeFrame(sql, placeOfOffset(sql, offset))
  return frame === undefined ? [] : [indent(frame, '    ')]
}

function printUnknown(error: unknown, view: ErrorView): string {
  const message = error instanceof Error ? error.message : String(error)
  const lines = [
    `${view.paint.red('Unexpected error:')} ${message}`,
    view.debug
      ? '  This is a fault of the tool. Please report it with the text below and the output of model --version.'
      : '  This is a fault of the tool. Run it again with --debug and report what it prints, with the output of model --version.',
  ]
  if (view.debug) lines.push(...printCauses(error, view.paint))
  return lines.join('\n')
}

function printCauses(error: unknown, paint: Paint): string[] {
  const lines: string[] = []
  for (let each = error, depth = 0; each !== undefined && depth < 8; depth++) {
    const text = each instanceof Error ? (each.stack ?? each.message) : String(each)
    lines.push(paint.dim(indent(depth === 0 ? text : `caused by: ${text}`, '  ')))
    each = each instanceof Error ? each.cause : undefined
  }
  return lines
}
