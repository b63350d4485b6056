/** The pages of a server, composed: assets, documentation, runs, dashboards, signing in, and pages that say no. */
import type { Hono } from 'hono'
import { type AppEnv, type AppParts, respond } from '../server/app-parts.ts'
import { refusal } from '../server/refusal.ts'
import { humanAnswer, wantsPage } from './add-page.ts'
import { assets } from './assets.ts'
import { mountDashboards } from './dashboards/mount-dashboards.ts'
import { mountDocumentation } from './documentation/mount-documentation.ts'
import { mountRuns } from './runs/mount-runs.ts'
import { serverPage } from './server-page.ts'
import { mountSignIn } from './sign-in/mount-sign-in.ts'

const FOR_GOOD = 'public, max-age=31536000, immutable'

/** Adds the pages to a server. */
export function mountPages(app: Hono<AppEnv>, parts: AppParts): void {
  mountAssets(app)
  mountRefusals(app, parts)
  const pages = { app, parts }
  mountDashboards(pages)
  mountDocumentation(pages)
  mountRuns(pages)
  mountSignIn(pages)
}

/** Without a token: they say nothing of the project. */
function mountAssets(app: Hono<AppEnv>): void {
  app.get('/assets/:digest/:name', c => {
    const { digest, files } = assets()
    const asset = files.get(c.req.param('name'))
    const visit = c.get('visit')
    if (asset === undefined || c.req.param('digest') !== digest)
      return respond(c, refusal(visit.request, 404))
    visit.status = 200
    visit.bytes = asset.content.length
    return new Response(new Uint8Array(asset.content), {
      headers: {
        'content-type': asset.type,
        'cache-control': FOR_GOOD,
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      },
    })
  })
}

/** What an endpoint refuses, or nobody answers, is a page for a person who followed a link. */
function mountRefusals(app: Hono<AppEnv>, parts: AppParts): void {
  app.use(async (c, next) => {
    await next()
    if (c.res.status < 400 || !wantsPage(c)) return
    if (!c.res.headers.get('content-type')?.startsWith('application/problem+json')) return
    const headers = Object.fromEntries(c.res.headers)
    const answer = { status: c.res.status, headers, body: await c.res.clone().text() }
    c.res = respond(c, humanAnswer(serverPage(c, parts), c, answer))
  })
}
