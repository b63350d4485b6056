/** Handlebars' syntax tree -> ours: lines become offsets, and what the language does without is refused. */
import { modelError } from '../errors/model-error.ts'
import { offsetAt } from '../sql/position.ts'
import type { TemplateText } from './facts.ts'
import type {
  Location,
  ParsedBlock,
  ParsedCall,
  ParsedContent,
  ParsedExpression,
  ParsedLiteral,
  ParsedPath,
  ParsedProgram,
  ParsedStatement,
} from './handlebars.ts'
import { jinjaError } from './jinja.ts'
import {
  type Arguments,
  type Expression,
  type LiteralExpression,
  linesOf,
  type PathExpression,
  placeOf,
  type Span,
  type TemplateNode,
} from './syntax.ts'

/** Translates the statements of a program. */
export function lowerProgram(
  source: TemplateText,
  program: ParsedProgram | undefined,
): readonly TemplateNode[] {
  const nodes: TemplateNode[] = []
  for (const statement of program?.body ?? []) nodes.push(...lowerStatement(source, statement))
  return nodes
}

function lowerStatement(source: TemplateText, statement: ParsedStatement): readonly TemplateNode[] {
  switch (statement.type) {
    case 'ContentStatement':
      return lowerContent(source, statement)
    case 'CommentStatement':
      return []
    case 'MustacheStatement': {
      const span = spanOf(source, statement.loc)
      return [{ kind: 'output', ...span, expression: lowerCall(source, statement, span) }]
    }
    case 'BlockStatement':
      return lowerBlock(source, statement)
    default: {
      const partial = statement.type.startsWith('Partial')
      const found = partial ? 'A partial ({{> name}})' : 'A decorator ({{* name}})'
      throw unsupported(source, spanOf(source, statement.loc), {
        found,
        instead: 'Write a macro and call it: {{name "argument"}}.',
      })
    }
  }
}

/** Whitespace control removes at both ends; what is left is found in the file again by its length. */
function lowerContent(source: TemplateText, content: ParsedContent): readonly TemplateNode[] {
  if (content.value === '') return []
  const removed = content.rightStripped
    ? content.original.length - content.original.trimStart().length
    : 0
  const start = spanOf(source, content.loc).start + removed
  return [{ kind: 'text', start, end: start + content.value.length }]
}

function lowerBlock(source: TemplateText, block: ParsedBlock): readonly TemplateNode[] {
  const span = spanOf(source, block.loc)
  const { name, head } = blockHead(source, block)
  if (source.text.startsWith('{{{{', span.start)) return rawText(source, block, { name, head })
  return [
    {
      kind: 'block',
      ...span,
      name,
      head,
      ...lowerArguments(source, block),
      parameters: block.program?.blockParams ?? block.inverse?.blockParams ?? [],
      body: lowerProgram(source, block.program),
      otherwise: lowerProgram(source, block.inverse),
    },
  ]
}

function rawText(
  source: TemplateText,
  block: ParsedBlock,
  { name, head }: { name: string; head: Span },
): readonly TemplateNode[] {
  if (name === 'raw' && block.params.length === 0) return lowerProgram(source, block.program)
  throw unsupported(source, head, {
    found: `A raw block named ${name}`,
    instead: 'Write {{{{raw}}}} ... {{{{/raw}}}}.',
  })
}

function blockHead(source: TemplateText, block: ParsedBlock): { name: string; head: Span } {
  const path = spanOf(source, block.path.loc)
  const last = block.hash?.pairs.at(-1) ?? block.params.at(-1)
  const head = { start: path.start, end: last ? spanOf(source, last.loc).end : path.end }
  return { name: source.text.slice(path.start, path.end), head }
}

