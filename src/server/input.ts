/**
 * What a request gives for the parameters of an endpoint: every value checked, and everything that is wrong said at once.
 * The values are text for the database to bind; null where nothing is given.
 */
import type { EndpointParameter, RunFact } from '../compile/endpoint.ts'
import type { BoundValue } from '../compile/endpoint-statement.ts'
import { valueProblem } from '../compile/endpoint-values.ts'
import { nearest } from '../util/nearest.ts'
import { isRefusedBody, type RequestBody, readBody } from './input-body.ts'
import type { InputProblem } from './refusal.ts'
import type { ServiceRequest } from './request.ts'

/** What is neither in the request nor in the endpoint. */
export interface InputContext {
  /** A salted hash of an address. */
  readonly hashAddress: (address: string) => string
  readonly randomCode: (length: number) => string
  /** The run that this is the answer of. */
  readonly run?: Readonly<Record<RunFact, string>>
}

export type Input =
  | { readonly kind: 'values'; readonly values: readonly (string | null)[] }
  | {
      readonly kind: 'problems'
      readonly status: 400 | 415
      readonly problems: readonly InputProblem[]
    }

/** What an endpoint takes. */
export interface Taking {
  readonly parameters: readonly EndpointParameter[]
  readonly bound: readonly BoundValue[]
  /** Its method has a body. */
  readonly hasBody: boolean
}

/** A request, with the values of its path. */
export interface Asked {
  readonly request: ServiceRequest
  readonly pathValues: Readonly<Record<string, string>>
}

/** Reads all values, or all that is wrong. */
export function readInput(
  taking: Taking,
  { request, pathValues }: Asked,
  context: InputContext,
): Input {
  const problems: InputProblem[] = []
  const asks = bodyAsked(taking)
  const body = asks ? readBody(request, asks) : undefined
  if (body !== undefined && isRefusedBody(body)) return { kind: 'problems', ...body }
  const query = readQuery(request.query, problems)
  reportUnknown(taking, query, body, problems)
  const found = new Map<string, string | null>()
  for (const parameter of taking.parameters) {
    const given = givenValue(parameter, {
      request,
      pathValues,
      query,
      body,
      context,
      problems,
    })
    found.set(parameter.name, checked(parameter, given, problems))
  }
  if (problems.length > 0) return { kind: 'problems', status: 400, problems }
  const values = taking.bound.map(one =>
    one.kind === 'clock' ? request.at.toISOString() : (found.get(one.parameter.name) ?? null),
  )
  return { kind: 'values', values }
}

/** `whole`: the body is one value. `fields`: parameters are fields of it. */
function bodyAsked({ parameters, hasBody }: Taking): 'whole' | 'fields' | undefined {
  if (!hasBody) return undefined
  if (parameters.some(({ origin }) => origin.from === 'body')) return 'whole'
  return parameters.some(({ origin }) => origin.from === 'input') ? 'fields' : undefined
}

type Query = ReadonlyMap<string, string>

function readQuery(text: string, problems: InputProblem[]): Query {
  const query = new Map<string, string>()
  if (text === '') return query
  for (const [name, value] of new URLSearchParams(text)) {
    if (query.has(name)) problems.push({ in: 'query', name, problem: 'is given twice' })
    query.set(name, value)
  }
  return query
}

function reportUnknown(
  { parameters }: Taking,
  query: Query,
  body: RequestBody | undefined,
  problems: InputProblem[],
): void {
  // Most requests name nothing.
  if (query.size === 0 && body?.fields === undefined) return
  const known = parameters.filter(({ origin }) => origin.from === 'input').map(({ name }) => name)
  const report = (place: string, name: string): void => {
    if (known.includes(name)) return
    const close = nearest(name, known)
    const hint = close === undefined ? '' : `; did you mean ${close}?`
    problems.push({ in: place, name, problem: `is not a parameter${hint}` })
  }
  for (const name of query.keys()) report('query', name)
  for (const name of body?.fields?.keys() ?? []) report('body', name)
}

interface Given {
  readonly in: string
  /** Undefined: absent. */
  readonly text: string | undefined
}

function givenValue(
  { name, origin, type }: EndpointParameter,
  from: {
    readonly request: ServiceRequest
    readonly pathValues: Readonly<Record<string, string>>
    readonly query: Query
    readonly body: RequestBody | undefined
    readonly context: InputContext
    readonly problems: InputProblem[]
  },
): Given {
  const { request, pathValues, query, body, context, problems } = from
  switch (origin.from) {
    case 'path':
      return { in: 'path', text: pathValues[name] }
    case 'header':
      return { in: 'header', text: request.header(origin.header) }
    case 'client':
      return { in: 'client', text: context.hashAddress(request.address) }
    case 'random_code':
      return { in: 'random', text: context.randomCode(origin.length) }
    case 'run':
      return { in: 'run', text: context.run?.[origin.fact] }
    case 'request':
      return { in: 'request', text: request[origin.fact] }
    case 'body':
      return { in: 'body', text: body?.whole }
    case 'input': {
      const inQuery = query.get(name)
      const field = body?.fields?.get(name)
      if (field === undefined) return { in: 'query', text: inQuery === '' ? undefined : inQuery }
      if (inQuery !== undefined)
        problems.push({ in: 'body', name, problem: 'is given in the query string too' })
      if (type === 'text' && field.kind !== 'text' && field.kind !== 'nothing')
        problems.push({ in: 'body', name, problem: `is ${field.words}; expected a text` })
      return { in: 'body', text: fieldText(field, type) }
    }
  }
}

function fieldText(
  field: { readonly kind: string; readonly text: string; readonly json: string },
  type: EndpointParameter['type'],
): string | undefined {
  if (field.kind === 'nothing') return undefined
  if (field.kind === 'number' && type === 'integer') return wholeNumber(field.text)
  return type === 'json' ? field.json : field.text
}

/** JSON has one kind of number: 1e3 and 1000.0 are whole ones too. */
function wholeNumber(text: string): string {
  const value = Number(text)
  return !/^-?\d+$/.test(text) && Number.isSafeInteger(value) ? String(value) : text
}

function checked(
  parameter: EndpointParameter,
  given: Given,
  problems: InputProblem[],
): string | null {
  const text = given.text ?? parameter.default
  const { name, optional } = parameter
  if (text === undefined) {
    if (!optional) problems.push({ in: given.in, name, problem: 'is missing' })
    return null
  }
  // What a browser says of itself is no request's fault: it is cut, not refused.
  if (parameter.origin.from === 'header') return text.slice(0, parameter.maxLength)
  const problem = valueProblem(parameter, text)
  if (problem === undefined) return text
  problems.push({ in: given.in, name, problem })
  return null
}
