/** `{{params ...}}` as written -> parameters with kinds; everything that is wrong is a problem with its place. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import { describeValue, type Value } from '../util/value.ts'
import {
  type EndpointParameter,
  type EndpointRoute,
  type ParameterOrigin,
  REQUEST_FACTS,
  RUN_FACTS,
  type ValueType,
} from './endpoint.ts'
import { valueProblem } from './endpoint-values.ts'
import type { EndpointFacts, WrittenParameter } from './facts.ts'

interface Kind {
  readonly type: ValueType
  /** Options beside description. */
  readonly options: readonly string[]
  /** Where the value comes from, by the words after the kind; or what is expected of them. */
  readonly origin: (words: readonly Value[]) => ParameterOrigin | string
  readonly defaults?: Partial<EndpointParameter>
}

const GIVEN = ['optional', 'default'] as const
/** Characters of a text, when nothing else is said. */
const LONGEST_TEXT = 1000
const LONGEST_CODE = 64

const input = (words: readonly Value[]): ParameterOrigin | string =>
  words.length === 0 ? { from: 'input' } : 'nothing after the kind but options'
const scalar = (type: ValueType, ...options: readonly string[]): Kind => ({
  type,
  options: [...GIVEN, ...options],
  origin: input,
})
const oneOf = <T extends string>(known: readonly T[], make: (word: T) => ParameterOrigin) => {
  return (words: readonly Value[]): ParameterOrigin | string => {
    const found = words.length === 1 ? known.find(word => word === words[0]) : undefined
    return found === undefined ? `one of ${known.join(', ')}` : make(found)
  }
}

const KINDS: Readonly<Record<string, Kind>> = {
  text: { ...scalar('text', 'max_length'), defaults: { maxLength: LONGEST_TEXT } },
  enum: {
    type: 'text',
    options: GIVEN,
    origin: words =>
      words.length > 0 && words.every(word => typeof word === 'string')
        ? { from: 'input' }
        : 'its values as texts',
  },
  integer: scalar('integer', 'min', 'max'),
  number: scalar('number', 'min', 'max'),
  boolean: scalar('boolean'),
  date: scalar('date'),
  timestamp: scalar('timestamp'),
  uuid: scalar('uuid'),
  json: scalar('json'),
  limit: { ...scalar('integer', 'max'), defaults: { min: 1, max: 1000, default: '100' } },
  offset: { ...scalar('integer', 'max'), defaults: { min: 0, max: 1_000_000, default: '0' } },
  header: {
    type: 'text',
    options: ['default', 'max_length'],
    origin: ([name, ...more]) =>
      typeof name === 'string' && /^[a-z][a-z0-9-]*$/i.test(name) && more.length === 0
        ? { from: 'header', header: name.toLowerCase() }
        : 'the name of a header as text',
    defaults: { optional: true, maxLength: LONGEST_TEXT },
  },
  client: {
    type: 'text',
    options: [],
    origin: oneOf(['ip_hash'], fact => ({ from: 'client', fact })),
    defaults: { optional: true },
  },
  body: {
    type: 'json',
    options: ['optional'],
    origin: oneOf(['json', 'text'], as => ({ from: 'body', as })),
  },
  request: {
    type: 'text',
    options: [],
    origin: oneOf(REQUEST_FACTS, fact => ({ from: 'request', fact })),
    defaults: { optional: true },
  },
  run: {
    type: 'text',
    options: [],
    origin: oneOf(RUN_FACTS, fact => ({ from: 'run', fact })),
    defaults: { optional: true },
  },
  random_code: {
    type: 'text',
    options: [],
    origin: ([length = 10, ...more]) =>
      Number.isInteger(length) && Number(length) >= 4 && Number(length) <= LONGEST_CODE && !more[0]
        ? { from: 'random_code', length: Number(length) }
        : `a length between 4 and ${LONGEST_CODE}`,
  },
}

/** What decides beside the parameters themselves. */
export interface ParameterContext {
  readonly route: EndpointRoute | undefined
  /** Names of vars, which no parameter may have. */
  readonly vars: readonly string[]
  /** The start of the file. */
  readonly place: Place
  readonly report: (problem: ModelError) => void
}

/** The parameters of an endpoint; those with a problem are left out. */
export function endpointParameters(
  facts: EndpointFacts | undefined,
  context: ParameterContext,
): readonly EndpointParameter[] {
  const found = new Map<string, EndpointParameter>()
  const written = facts?.parameters ?? []
  for (const one of written) {
    const problem = found.has(one.name) ? 'is declared twice' : undefined
    const parameter = problem ?? readParameter(one, context)
    if (typeof parameter !== 'string') found.set(one.name, parameter)
    else context.report(wrong(one, parameter))
  }
  reportUses(facts, written, context)
  reportPath(written, context)
  return [...found.values()]
}

