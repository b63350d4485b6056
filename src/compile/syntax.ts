/**
 * The syntax tree of a template as the renderer and the facts read it: plain data, every node with its offsets in the
 * file. Text is never copied into the tree, so that what is printed is what the person wrote.
 */
import type { Place } from '../errors/place.ts'
import { indexLines, type LineIndex, positionAt } from '../sql/position.ts'
import type { TemplateText } from './facts.ts'

/** Offsets in the text of the template; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface LiteralExpression extends Span {
  readonly kind: 'literal'
  /** A number as it was written: `1.10` stays `1.10`. */
  readonly value: string | boolean | null | { readonly number: string }
}

/** `name`, `name.key`, or `@first` (`loop` is true then). */
export interface PathExpression extends Span {
  readonly kind: 'path'
  readonly loop: boolean
  readonly head: string
  readonly tail: readonly string[]
}

export interface NamedArgument extends Span {
  readonly key: string
  readonly value: Expression
}

export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: readonly NamedArgument[]
}

export interface CallExpression extends Span, Arguments {
  readonly kind: 'call'
  readonly name: string
}

export type Expression = LiteralExpression | PathExpression | CallExpression

/** Text to be copied. */
export interface TextNode extends Span {
  readonly kind: 'text'
}

/** `{{expression}}`. */
export interface OutputNode extends Span {
  readonly kind: 'output'
  readonly expression: Expression
}

/** `{{#name arguments as |parameters|}} body {{else}} otherwise {{/name}}`. */
export interface BlockNode extends Span, Arguments {
  readonly kind: 'block'
  readonly name: string
  /** Of `name arguments`. */
  readonly head: Span
  readonly parameters: readonly string[]
  readonly body: readonly TemplateNode[]
  readonly otherwise: readonly TemplateNode[]
}

export type TemplateNode = TextNode | OutputNode | BlockNode

/** A parsed template. */
export interface Template {
  readonly source: TemplateText
  readonly body: readonly TemplateNode[]
}

const lineIndexes = new WeakMap<TemplateText, LineIndex>()

/** The lines of a template's text, found once. */
export function linesOf(source: TemplateText): LineIndex {
  let lines = lineIndexes.get(source)
  if (!lines) {
    lines = indexLines(source.text)
    lineIndexes.set(source, lines)
  }
  return lines
}

/** The place of a span: in its file, or where the text stands when it is no file of its own. */
export function placeOf(source: TemplateText, span: Span): Place {
  if (source.at) return source.at
  const lines = linesOf(source)
  const { line, column } = positionAt(lines, span.start)
  const endOfLine = lines[line] === undefined ? source.text.length : lines[line] - 1
  const length = Math.max(1, Math.min(span.end, endOfLine) - span.start)
  return { file: source.path, line, column, length }
}
