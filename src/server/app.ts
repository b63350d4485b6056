/**
 * The routes of a server, composed: what the tool answers itself, what others mount (pages), and the endpoints. Each part
 * asks `Door` who may pass; everything passes the same limits and is written down once.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Hono } from 'hono'
import type { Asker } from '../adapters/adapter.ts'
import { endpointScope } from './access/endpoint-scope.ts'
import { masked } from './access-log.ts'
import {
  ALWAYS,
  type AppContext,
  type AppEnv,
  type AppParts,
  admit,
  respond,
  type Visit,
} from './app-parts.ts'
import { addressOf, headerOf, originOf, readBodyOf, targetOf } from './http-request.ts'
import { refusal } from './refusal.ts'
import type { ServiceAnswer, ServiceRequest } from './request.ts'
import { mountSystem } from './system-routes.ts'

/** The application. */
export function createApp(parts: AppParts): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use(async (c, next) => {
    const began = performance.now()
    const visit = visitOf(c, parts)
    c.set('visit', visit)
    const refused = parts.door.enter(visit)
    if (refused) c.res = respond(c, refused)
    else {
      try {
        await next()
      } finally {
        parts.door.leave()
      }
    }
    if (visit.status === undefined) secure(c, visit)
    writeDown(parts, c, { visit, ms: performance.now() - began })
  })
  app.onError((error, c) => {
    c.get('visit').error = error
    return respond(c, refusal(c.get('visit').request, 500))
  })
  // Before all else: what says no to a person is a page, whoever says it.
  for (const mount of parts.mounts) mount(app, parts)
  mountSystem(app, parts)
  app.all('*', async c => respond(c, await answerEndpoint(c, parts)))
  return app
}

function visitOf(c: AppContext, { behindProxy, newId, now }: AppParts): Visit {
  const incoming = c.env.incoming as IncomingMessage
  const target = targetOf(incoming.url)
  const request: ServiceRequest = {
    method: incoming.method ?? 'GET',
    path: target?.path ?? '',
    query: target?.query ?? '',
    header: name => headerOf(incoming, name),
    body: undefined,
    id: newId(),
    address: addressOf(incoming, behindProxy),
    origin: originOf(incoming, behindProxy),
    at: now(),
  }
  return { request, visitor: { isDirect: target !== undefined } }
}

/** What was mounted here may have answered in its own way. */
function secure(c: AppContext, { request }: Visit): void {
  const headers = { ...ALWAYS, 'x-request-id': request.id }
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
}

async function answerEndpoint(c: AppContext, parts: AppParts): Promise<ServiceAnswer> {
  const visit = c.get('visit')
  const { request } = visit
  const service = parts.service()
  const routed = service.route(request.method, request.path)
  const target = routed.kind === 'no path' ? undefined : routed.target
  const scope = target === undefined ? 'read' : endpointScope(target)
  if (scope !== undefined) {
    const refused = admit(c, parts, scope)
    if (refused) return refused
  }
  const incoming = c.env.incoming as IncomingMessage
  const hasBody = request.method === 'POST' || request.method === 'PATCH'
  const read = hasBody ? await readBodyOf(incoming, parts.bodyLimit) : undefined
  if (read?.kind === 'too large')
    return refusal(request, 413, {
      detail: `A body has ${parts.bodyLimit} bytes at most.`,
      headers: { connection: 'close' },
    })
  if (read?.kind === 'encoded')
    return refusal(request, 415, { detail: 'Send the body as it is, not compressed.' })
  const asker = askerOf(c.env.outgoing as ServerResponse)
  const failed = (error: unknown): void => {
    visit.error = error
  }
  return await service.answer({ ...request, asker, failed, body: read?.body }, routed)
}

/** Who asks, as long as the connection is there. */
function askerOf(outgoing: ServerResponse): Asker {
  const asker = { isGone: false, onGone: undefined as (() => void) | undefined }
  outgoing.once('close', () => {
    if (outgoing.writableFinished) return
    asker.isGone = true
    asker.onGone?.()
  })
  return asker
}

function writeDown(
  { log }: AppParts,
  c: AppContext,
  { visit, ms }: { readonly visit: Visit; readonly ms: number },
): void {
  const { request, client, error } = visit
  log({
    id: request.id,
    method: request.method,
    url: masked(request.query === '' ? request.path : `${request.path}?${request.query}`),
    status: visit.status ?? c.res.status,
    ms: Math.round(ms * 10) / 10,
    bytes: visit.bytes ?? 0,
    address: request.address,
    ...(client === undefined ? {} : { client }),
    ...(error === undefined ? {} : { error: masked(String((error as Error).message ?? error)) }),
  })
}
