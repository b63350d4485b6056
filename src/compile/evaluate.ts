/** Expressions -> values. Every name resolves, or there is an error with its place and the nearest name. */
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { Frame } from './frame.ts'
import { callFunction } from './functions.ts'
import { BLOCKS, isBlock, isFunction, VALUE_NAMES } from './names.ts'
import {
  type CallExpression,
  type Expression,
  type LiteralExpression,
  type PathExpression,
  placeOf,
  type Span,
} from './syntax.ts'
import { described, isDictionary, NumberText, type TemplateValue } from './values.ts'

/** The value of an expression. */
export function evaluate(expression: Expression, frame: Frame): TemplateValue {
  if (expression.kind === 'literal') return literalOf(expression)
  if (expression.kind === 'call') return evaluateCall(expression, frame)
  const { head, tail } = expression
  let value = evaluateHead(expression, frame)
  let path = head
  for (const property of tail) {
    value = propertyOf(value, property, { path, span: expression, frame })
    path += `.${property}`
  }
  return value
}

function literalOf({ value }: LiteralExpression): TemplateValue {
  return typeof value === 'object' && value !== null ? new NumberText(value.number) : value
}

function evaluateHead(path: PathExpression, frame: Frame): TemplateValue {
  const { head } = path
  if (path.loop) return loopValue(path, frame)
  const named = frame.scope.get(head)
  if (named !== undefined) return named
  const { context, used } = frame.rendering
  if (head === 'this') return thisRelation(path, frame)
  if (head === 'is_incremental') {
    used.isIncremental = true
    return context.isIncremental
  }
  if (head === 'target') {
    used.target = true
    return context.target
  }
  const { start, end } = path
  return evaluateCall({ kind: 'call', name: head, start, end, positional: [], named: [] }, frame)
}

function evaluateCall(call: CallExpression, frame: Frame): TemplateValue {
  const { name } = call
  const given = frame.scope.get(name)
  if (given !== undefined) {
    if (call.positional.length + call.named.length === 0) return given
    throw wrongForm(call, frame, {
      found: 'a call, but it is a value',
      instead: `Write ${name} without arguments.`,
    })
  }
  if (isFunction(name))
    return callFunction({ call, frame, evaluate: argument => evaluate(argument, frame) })
  if (isBlock(name))
    throw wrongForm(call, frame, {
      found: 'a value, but it is a block',
      instead: `Write {{#${name} ...}} ... {{/${name}}}.`,
    })
  const { context, callMacro } = frame.rendering
  const macro = context.macros.find(name, context.adapter)
  if (macro) return callMacro(macro, call, frame)
  throw unknownName(name, call, frame)
}

/** The error for a name that nothing has. */
export function unknownName(name: string, span: Span, frame: Frame) {
  const place = placeOf(frame.source, { start: span.start, end: span.start + name.length })
  const { context } = frame.rendering
  const others = context.macros.all.filter(macro => macro.kind === 'macro' && macro.name === name)
  if (others.length > 0) {
    const adapters = others.flatMap(macro => macro.adapter ?? [])
    return modelError('M1310', { name, adapter: context.adapter, adapters }, { place })
  }
  const candidates = [...frame.scope.keys(), ...VALUE_NAMES, ...BLOCKS, ...context.macros.names]
  const close = nearest(name, candidates)
  const isVar = Object.hasOwn(context.vars, name)
  return modelError('M1207', { name, ...(close && { nearest: close }), isVar }, { place })
}

function loopValue(path: PathExpression, frame: Frame): TemplateValue {
  const value = frame.loop?.[path.head]
  if (value !== undefined) return value
  throw modelError(
    'M1206',
    {
      found: frame.loop ? `@${path.head}` : `@${path.head} outside of {{#each}}`,
      instead: 'Inside {{#each}} there are @first, @last, @index, and @key of a dictionary.',
    },
    { place: placeOf(frame.source, path) },
  )
}

function thisRelation(path: PathExpression, frame: Frame): TemplateValue {
  const { thisRelation } = frame.rendering.context
  if (thisRelation !== undefined) return thisRelation
  throw modelError('M1212', {}, { place: placeOf(frame.source, path) })
}

function propertyOf(
  value: TemplateValue,
  property: string,
  { path, span, frame }: { path: string; span: Span; frame: Frame },
): TemplateValue {
  const keyed = isDictionary(value) || Array.isArray(value)
  const isIndex = !Array.isArray(value) || /^\d+$/.test(property)
  if (keyed && isIndex && Object.hasOwn(value, property))
    return (value as { readonly [key: string]: TemplateValue })[property]!
  const close = isDictionary(value) ? nearest(property, Object.keys(value)) : undefined
  throw modelError(
    'M1213',
    { path, property, found: described(value), ...(close && { nearest: close }) },
    { place: placeOf(frame.source, span) },
  )
}

function wrongForm(
  call: CallExpression,
  frame: Frame,
  fields: { readonly found: string; readonly instead: string },
) {
  const place = placeOf(frame.source, { start: call.start, end: call.end })
  return modelError('M1220', { name: call.name, ...fields }, { place })
}
