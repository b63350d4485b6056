/** Recognises dbt's template language and shows how ours says it. */
import { modelError } from '../errors/model-error.ts'
import { scan, type Token } from '../sql/scan.ts'
import type { TemplateText } from './facts.ts'
import { placeOf, type Span } from './syntax.ts'

const STATEMENTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*-?\s*if\s+is_incremental/, '{{#if is_incremental}} ... {{/if}}'],
  [/^\s*-?\s*if\b/, '{{#if condition}} ... {{/if}}'],
  [/^\s*-?\s*elif\b/, '{{else if condition}}'],
  [/^\s*-?\s*else\b/, '{{else}}'],
  [/^\s*-?\s*endif\b/, '{{/if}}'],
  [/^\s*-?\s*for\b/, '{{#each (list "a" "b") as |item|}} ... {{/each}}'],
  [/^\s*-?\s*endfor\b/, '{{/each}}'],
  [/^\s*-?\s*set\b/, '{{#let "value" as |name|}} ... {{/let}}'],
  [/^\s*-?\s*macro\b/, '{{#macro "name" as |a b|}} ... {{/macro}}'],
  [/^\s*-?\s*endmacro\b/, '{{/macro}}'],
  [/^\s*-?\s*test\b/, '{{#test "name" as |model column|}} ... {{/test}}'],
  [/^\s*-?\s*endtest\b/, '{{/test}}'],
  [/^\s*-?\s*raw\b/, '{{{{raw}}}} ... {{{{/raw}}}}'],
]

/** Throws for the first `{% ... %}` or `{# ... #}` outside strings and comments. */
export function refuseJinjaStatements(source: TemplateText): void {
  const { text } = source
  if (!text.includes('{%') && !text.includes('{#')) return
  for (const token of scan(text, { mustaches: true })) {
    const opening = text.slice(token.start, token.start + 2)
    if (token.kind !== 'punctuation') continue
    if (opening === '{%') throw jinjaError(source, closedBy(text, token, '%}'))
    if (opening === '{#') throw jinjaError(source, closedBy(text, token, '#}'))
  }
}

/** Throws for the first `{{ name(...) }}` or `{{- ... }}` among the mustaches of a template. */
export function refuseJinjaCalls(source: TemplateText, tokens: readonly Token[]): void {
  const call = /^\{\{~?\s*(-\s|-?\s*[A-Za-z_][\w.]*\()/
  for (const token of tokens) {
    const written = source.text.slice(token.start, token.end)
    if (token.kind === 'mustache' && call.test(written)) throw jinjaError(source, token)
  }
}

/** The error for a piece of dbt's language. */
export function jinjaError(source: TemplateText, span: Span) {
  const found = source.text.slice(span.start, span.end)
  return modelError(
    'M1205',
    { found: shorten(found), ours: inOurWords(found) },
    { place: placeOf(source, span) },
  )
}

function inOurWords(found: string): string {
  if (found.startsWith('(')) return found.slice(1, -1)
  if (found.startsWith('{#')) return '{{! a comment }}'
  if (found.startsWith('{%')) {
    const statement = found.slice(2)
    return (
      STATEMENTS.find(([pattern]) => pattern.test(statement))?.[1] ??
      'blocks as {{#name}} ... {{/name}}'
    )
  }
  const call = /^\{\{[~-]?\s*([A-Za-z_][\w.]*)\s*\(([\s\S]*)\)\s*[~-]?\}\}$/.exec(found)
  if (!call) return found.replace(/^\{\{-/, '{{~').replace(/-\}\}$/, '~}}')
  const name = call[1] === 'env_var' ? 'env' : call[1]
  return `{{${`${name} ${argumentsInOurWords(call[2]!)}`.trimEnd()}}}`
}

function argumentsInOurWords(written: string): string {
  return written
    .replace(/'([^'"]*)'/g, '"$1"')
    .replace(/\[\s*/g, '(list ')
    .replace(/\s*\]/g, ')')
    .replace(/\s*=\s*/g, '=')
    .replace(/\s*,\s*/g, ' ')
    .trim()
}

function closedBy(text: string, token: Token, closing: string): Span {
  const close = text.indexOf(closing, token.end)
  return { start: token.start, end: close < 0 ? token.end + 1 : close + closing.length }
}

function shorten(found: string): string {
  return found.length > 60 ? `${found.slice(0, 57)}...` : found
}
