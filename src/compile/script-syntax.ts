/** The syntax tree of a TypeScript file: parsed without running it, and literals read from it. Knows nothing of models. */
import { createRequire } from 'node:module'
import type { ParseResult } from '@babel/parser'
import type { Expression, File, ObjectExpression, ObjectProperty } from '@babel/types'
import { modelError } from '../errors/model-error.ts'
import type { Value } from '../util/value.ts'
import type { TemplateText } from './facts.ts'
import { placeOf } from './syntax.ts'

export type Script = ParseResult<File>

/** Any part of the tree that has a place. */
export interface Located {
  readonly type: string
  readonly start?: number | null
  readonly end?: number | null
}

/** Parses a file. @throws ModelError M3301 at the place of the mistake. */
export function parseScript(source: TemplateText): Script {
  const require = createRequire(import.meta.url)
  const { parse } = require('@babel/parser') as typeof import('@babel/parser')
  try {
    return parse(source.text, { sourceType: 'module', plugins: ['typescript'], tokens: true })
  } catch (error) {
    const { pos, message } = error as { readonly pos?: number; readonly message: string }
    if (pos === undefined) throw error
    const problem = message.replace(/ \(\d+:\d+\)$/, '').replace(/\.$/, '')
    const place = placeOf(source, { start: pos, end: pos + 1 })
    throw modelError('M3301', { problem }, { place, cause: error })
  }
}

/** Where something stands. */
export function placeIn(source: TemplateText, node: Located) {
  return placeOf(source, spanOf(node))
}

export function spanOf(node: Located): { readonly start: number; readonly end: number } {
  return { start: node.start ?? 0, end: node.end ?? 0 }
}

/** What stands beneath `as const`, `satisfies X`, `x!` and brackets. */
export function unwrapped(node: Expression): Expression {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
    case 'TSTypeAssertion':
      return unwrapped(node.expression)
    default:
      return node
  }
}

/** Name of a property that is not computed. */
export function nameOf(property: Pick<ObjectProperty, 'key' | 'computed'>): string | undefined {
  const { key } = property
  if (!property.computed && key.type === 'Identifier') return key.name
  return key.type === 'StringLiteral' ? key.value : undefined
}

/** The value that a literal says. @throws ModelError M3303 at what is none; `key` names the whole. */
export function literalIn(source: TemplateText, given: Expression, key: string): Value {
  const node = unwrapped(given)
  switch (node.type) {
    case 'StringLiteral':
    case 'BooleanLiteral':
    case 'NumericLiteral':
      return node.value
    case 'NullLiteral':
      return null
    case 'TemplateLiteral':
      if (node.expressions.length === 0) return node.quasis[0]!.value.cooked ?? ''
      break
    case 'UnaryExpression':
      if (node.operator === '-' && node.argument.type === 'NumericLiteral')
        return -node.argument.value
      break
    case 'ArrayExpression':
      return node.elements.map(element => {
        if (element === null || element.type === 'SpreadElement')
          throw notLiteral(source, element ?? node, key)
        return literalIn(source, element, key)
      })
    case 'ObjectExpression':
      return literalObject(source, node, key)
  }
  throw notLiteral(source, node, key)
}

function literalObject(source: TemplateText, node: ObjectExpression, key: string): Value {
  const entries = node.properties.map(property => {
    const name = property.type === 'ObjectProperty' ? nameOf(property) : undefined
    if (property.type !== 'ObjectProperty' || name === undefined || property.shorthand)
      throw notLiteral(source, property, key)
    return [name, literalIn(source, property.value as Expression, key)] as const
  })
  return Object.fromEntries(entries)
}

function notLiteral(source: TemplateText, node: Located, key: string) {
  const { start, end } = spanOf(node)
  const text = source.text.slice(start, end).replace(/\s+/g, ' ')
  const found = text.length > 40 ? `${text.slice(0, 39)}…` : text
  return modelError('M3303', { key, found }, { place: placeIn(source, node) })
}

/** The code without its comments and layout, but for the parts to leave out: what two files must share to do the same. */
export function codeOf(
  source: TemplateText,
  script: Script,
  leftOut: readonly Located[] = [],
): string {
  const spans = leftOut.map(spanOf)
  const texts: string[] = []
  for (const token of (script.tokens ?? []) as readonly Located[]) {
    const { start, end } = spanOf(token)
    if (token.type === 'CommentLine' || token.type === 'CommentBlock') continue
    if (spans.some(span => start >= span.start && end <= span.end)) continue
    texts.push(source.text.slice(start, end))
  }
  return texts.join(' ')
}
