/**
 * What an endpoint is once it is compiled. Words: its *route* is the method and path that a request names; a *parameter*
 * is a value of the request, always bound, never text of the statement; an *answer* without a route is what a run
 * endpoint answers with.
 */
import type { Place } from '../errors/place.ts'
import type { TemplateFacts } from './facts.ts'

export const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const
export type EndpointMethod = (typeof METHODS)[number]

/** A method and a path by place: `endpoints/api/links/[id].delete.sql` is DELETE /api/links/[id]. */
export interface EndpointRoute {
  readonly method: EndpointMethod
  /** `/api/links/[id]`. */
  readonly path: string
  readonly segments: readonly RouteSegment[]
}

export interface RouteSegment {
  readonly kind: 'text' | 'parameter'
  readonly name: string
}

/** What a value is; each has a type of the engine. */
export type ValueType =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'uuid'
  | 'json'

/** Where a value comes from. `input`: the query string, or a field of the body where the method has one. */
export type ParameterOrigin =
  | { readonly from: 'path' | 'input' }
  | { readonly from: 'header'; readonly header: string }
  | { readonly from: 'client'; readonly fact: 'ip_hash' }
  | { readonly from: 'body'; readonly as: 'json' | 'text' }
  | { readonly from: 'request'; readonly fact: RequestFact }
  | { readonly from: 'run'; readonly fact: RunFact }
  | { readonly from: 'random_code'; readonly length: number }

export const REQUEST_FACTS = ['method', 'path', 'id', 'origin'] as const
export type RequestFact = (typeof REQUEST_FACTS)[number]
export const RUN_FACTS = ['id', 'status', 'message', 'results'] as const
export type RunFact = (typeof RUN_FACTS)[number]

export interface EndpointParameter {
  readonly name: string
  readonly origin: ParameterOrigin
  readonly type: ValueType
  readonly description: string
  /** May be absent; it is null then. */
  readonly optional: boolean
  /** As a request would write it. */
  readonly default?: string
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly maxLength?: number
  readonly place: Place
}

export const RESPONSES = ['rows', 'row', 'json', 'csv', 'redirect', 'empty'] as const
export type ResponseKind = (typeof RESPONSES)[number]

/** An endpoint whose answer is one statement's. */
export interface StatementDefinition {
  readonly kind: 'statement'
  readonly template: TemplateFacts
  readonly parameters: readonly EndpointParameter[]
  readonly response: ResponseKind
  readonly writes: boolean
  /** Status of a good answer, where it is not the usual one. */
  readonly status?: number
  /** Asks for no token, wherever it is served. */
  readonly public: boolean
  /** Rows whose counts of persons (these columns) are small are suppressed. */
  readonly persons: readonly string[]
  /** Rows that an answer may have. */
  readonly maxRows: number
  /** Name under which a browser keeps a CSV. */
  readonly filename?: string
}

export type EndpointDefinition =
  | StatementDefinition
  | {
      readonly kind: 'run'
      readonly command: 'build' | 'refresh' | 'run'
      readonly select: readonly string[]
      readonly exclude: readonly string[]
      readonly fullRefresh: boolean
      /** Id of the endpoint whose statement answers; absent: the results of the run. */
      readonly answer?: string
    }
  | { readonly kind: 'status'; readonly select: readonly string[] }

/** `GET /api/links`; the file for an answer without a route. */
export function endpointTitle(endpoint: {
  readonly route?: EndpointRoute
  readonly path: string
}): string {
  const { route } = endpoint
  return route === undefined ? endpoint.path : `${route.method} ${route.path}`
}