/** `{{name}}`, `{{"text"}}` or `{{name arguments}}`. */
function lowerCall(source: TemplateText, call: ParsedCall, span: Span): Expression {
  if (call.path.type !== 'PathExpression') {
    if (call.params.length > 0 || call.hash) throw jinjaError(source, span)
    return lowerLiteral(source, call.path)
  }
  const path = lowerPath(source, call.path)
  const { positional, named } = lowerArguments(source, call, span)
  if (positional.length === 0 && named.length === 0) return path
  const name = source.text.slice(path.start, path.end)
  if (name === '-') throw jinjaError(source, span)
  if (path.loop || path.tail.length > 0)
    throw modelError(
      'M1220',
      {
        name,
        found: 'a call, but it is a value',
        instead: `Write {{${name}}} without arguments.`,
      },
      { place: placeOf(source, path) },
    )
  const end = named.at(-1)?.end ?? positional.at(-1)!.end
  return { kind: 'call', name: path.head, start: path.start, end, positional, named }
}

/** `mustache`: what a literal at the head of an argument's parentheses shows to be dbt's form. */
function lowerArguments(source: TemplateText, call: ParsedCall, mustache?: Span): Arguments {
  return {
    positional: call.params.map(param => lowerExpression(source, param, mustache)),
    named: (call.hash?.pairs ?? []).map(pair => ({
      key: pair.key,
      value: lowerExpression(source, pair.value, mustache),
      ...spanOf(source, pair.loc),
    })),
  }
}

function lowerExpression(
  source: TemplateText,
  expression: ParsedExpression,
  mustache?: Span,
): Expression {
  if (expression.type === 'PathExpression') return lowerPath(source, expression)
  if (expression.type !== 'SubExpression') return lowerLiteral(source, expression)
  const span = spanOf(source, expression.loc)
  if (expression.path.type !== 'PathExpression') throw jinjaError(source, mustache ?? span)
  const called = lowerCall(source, expression, mustache ?? span)
  // Parentheses make a call of a bare name: (my_macro).
  return called.kind === 'path' && !called.loop && called.tail.length === 0
    ? { kind: 'call', name: called.head, ...span, positional: [], named: [] }
    : { ...called, ...span }
}

function lowerPath(source: TemplateText, path: ParsedPath): PathExpression {
  const span = spanOf(source, path.loc)
  const written = source.text.slice(span.start, span.end)
  if (path.depth > 0)
    throw unsupported(source, span, {
      found: `The path ${written}`,
      instead: 'Give the outer value a name with as |name| and use that.',
    })
  if (path.parts.length === 0 && written === 'this')
    return { kind: 'path', ...span, loop: false, head: 'this', tail: [] }
  if (path.parts.length === 0 || /^(this\b|\.)/.test(written))
    throw unsupported(source, span, {
      found: `The path ${written}`,
      instead:
        'this is the relation of the model. Name the item of a loop with {{#each items as |item|}} and write item or item.key.',
    })
  const [head, ...tail] = path.parts
  return { kind: 'path', ...span, loop: path.data, head: head!, tail }
}

function lowerLiteral(source: TemplateText, literal: ParsedLiteral): LiteralExpression {
  const span = spanOf(source, literal.loc)
  const written = source.text.slice(span.start, span.end)
  return { kind: 'literal', ...span, value: literalValue(source, literal, { written, span }) }
}

function literalValue(
  source: TemplateText,
  literal: ParsedLiteral,
  { written, span }: { written: string; span: Span },
): LiteralExpression['value'] {
  switch (literal.type) {
    case 'StringLiteral': {
      const quote = written[0]!
      return written.slice(1, -1).replaceAll(`\\${quote}`, quote)
    }
    case 'NumberLiteral':
      return { number: written }
    case 'BooleanLiteral':
      return written === 'true'
    case 'NullLiteral':
      return null
    case 'UndefinedLiteral':
      throw unsupported(source, span, { found: 'undefined', instead: 'Write null.' })
  }
}

function unsupported(source: TemplateText, span: Span, fields: { found: string; instead: string }) {
  return modelError('M1206', fields, { place: placeOf(source, span) })
}

function spanOf(source: TemplateText, location: Location): Span {
  const lines = linesOf(source)
  const { start, end } = location
  return {
    start: offsetAt(lines, { line: start.line, column: start.column + 1 }),
    end: offsetAt(lines, { line: end.line, column: end.column + 1 }),
  }
}
