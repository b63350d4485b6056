/** Asks the endpoints of the project, as a client would: each question once for a page, and what is refused is said. */
import type { EndpointNode } from '../../compile/manifest.ts'
import { endpointScope } from '../../server/access/endpoint-scope.ts'
import { type AppContext, type AppParts, admit } from '../../server/app-parts.ts'
import type { InputProblem } from '../../server/refusal.ts'
import type { ServiceAnswer, ServiceRequest } from '../../server/request.ts'
import type { Asking } from './requests.ts'
import { type Row, valueAt } from './show-value.ts'

/** What came back. */
export type Found =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly detail: string
    }

/** Asks for the visit of one page. */
export interface Asker {
  /** The rows of an endpoint; `part` names where they are in a JSON answer. */
  rows(endpoint: EndpointNode, asking: Asking, part: string | undefined): Promise<Found>
}

/** Questions at the same time, where the database can answer several: of its connections others need some too. */
const LANES = 4

/**
 * Asks for this visit. An engine that answers one at a time is asked one at a time: what waits for its turn there has a
 * limit, and the parts of one page must not be what the others wait for.
 */
export async function askerFor(c: AppContext, parts: AppParts): Promise<Asker> {
  const { capabilities } = await parts.service().workspace.adapter()
  const inLane = lanes(capabilities.parallelStatements.supported ? LANES : 1)
  const answers = new Map<string, Promise<ServiceAnswer>>()
  const answer = (endpoint: EndpointNode, asking: Asking): Promise<ServiceAnswer> => {
    const key = `${asking.path}?${asking.query}`
    const known = answers.get(key) ?? inLane(() => ask(c, parts, { endpoint, asking }))
    answers.set(key, known)
    return known
  }
  return {
    rows: async (endpoint, asking, part) => found(await answer(endpoint, asking), part),
  }
}

/** Runs so many steps at a time, in the order in which they come. */
export function lanes(count: number): <T>(step: () => Promise<T>) => Promise<T> {
  const ends: Promise<unknown>[] = Array.from({ length: count }, () => Promise.resolve())
  let next = 0
  return step => {
    const lane = next++ % count
    const begun = ends[lane]!.then(step)
    ends[lane] = begun.catch(() => undefined)
    return begun
  }
}

async function ask(
  c: AppContext,
  parts: AppParts,
  { endpoint, asking }: { readonly endpoint: EndpointNode; readonly asking: Asking },
): Promise<ServiceAnswer> {
  const scope = endpointScope(endpoint)
  // The page itself was let in for reading.
  const refused = scope === undefined || scope === 'read' ? undefined : admit(c, parts, scope)
  if (refused !== undefined) return refused
  return await parts.service().answer(getting(c, asking))
}

/** A request like the visit, for something else. What it says of its own answer is not said of this one. */
export function getting(c: AppContext, { path, query }: Asking): ServiceRequest {
  const visit = c.get('visit')
  const { request } = visit
  return {
    ...request,
    method: 'GET',
    path,
    query,
    body: undefined,
    header: name =>
      /^(?:if-|accept$|prefer$|content-)/.test(name) ? undefined : request.header(name),
    failed: error => {
      visit.error = error
    },
  }
}

function found(answer: ServiceAnswer, part: string | undefined): Found {
  if (answer.status !== 200) return refused(answer)
  const value: unknown = JSON.parse(answer.body)
  const inner = part === undefined ? value : valueAt(value as Row, part)
  if (Array.isArray(inner)) return { kind: 'rows', rows: inner.filter(isRow) }
  return { kind: 'rows', rows: isRow(inner) ? [inner] : [] }
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null

/** A row that is not there is nothing to show, not a failure. */
function refused({ status, body }: ServiceAnswer): Found {
  if (status === 404) return { kind: 'rows', rows: [] }
  const { title, detail, errors } = JSON.parse(body) as {
    readonly title?: string
    readonly detail?: string
    readonly errors?: readonly InputProblem[]
  }
  const problems = (errors ?? []).map(({ name, problem }) => `${name} ${problem}`)
  return {
    kind: 'refused',
    status,
    detail: [title, detail, ...problems].filter(Boolean).join(' · '),
  }
}
