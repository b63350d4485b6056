/** What a dashboard gives to endpoints: parameters that exist, values of their kinds, nothing that is missing. Pure. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { FilterDeclaration, ParameterUse, Placed } from '../project/dashboard.ts'
import { nearest } from '../util/nearest.ts'
import { type EndpointParameter, endpointTitle } from './endpoint.ts'
import { valueProblem } from './endpoint-values.ts'
import type { EndpointNode, Node } from './manifest.ts'

type Report = (problem: ModelError) => void

/** The parameters that a request gives to an endpoint; of a run those of its answer. */
export function givenParameters(
  endpoint: EndpointNode,
  nodes: ReadonlyMap<string, Node>,
): readonly EndpointParameter[] {
  const { definition } = endpoint
  if (definition.kind === 'status') return []
  if (definition.kind === 'statement')
    return definition.parameters.filter(
      ({ origin: { from } }) => from === 'input' || from === 'path',
    )
  const answer = definition.answer === undefined ? undefined : nodes.get(definition.answer)
  return answer?.kind === 'endpoint' ? givenParameters(answer, nodes) : []
}

/** What is given, and what it may be taken from. */
export interface Giving {
  readonly endpoint: EndpointNode
  readonly parameters: readonly EndpointParameter[]
  readonly uses: readonly ParameterUse[]
  readonly filters: readonly FilterDeclaration[]
  /** Rows, whose columns may be named. */
  readonly hasRows: boolean
  /** Parameters that are given otherwise. */
  readonly others: readonly string[]
  readonly place: Place
}

/** Reports what is wrong with what is given. */
export function checkGiving(giving: Giving, report: Report): void {
  const { endpoint, parameters, uses, others, place } = giving
  for (const use of uses) {
    const parameter = findParameter({ endpoint, parameters }, use, report)
    const problem = parameter && useProblem(use, parameter, giving)
    if (problem) report(wrongValue(endpoint, use, problem))
  }
  const given = new Set([...uses.map(({ name }) => name), ...others])
  for (const parameter of parameters)
    if (!given.has(parameter.name) && !parameter.optional && parameter.default === undefined)
      report(
        wrongValue(endpoint, { name: parameter.name, place }, [
          'has no default and is not given',
          `Give it: parameters: {${parameter.name}: ...}.`,
        ]),
      )
}

/** The parameter of a name; a problem when there is none. */
export function findParameter(
  { endpoint, parameters }: Pick<Giving, 'endpoint' | 'parameters'>,
  { name, place }: { readonly name: string; readonly place: Place },
  report: Report,
): EndpointParameter | undefined {
  const found = parameters.find(parameter => parameter.name === name)
  if (found === undefined) {
    const known = parameters.map(parameter => parameter.name)
    const fields = { endpoint: endpointTitle(endpoint), name, known, nearest: nearest(name, known) }
    report(modelError('M1703', fields, { place }))
  }
  return found
}

/** A problem, and what to do about it. */
type Problem = readonly [problem: string, instead: string]

/** The error for a value of a parameter. */
export function wrongValue(
  endpoint: EndpointNode,
  { name, place }: { readonly name: string; readonly place: Place },
  [problem, instead]: Problem,
): ModelError {
  return modelError(
    'M1704',
    { endpoint: endpointTitle(endpoint), name, problem, instead },
    { place },
  )
}

function useProblem(
  { value }: ParameterUse,
  parameter: EndpointParameter,
  { filters, hasRows }: Giving,
): Problem | undefined {
  if (value.from === 'column') {
    return hasRows
      ? undefined
      : ['is taken from a column, and there is no row here', 'Write the action under an item.']
  }
  if (value.from !== 'fixed') {
    const names = filters.map(({ name }) => name)
    if (names.includes(value.name)) return undefined
    const close = nearest(value.name, names)
    const instead = close === undefined ? 'Declare it under filters.' : `Did you mean ${close}?`
    return [`is taken from the filter ${value.name}, which is not declared`, instead]
  }
  const problem = valueProblem(parameter, value.text)
  return problem === undefined ? undefined : [`is ${value.text}, which ${problem}`, 'Change it.']
}

/** Reports a choice that the parameter does not offer. */
export function checkChoice(
  { endpoint, parameters }: Pick<Giving, 'endpoint' | 'parameters'>,
  { name, choice }: { readonly name: string; readonly choice: Placed },
  report: Report,
): void {
  const parameter = findParameter({ endpoint, parameters }, { name, place: choice.place }, report)
  const problem = parameter && valueProblem(parameter, choice.text)
  if (problem === undefined) return
  const close = nearest(choice.text, parameter!.choices ?? [])
  const instead = close === undefined ? 'Write one of its values.' : `Did you mean ${close}?`
  const at = { name, place: choice.place }
  report(wrongValue(endpoint, at, [`is ${choice.text}, which ${problem}`, instead]))
}
