/** The start and the end line of a node, dots between name and outcome. Pure. */
import type { CheckResult, NodeResult } from '../../../plan/types.ts'
import { count, formatDuration } from '../format.ts'
import type { Brush, Paint } from '../paint.ts'
import { displayWidth } from '../width.ts'

/** How many checks over a node passed, warned and failed so far. */
export interface CheckCounts {
  readonly pass: number
  readonly warn: number
  readonly fail: number
}

export const NO_CHECKS: CheckCounts = { pass: 0, warn: 0, fail: 0 }

export interface LineOptions {
  readonly paint: Paint
  /** Cells of a line. */
  readonly width: number
}

/** Where a node stands in the run. */
export interface Position {
  readonly index: number
  readonly total: number
}

export interface NodeWords {
  readonly name: string
  /** `sql table model` */
  readonly kind: string
  readonly work: readonly [going: string, done: string]
}

/** ` 3 of 28 START sql table model derived.x ......... [RUN]` */
export function startLine(position: Position, words: NodeWords, options: LineOptions): string {
  return dotted(
    { before: counter(position), word: 'START', text: `${words.kind} ${words.name}`, tail: 'RUN' },
    options,
  )
}

/** ` 3 of 28 OK created sql table model derived.x ..... [99 rows ✔3 in 0.12s]` */
export function endLine(
  end: {
    readonly position: Position
    readonly words: NodeWords
    readonly result: NodeResult
    readonly checks: CheckCounts
  },
  options: LineOptions,
): string {
  const { words, result, checks } = end
  const [word, work, brush] = outcomeWords(end, options.paint)
  const text = `${work === '' ? '' : `${work} `}${words.kind} ${words.name}`
  const tail = [
    result.status === 'success' ? rowsText(result) : word,
    checksText(checks),
    result.duration > 0 || result.status === 'success'
      ? `in ${formatDuration(result.duration)}`
      : '',
  ]
  const said = tail.filter(each => each !== '').join(' ')
  return dotted({ before: counter(end.position), word, text, tail: said, brush }, options)
}

/** ` 4 of 40 PASS unique_orders_id ...... [PASS in 0.01s]`; without a position the counter is blank. */
export function checkLine(
  check: { readonly position: Position | undefined; readonly name: string },
  result: CheckResult,
  options: LineOptions,
): string {
  const { paint } = options
  const brush = { pass: paint.green, warn: paint.yellow, skipped: paint.dim }[
    result.status as 'pass' | 'warn' | 'skipped'
  ]
  const word = result.status === 'skipped' ? 'SKIP' : result.status.toUpperCase()
  const failures =
    result.status === 'fail' || result.status === 'warn'
      ? ` ${result.failures ?? ''}`.trimEnd()
      : ''
  const before = check.position === undefined ? '  check' : counter(check.position)
  const tail = `${word}${failures} in ${formatDuration(result.duration)}`
  return dotted({ before, word, text: check.name, tail, brush: brush ?? paint.red }, options)
}

type Outcome = readonly [word: string, work: string, brush: Brush]

function outcomeWords(
  { words, result, checks }: Parameters<typeof endLine>[0],
  paint: Paint,
): Outcome {
  const [going, done] = words.work
  switch (result.status) {
    case 'success':
      if (checks.fail > 0) return ['FAIL', `${done} and checked`, paint.red]
      return checks.warn > 0 ? ['WARN', done, paint.yellow] : ['OK', done, paint.green]
    case 'error':
      return ['ERROR', going, paint.red]
    case 'skipped':
      return ['SKIP', '', paint.dim]
    case 'held':
      return ['HELD', '', paint.yellow]
    case 'reused':
      return ['REUSED', '', paint.dim]
    case 'no-op':
      return ['NO-OP', '', paint.dim]
  }
}

function rowsText(result: NodeResult): string {
  return result.rows === null ? '' : count(result.rows, 'row')
}

function checksText({ pass, warn, fail }: CheckCounts): string {
  return [pass > 0 ? `✔${pass}` : '', warn > 0 ? `!${warn}` : '', fail > 0 ? `✘${fail}` : '']
    .filter(each => each !== '')
    .join(' ')
}

function counter({ index, total }: Position): string {
  return `${String(index).padStart(String(total).length)} of ${total}`
}

function dotted(
  parts: {
    readonly before: string
    readonly word: string
    readonly text: string
    readonly tail: string
    readonly brush?: Brush
  },
  { paint, width }: LineOptions,
): string {
  const { before, word, text, tail, brush = paint.cyan } = parts
  const taken = displayWidth(`${before} ${word} ${text}  [${tail}]`)
  const dots = '.'.repeat(Math.max(3, width - taken))
  return `${paint.dim(before)} ${brush(word)} ${text} ${paint.dim(dots)} [${brush(tail)}]`
}
