/** Text -> syntax tree. What Handlebars cannot read becomes a coded error with its place. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import { offsetAt } from '../sql/position.ts'
import { scan, type Token } from '../sql/scan.ts'
import type { TemplateText } from './facts.ts'
import { HandlebarsFailure, type ParsedProgram, parseMustaches } from './handlebars.ts'
import { refuseJinjaCalls, refuseJinjaStatements } from './jinja.ts'
import { lowerProgram } from './lower.ts'
import { maskForParser } from './mask.ts'
import { tooDeep } from './nesting.ts'
import { linesOf, placeOf, type Span, type Template } from './syntax.ts'

/** Parses a template. @throws ModelError with the place of the first thing that cannot be read. */
export function parseTemplate(source: TemplateText): Template {
  const { text } = source
  refuseJinjaStatements(source)
  if (!text.includes('{{'))
    return { source, body: text === '' ? [] : [{ kind: 'text', start: 0, end: text.length }] }
  const deep = tooDeep(text)
  if (deep) throw nestedTooDeep(source, deep)
  try {
    return { source, body: lowerProgram(source, parseProgram(source)) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw nestedTooDeep(source, { start: 0, end: 1 }, error)
  }
}

function nestedTooDeep(source: TemplateText, span: Span, cause?: unknown): ModelError {
  return modelError('M1219', { found: 'The template' }, { place: placeOf(source, span), cause })
}

function parseProgram(source: TemplateText): ParsedProgram {
  try {
    return parseMustaches(maskForParser(source.text))
  } catch (error) {
    if (!(error instanceof HandlebarsFailure)) throw error
    throw diagnose(source, error)
  }
}

/** Finds the plainest thing to say about a template that Handlebars refused. */
function diagnose(source: TemplateText, failure: HandlebarsFailure): ModelError {
  const tokens = scan(source.text, { mustaches: true }).filter(
    token => token.kind === 'mustache' || token.kind === 'raw_block',
  )
  refuseJinjaCalls(source, tokens)
  return (
    unclosedMustache(source, tokens) ??
    unbalancedBlock(source, tokens) ??
    asReported(source, failure)
  )
}

function unclosedMustache(source: TemplateText, tokens: readonly Token[]): ModelError | undefined {
  for (const token of tokens) {
    const written = source.text.slice(token.start, token.end)
    const opening = /^\{+/.exec(written)![0]
    const isClosed = written.endsWith('}}') && (opening !== '{{{' || written.endsWith('}}}'))
    const holdsAnother = token.kind === 'mustache' && withoutQuotes(written).lastIndexOf('{{') > 1
    if (isClosed && (!holdsAnother || written.startsWith('{{!'))) continue
    const span = { start: token.start, end: token.start + opening.length }
    return modelError('M1202', { opening }, { place: placeOf(source, span) })
  }
  return undefined
}

function withoutQuotes(written: string): string {
  return written.replace(/"(?:\\"|[^"])*"|'(?:\\'|[^'])*'/g, quoted => ' '.repeat(quoted.length))
}

function unbalancedBlock(source: TemplateText, tokens: readonly Token[]): ModelError | undefined {
  const open: { readonly name: string; readonly span: Span }[] = []
  for (const span of tokens) {
    const written = source.text.slice(span.start, span.end)
    const tag = /^\{\{~?\s*([#^/])[>*]?\s*([^\s}~|]+)/.exec(written)
    if (!tag || span.kind !== 'mustache') continue
    const name = tag[2]!
    if (tag[1] !== '/') {
      open.push({ name, span })
      continue
    }
    const opened = open.pop()
    if (opened?.name === name) continue
    const fields = { close: name, ...(opened && { open: opened.name }) }
    return modelError('M1204', fields, { place: placeOf(source, span) })
  }
  const last = open.pop()
  return last && modelError('M1203', { block: last.name }, { place: placeOf(source, last.span) })
}

/** Handlebars' own finding, in our words. */
function asReported(source: TemplateText, failure: HandlebarsFailure): ModelError {
  const length = source.text.length
  const at = failure.at
    ? offsetAt(linesOf(source), { line: failure.at.line, column: failure.at.column + 1 })
    : 0
  const start = Math.min(Math.max(at, 0), Math.max(0, length - 1))
  const found = failure.found.trim()
  const expected = expectedInWords(failure.expected)
  return modelError(
    'M1201',
    { found: found === '' ? 'this place' : found, ...(expected && { expected }) },
    { place: placeOf(source, { start, end: start + Math.max(1, found.length) }), cause: failure },
  )
}

function expectedInWords(expected: readonly string[]): string | undefined {
  const names = new Set(expected.map(name => name.replaceAll("'", '')))
  if (names.has('CLOSE') && names.has('ID')) return 'an argument or }}'
  if (names.has('CLOSE_SEXPR') && names.has('ID')) return 'an argument or )'
  if (names.has('ID')) return 'a name or a value'
  if (names.has('CLOSE')) return '}}'
  return undefined
}
