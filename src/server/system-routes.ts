/** What the tool answers itself: its health, its description, runs, and the link for people. */
import type { Hono } from 'hono'
import { type AppContext, type AppEnv, type AppParts, admit, respond } from './app-parts.ts'
import { docsPage } from './docs-page.ts'
import { openApi } from './openapi.ts'
import { refusal } from './refusal.ts'
import { jsonAnswer, type ServiceAnswer } from './request.ts'
import { jobState } from './run-answers.ts'
import { runEvents } from './run-events.ts'

const FRESH = { 'cache-control': 'no-store' }

/** Adds the routes. */
export function mountSystem(app: Hono<AppEnv>, parts: AppParts): void {
  app.get('/healthz', c => respond(c, jsonAnswer(200, { status: 'ok' }, FRESH)))
  app.get('/readyz', async c => respond(c, await ready(c, parts)))
  app.get('/login', c => respond(c, login(c, parts)))
  app.get('/openapi.json', c => guarded(c, parts, () => description(parts)))
  app.get('/api/docs', c => guarded(c, parts, () => docsPage(parts.service().workspace.manifest)))
  app.get('/api/runs/:id', c => {
    const refused = admit(c, parts, 'run')
    if (refused) return respond(c, refused)
    const job = parts.service().runs.find(c.req.param('id'))
    if (job === undefined) return respond(c, refusal(c.get('visit').request, 404))
    return respond(c, jsonAnswer(200, jobState(job), FRESH))
  })
  app.get('/api/runs/:id/events', c => {
    const refused = admit(c, parts, 'run')
    if (refused) return respond(c, refused)
    const job = parts.service().runs.find(c.req.param('id'))
    if (job === undefined) return respond(c, refusal(c.get('visit').request, 404))
    return runEvents(job)
  })
}

function guarded(c: AppContext, parts: AppParts, answer: () => ServiceAnswer): Response {
  return respond(c, admit(c, parts, 'read') ?? answer())
}

function description({ service, version }: AppParts): ServiceAnswer {
  const current = service()
  const document = openApi(current.workspace.manifest, current.endpoints, {
    version,
    columnsOf: id => current.columnsOf(id),
  })
  return jsonAnswer(200, document, FRESH)
}

/** Whether it can answer now: a balancer sends it nothing else. */
async function ready(c: AppContext, { service, isOpen }: AppParts): Promise<ServiceAnswer> {
  const visit = c.get('visit')
  if (!isOpen()) return refusal(visit.request, 503, { detail: 'It is stopping.' })
  try {
    await service().ping()
    return jsonAnswer(200, { status: 'ready' }, FRESH)
  } catch (error) {
    visit.error = error
    return refusal(visit.request, 503, { headers: { 'retry-after': '1' } })
  }
}

/** The link of `--open`: good once. */
function login(c: AppContext, { door }: AppParts): ServiceAnswer {
  const { request } = c.get('visit')
  const cookie = door.openLink(new URLSearchParams(request.query).get('key') ?? '')
  if (cookie === undefined)
    return refusal(request, 403, { detail: 'This link was used, or is too old. Ask for another.' })
  const isSecure = request.origin.startsWith('https:')
  const headers = { location: '/', 'set-cookie': door.cookieHeader(cookie, isSecure) }
  return { status: 303, headers: { ...headers, ...FRESH }, body: '' }
}
