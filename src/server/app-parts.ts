/** What every route of the server works with, and how it lets people in. Pages and other routes are mounted with these. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Context, Hono } from 'hono'
import type { Scope } from './access/tokens.ts'
import type { AccessLog } from './access-log.ts'
import type { Door, Visitor } from './door.ts'
import type { ServiceAnswer, ServiceRequest } from './request.ts'
import type { Service } from './service.ts'

/** What node hands over, and what is known of the request once it is inside. */
export interface AppEnv {
  Bindings: {
    readonly incoming: IncomingMessage | Http2ServerRequest
    readonly outgoing: ServerResponse | Http2ServerResponse
  }
  Variables: { visit: Visit }
}

/** One request on its way. */
export interface Visit {
  readonly request: ServiceRequest
  readonly visitor: Visitor
  /** For the log. */
  client?: string
  error?: unknown
  /** Of its answer, once it has one. */
  status?: number
  bytes?: number
}

export type AppContext = Context<AppEnv>

/** What every route works with. */
export interface AppParts {
  /** Asked for each request: a reload puts another in its place. */
  readonly service: () => Service
  readonly door: Door
  readonly behindProxy: boolean
  readonly bodyLimit: number
  readonly newId: () => string
  readonly now: () => Date
  readonly log: AccessLog
  /** False while it stops. */
  readonly isOpen: () => boolean
  readonly version: string
  /** Adds routes of others, before the endpoints. */
  readonly mounts: readonly ((app: Hono<AppEnv>, parts: AppParts) => void)[]
}

/** Headers of every answer: nobody guesses its type, frames it, or takes it into another page. */
export const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** The answer as the transport has it, and for the log. Headers are given at once: to add them later costs more. */
export function respond(c: AppContext, { status, headers, body }: ServiceAnswer): Response {
  const visit = c.get('visit')
  const isBare = status === 204 || status === 304
  visit.status = status
  visit.bytes = isBare ? 0 : Buffer.byteLength(body)
  const all = { ...ALWAYS, 'x-request-id': visit.request.id, ...headers }
  return new Response(isBare ? null : body, { status, headers: all })
}

/** Lets pass who may; else the answer that says no. */
export function admit(c: AppContext, { door }: AppParts, scope: Scope): ServiceAnswer | undefined {
  const visit = c.get('visit')
  const passed = door.admit(visit, scope)
  if ('status' in passed) return passed
  if (passed.grant) visit.client = passed.grant.name
  return undefined
}
