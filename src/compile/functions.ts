/** The built-in functions of templates, one entry each. */
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { Value } from '../util/value.ts'
import type { Frame } from './frame.ts'
import { FUNCTIONS } from './names.ts'
import { type CallExpression, type Expression, placeOf, type Span } from './syntax.ts'
import {
  compare,
  described,
  isEqual,
  isTruthy,
  sqlIdentifier,
  sqlLiteral,
  type TemplateValue,
} from './values.ts'

/** A call of a built-in; arguments are evaluated when they are asked for. */
export interface FunctionCall {
  readonly call: CallExpression
  readonly frame: Frame
  readonly evaluate: (expression: Expression) => TemplateValue
}

type BuiltIn = (call: FunctionCall) => TemplateValue

const BUILT_INS: Readonly<Record<string, BuiltIn>> = {
  ref: call => reference(call, 'ref', 1),
  source: call => reference(call, 'source', 2),
  config: call => {
    const fields = { problem: 'prints nothing and stands in no other call' }
    throw modelError('M1215', fields, { place: placeOfCall(call) })
  },
  params: call => {
    const fields = { problem: 'prints nothing and stands in no other call' }
    throw modelError('M1602', fields, { place: placeOfCall(call) })
  },
  param: readParameter,
  var: readVar,
  env: readEnv,
  literal: call => asSql(call, sqlLiteral),
  ident: call => asSql(call, sqlIdentifier),
  list: call => positionals(call, 0, Number.POSITIVE_INFINITY).map(call.evaluate),
  dict: dictionary,
  eq: call => equality(call),
  ne: call => !equality(call),
  lt: call => order(call) < 0,
  gt: call => order(call) > 0,
  and: call => shortCircuit(call, value => !isTruthy(value)),
  or: call => shortCircuit(call, isTruthy),
  not: call => !isTruthy(call.evaluate(positionals(call, 1, 1)[0]!)),
}

/** Calls a built-in function. */
export function callFunction(call: FunctionCall): TemplateValue {
  return BUILT_INS[call.call.name]!(call)
}

function reference(call: FunctionCall, kind: 'ref' | 'source', count: number): TemplateValue {
  const names = positionals(call, count, count).map(argument => {
    if (argument.kind === 'literal' && typeof argument.value === 'string') return argument.value
    const written = call.frame.source.text.slice(argument.start, argument.end)
    throw modelError('M1214', { call: kind, argument: written }, { place: at(call, argument) })
  })
  const { positional } = call.call
  const place = at(call, { start: positional[0]!.start, end: positional.at(-1)!.end })
  const { context } = call.frame.rendering
  return context.relation(context.resolveReference(kind, names, place))
}

/** Always the place of a bound value, never its text. */
function readParameter(call: FunctionCall): TemplateValue {
  const [first] = positionals(call, 1, 1)
  const name = first!.kind === 'literal' ? first!.value : undefined
  if (typeof name !== 'string') throw wrongArguments(call, 'needs the name as text')
  const { parameter } = call.frame.rendering.context
  if (parameter === undefined) throw modelError('M1601', { name }, { place: placeOfCall(call) })
  return parameter(name, at(call, first!))
}

function readVar(call: FunctionCall): TemplateValue {
  const { context, used } = call.frame.rendering
  const { name, span, otherwise } = nameAndDefault(call)
  used.vars.add(name)
  if (Object.hasOwn(context.vars, name)) return context.vars[name] as Value
  if (otherwise) return call.evaluate(otherwise)
  const close = nearest(name, Object.keys(context.vars))
  throw modelError('M1210', { name, ...(close && { nearest: close }) }, { place: at(call, span) })
}

function readEnv(call: FunctionCall): TemplateValue {
  const { context, used } = call.frame.rendering
  const { name, span, otherwise } = nameAndDefault(call)
  used.env.add(name)
  const value = Object.hasOwn(context.env, name) ? context.env[name] : undefined
  if (value !== undefined) return value
  if (otherwise) return call.evaluate(otherwise)
  throw modelError('M1211', { name }, { place: at(call, span) })
}

/** `"name"`, then a default in second place or as `default=`. */
function nameAndDefault(call: FunctionCall): { name: string; span: Span; otherwise?: Expression } {
  const [first, second] = positionals(call, 1, 2, ['default'])
  const name = call.evaluate(first!)
  if (typeof name !== 'string')
    throw wrongArguments(call, `needs a name as text, not ${described(name)}`)
  const otherwise = second ?? call.call.named[0]?.value
  return { name, span: first!, ...(otherwise && { otherwise }) }
}

function asSql(
  call: FunctionCall,
  print: (value: TemplateValue) => string | undefined,
): TemplateValue {
  const value = call.evaluate(positionals(call, 1, 1)[0]!)
  const text = print(value)
  if (text === undefined) throw wrongArguments(call, `cannot take ${described(value)}`)
  return text
}

function dictionary(call: FunctionCall): TemplateValue {
  if (call.call.positional.length > 0) throw wrongArguments(call, 'takes key=value pairs alone')
  return Object.fromEntries(call.call.named.map(({ key, value }) => [key, call.evaluate(value)]))
}

function equality(call: FunctionCall): boolean {
  const [left, right] = bothOf(call)
  return isEqual(left, right) ?? unlike(call, left, right)
}

function order(call: FunctionCall): number {
  const [left, right] = bothOf(call)
  return compare(left, right) ?? unlike(call, left, right)
}

function unlike(call: FunctionCall, left: TemplateValue, right: TemplateValue): never {
  const fields = { name: call.call.name, left: described(left), right: described(right) }
  throw modelError('M1216', fields, { place: placeOfCall(call) })
}

function bothOf(call: FunctionCall): [TemplateValue, TemplateValue] {
  const [left, right] = positionals(call, 2, 2)
  return [call.evaluate(left!), call.evaluate(right!)]
}

/** The first value that decides, or the last one. */
function shortCircuit(
  call: FunctionCall,
  decides: (value: TemplateValue) => boolean,
): TemplateValue {
  let value: TemplateValue = null
  for (const argument of positionals(call, 2, Number.POSITIVE_INFINITY)) {
    value = call.evaluate(argument)
    if (decides(value)) break
  }
  return value
}

/** The positional arguments, if there are as many as there should be and no unknown named ones. */
function positionals(
  call: FunctionCall,
  least: number,
  most: number,
  named: readonly string[] = [],
): readonly Expression[] {
  const { positional } = call.call
  const unknown = call.call.named.find(argument => !named.includes(argument.key))
  if (unknown) throw wrongArguments(call, `has no argument named ${unknown.key}`)
  if (positional.length >= least && positional.length <= most) return positional
  const bounds =
    least === most
      ? least
      : most === Number.POSITIVE_INFINITY
        ? `${least} or more`
        : `${least} or ${most}`
  throw wrongArguments(
    call,
    `takes ${bounds} ${bounds === 1 ? 'argument' : 'arguments'}, and ${positional.length} ${positional.length === 1 ? 'is' : 'are'} given`,
  )
}

function wrongArguments(call: FunctionCall, problem: string) {
  const { name } = call.call
  return modelError(
    'M1208',
    { name, signature: FUNCTIONS[name]!, problem },
    { place: placeOfCall(call) },
  )
}

function placeOfCall(call: FunctionCall) {
  return at(call, call.call)
}

function at(call: FunctionCall, span: Span) {
  return placeOf(call.frame.source, span)
}
