/** Calling a macro: its arguments are matched with its parameters, and its body or function gives the value. */

import { ModelError, modelError, movedTo } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import { evaluate } from './evaluate.ts'
import type { MacroDefinition } from './facts.ts'
import type { Frame } from './frame.ts'
import type { ParseTemplate } from './parsed-templates.ts'
import { renderNodes } from './render-nodes.ts'
import { SegmentWriter } from './segments.ts'
import { type BlockNode, type CallExpression, placeOf, type TemplateNode } from './syntax.ts'
import { type TemplateValue, toPlain } from './values.ts'

/** The value of a macro call: text of a template macro, whatever a TypeScript macro returned. */
export function callMacro(
  definition: MacroDefinition,
  call: CallExpression,
  frame: Frame,
): TemplateValue {
  const place = placeOf(frame.source, { start: call.start, end: call.end })
  const { name } = definition
  const { calls, used } = frame.rendering
  used.macros.add(name)
  if (calls.includes(name)) {
    const path = [...calls.slice(calls.indexOf(name)), name]
    throw modelError('M1304', { path }, { place })
  }
  if (definition.language === 'ts') return callTypeScript(definition, call, { frame, place })
  const given = givenArguments(definition, call, { frame, place })
  const rendering = { ...frame.rendering, calls: [...calls, name] }
  const bound = bindArguments(definition, given, { frame: { ...frame, rendering }, place })
  const writer = new SegmentWriter(definition.source)
  // The tool's own macros have no file to show: what goes wrong inside is shown at the call.
  const atCall = definition.standard ? place : undefined
  const { parse } = frame.rendering.context
  placed(atCall, () => renderNodes(declarationOf(definition, parse).body, bound, writer))
  return writer.text.trim()
}

/** Arguments by parameter; checked against the declaration. */
export function givenArguments(
  definition: MacroDefinition,
  call: CallExpression,
  { frame, place }: { frame: Frame; place: Place },
): ReadonlyMap<string, TemplateValue> {
  const { parameters } = definition
  const { positional, named } = call
  if (positional.length > parameters.length) {
    const order = parameters.length === 0 ? '' : ` (${parameters.join(', ')})`
    const problem = `takes ${parameters.length} arguments in order${order}, and ${positional.length} are given`
    throw wrongArguments(definition, problem, place)
  }
  const given = new Map<string, TemplateValue>()
  for (const [index, argument] of positional.entries())
    given.set(parameters[index]!, evaluate(argument, frame))
  for (const { key, value } of named) {
    if (given.has(key)) throw wrongArguments(definition, `is given ${key} twice`, place)
    given.set(key, evaluate(value, frame))
  }
  return given
}

/**
 * The frame of a macro's body: parameters with what was given or with their defaults.
 * `frame`: of the call; its scope is not seen inside.
 */
export function bindArguments(
  definition: MacroDefinition,
  given: ReadonlyMap<string, TemplateValue>,
  { frame, place }: { frame: Frame; place: Place },
): Frame {
  const { parse } = frame.rendering.context
  const { named } = declarationOf(definition, parse)
  const defaults = named.filter(({ key }) => key !== 'adapter')
  const known = [...definition.parameters, ...defaults.map(({ key }) => key)]
  const unknown = [...given.keys()].find(name => !known.includes(name))
  if (unknown !== undefined) {
    const close = nearest(unknown, known)
    const meant = close ? `; did you mean ${close}?` : ''
    throw wrongArguments(definition, `has no parameter named ${unknown}${meant}`, place)
  }
  const missing = definition.parameters.filter(name => !given.has(name))
  if (missing.length > 0)
    throw wrongArguments(definition, `is called without ${missing.join(', ')}`, place)
  const { source } = definition
  const outside: Frame = { source, rendering: frame.rendering, scope: new Map() }
  const scope = new Map(defaults.map(({ key, value }) => [key, evaluate(value, outside)]))
  for (const [name, value] of given) scope.set(name, value)
  return { ...outside, scope }
}

/** The `{{#macro}}` or `{{#test}}` block of a definition. */
export function declarationOf(definition: MacroDefinition, parse: ParseTemplate): BlockNode {
  const isDeclaration = (node: TemplateNode): node is BlockNode =>
    node.kind === 'block' && node.start === definition.offset
  return parse(definition.source).body.find(isDeclaration)!
}

/** Positional arguments in order, named ones together as a last object. */
function callTypeScript(
  definition: MacroDefinition,
  call: CallExpression,
  { frame, place }: { frame: Frame; place: Place },
): TemplateValue {
  const values = call.positional.map(argument => toPlain(evaluate(argument, frame)))
  if (call.named.length > 0) {
    const entries = call.named.map(({ key, value }) => [key, toPlain(evaluate(value, frame))])
    values.push(Object.fromEntries(entries))
  }
  const { macros } = frame.rendering.context
  return placed(place, () => macros.callFunction(definition, values)) as TemplateValue
}

/** Runs `step`; its errors are reported at `place`, where there is one. */
function placed<T>(place: Place | undefined, step: () => T): T {
  if (!place) return step()
  try {
    return step()
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    throw movedTo(error, place)
  }
}

function wrongArguments(definition: MacroDefinition, problem: string, place: Place) {
  const { name } = definition
  const signature = /^\{\{[\s\S]*?\}\}/.exec(definition.facts.text)?.[0] ?? name
  return modelError('M1303', { name, problem, signature }, { place })
}
