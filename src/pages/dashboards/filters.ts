/** The filters of a page: what the address asks for, what may be asked, and what is wrong with it. Pure. */
import type { EndpointParameter } from '../../compile/endpoint.ts'
import { valueProblem } from '../../compile/endpoint-values.ts'
import type { FilterDeclaration } from '../../project/dashboard.ts'

/** A filter with its value. */
export interface FilterState {
  readonly declaration: FilterDeclaration
  /** The parameter that it sets. */
  readonly parameter: EndpointParameter
  /** Undefined: none. */
  readonly value: string | undefined
  /** A value that was asked for and is none. */
  readonly refused?: { readonly value: string; readonly problem: string }
}

/** Reads the filters from the query of the page. */
export function readFilters(
  declarations: readonly FilterDeclaration[],
  parameterOf: (name: string) => EndpointParameter | undefined,
  query: URLSearchParams,
): readonly FilterState[] {
  return declarations.flatMap(declaration => {
    const parameter = parameterOf(declaration.name)
    return parameter === undefined ? [] : [stateOf(declaration, parameter, query)]
  })
}

function stateOf(
  declaration: FilterDeclaration,
  parameter: EndpointParameter,
  query: URLSearchParams,
): FilterState {
  const asked = query.get(declaration.name)
  const standard = declaration.default?.text ?? parameter.default
  // An empty field was emptied by somebody: that is no wish for the default, unless there must be a value.
  if (asked === '' && parameter.optional) return { declaration, parameter, value: undefined }
  if (asked === null || asked === '') return { declaration, parameter, value: standard }
  const problem = valueProblem(parameter, asked)
  if (problem === undefined) return { declaration, parameter, value: asked }
  return { declaration, parameter, value: standard, refused: { value: asked, problem } }
}

/** The query with these values, for links that keep the filters: names that are set to undefined are left out. */
export function withQuery(
  query: URLSearchParams,
  changes: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const changed = new URLSearchParams(query)
  for (const name of PASSING) changed.delete(name)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(name)
    else changed.set(name, value)
  }
  return changed
}

/** What an address says once: the run that was started, what was done, the language. */
const PASSING = ['run', 'done', 'lang']