function wrong({ name, place }: WrittenParameter, problem: string, instead?: string): ModelError {
  const usual = 'Write name=(kind option=value), such as range=(enum "7d" "30d" default="7d").'
  return modelError('M1604', { name, problem, instead: instead ?? usual }, { place })
}

function readParameter(
  written: WrittenParameter,
  { route, vars }: ParameterContext,
): EndpointParameter | string {
  const { name, place, options } = written
  if (vars.includes(name)) return `is named like a var, and requests do not change vars`
  const kind = Object.hasOwn(KINDS, written.kind) ? KINDS[written.kind]! : undefined
  if (kind === undefined) return unknownWord('has the unknown kind', written.kind, KINDS)
  const allowed = ['description', ...kind.options]
  for (const key of Object.keys(options))
    if (!allowed.includes(key)) return unknownWord('has the unknown option', key, allowed)
  const origin = kind.origin(written.words)
  if (typeof origin === 'string') return `needs ${origin}`
  const inPath = route?.segments.some(part => part.kind === 'parameter' && part.name === name)
  if (inPath && origin.from !== 'input') return 'is part of the path and cannot come from elsewhere'
  if (inPath && ('optional' in options || 'default' in options))
    return 'is part of the path, which always has it'
  if (origin.from === 'body' && route !== undefined && !hasBody(route))
    return `is the body, and ${route.method} has none`
  const isText = origin.from === 'body' && origin.as === 'text'
  return withOptions(
    {
      ...kind.defaults,
      name,
      place,
      type: isText ? 'text' : kind.type,
      origin: inPath ? { from: 'path' } : origin,
      optional: kind.defaults?.optional ?? false,
      description: '',
      ...(written.kind === 'enum' && { choices: written.words as readonly string[] }),
    },
    options,
  )
}

/** True for a method whose requests may have a body. */
export function hasBody({ method }: EndpointRoute): boolean {
  return method === 'POST' || method === 'PATCH'
}

const EXPECTED: Readonly<Record<string, readonly [string, (value: Value) => boolean]>> = {
  description: ['a text', value => typeof value === 'string'],
  optional: ['true or false', value => typeof value === 'boolean'],
  default: ['a value', value => value !== null && typeof value !== 'object'],
  min: ['a number', value => typeof value === 'number'],
  max: ['a number', value => typeof value === 'number'],
  max_length: ['a whole number above zero', value => Number.isInteger(value) && Number(value) > 0],
}

function withOptions(
  base: EndpointParameter,
  options: WrittenParameter['options'],
): EndpointParameter | string {
  for (const [key, value] of Object.entries(options)) {
    const [expected, accepts] = EXPECTED[key]!
    if (!accepts(value)) return `needs ${expected} for ${key}, not ${describeValue(value)}`
  }
  const { description, optional, default: otherwise, min, max, max_length: maxLength } = options
  const parameter: EndpointParameter = {
    ...base,
    ...(typeof description === 'string' && { description }),
    ...(typeof optional === 'boolean' && { optional }),
    ...(otherwise !== undefined && { default: String(otherwise) }),
    ...(typeof min === 'number' && { min }),
    ...(typeof max === 'number' && { max }),
    ...(typeof maxLength === 'number' && { maxLength }),
  }
  const problem =
    parameter.default === undefined ? undefined : valueProblem(parameter, parameter.default)
  if (problem !== undefined) return `has a default that ${problem}`
  return parameter
}

function unknownWord(
  what: string,
  word: string,
  known: readonly string[] | Readonly<Record<string, unknown>>,
): string {
  const names: readonly string[] = Array.isArray(known) ? known : Object.keys(known)
  const close = nearest(word, names)
  return `${what} ${word}${close === undefined ? '' : ` (did you mean ${close}?)`}`
}

function reportUses(
  facts: EndpointFacts | undefined,
  written: readonly WrittenParameter[],
  { report }: ParameterContext,
): void {
  const names = written.map(({ name }) => name)
  const uses = facts?.uses ?? {}
  for (const [name, place] of Object.entries(uses))
    if (!names.includes(name))
      report(modelError('M1605', { name, nearest: nearest(name, names) }, { place }))
  for (const one of written)
    if (!Object.hasOwn(uses, one.name))
      report(wrong(one, 'is not used', `Use it: {{param "${one.name}"}}, or remove it.`))
}

function reportPath(
  written: readonly WrittenParameter[],
  { route, place, report }: ParameterContext,
): void {
  for (const { kind, name } of route?.segments ?? []) {
    if (kind !== 'parameter' || written.some(one => one.name === name)) continue
    const problem = 'is part of the path and not declared'
    const instead = `Declare it: {{params ${name}=(text)}}.`
    report(modelError('M1604', { name, problem, instead }, { place }))
  }
}
