/**
 * How a room adds its pages: a path, and what makes the content of a visit. Who may come in, the frame, the headers and
 * the pages that say no are the same for all.
 */
import type { Hono } from 'hono'
import type { Scope } from '../server/access/tokens.ts'
import { type AppContext, type AppEnv, type AppParts, admit, respond } from '../server/app-parts.ts'
import { refusal, refusalOf } from '../server/refusal.ts'
import type { ServiceAnswer } from '../server/request.ts'
import type { Workspace } from '../workspace.ts'
import { htmlAnswer } from './html-answer.ts'
import type { Page, PageContent } from './page.ts'
import { languageCookie, serverPage } from './server-page.ts'
import { errorPage } from './shell/messages.tsx'

/** A request for a page that has been let in. */
export interface PageVisit {
  readonly page: Page
  /** Of the project as it is served now. */
  readonly workspace: Workspace
  readonly c: AppContext
  readonly parts: AppParts
}

/** The content of a page, an answer that is none, or undefined: nothing is here. */
export type MakePage = (
  visit: PageVisit,
) => PageContent | ServiceAnswer | undefined | Promise<PageContent | ServiceAnswer | undefined>

export interface PageOptions {
  /** What the visitor must be allowed; default: `read`. */
  readonly scope?: Scope
}

/** What a room adds its pages to. */
export interface Pages {
  readonly app: Hono<AppEnv>
  readonly parts: AppParts
}

/** Adds a page that is got. */
export function addPage(
  pages: Pages,
  path: string,
  make: MakePage,
  { scope = 'read' }: PageOptions = {},
): void {
  pages.app.get(path, c => answerPage(pages, c, { make, scope }))
}

/** Answers a request for a page, or for what is done on one. `path`: of the page, where it is not that of the request. */
export async function answerPage(
  { parts }: Pages,
  c: AppContext,
  { make, scope = 'read', path }: PageOptions & { readonly make: MakePage; readonly path?: string },
): Promise<Response> {
  const page = { ...serverPage(c, parts), ...(path !== undefined && { path }) }
  const refused = admit(c, parts, scope)
  const answer = refused ?? (await made({ page, c, parts }, make))
  return respond(c, asPage(page, c, answer))
}

async function made(
  visit: Omit<PageVisit, 'workspace'>,
  make: MakePage,
): Promise<PageContent | ServiceAnswer> {
  const { c, parts } = visit
  const { request } = c.get('visit')
  try {
    const content = await make({ ...visit, workspace: parts.service().workspace })
    return content ?? refusal(request, 404)
  } catch (error) {
    c.get('visit').error = error
    return refusalOf(error, request)
  }
}

function asPage(page: Page, c: AppContext, answer: PageContent | ServiceAnswer): ServiceAnswer {
  const html = 'headers' in answer ? humanAnswer(page, c, answer) : htmlAnswer(page, answer)
  return { ...html, headers: { ...html.headers, ...languageCookie(page) } }
}

/** An answer that says no, as a page for those who asked for one. */
export function humanAnswer(page: Page, c: AppContext, answer: ServiceAnswer): ServiceAnswer {
  const { request } = c.get('visit')
  const isProblem = answer.headers['content-type']?.startsWith('application/problem+json')
  if (!isProblem || !wantsPage(c)) return answer
  const { detail } = JSON.parse(answer.body) as { detail?: string }
  const { status } = answer
  const html = htmlAnswer(
    page,
    errorPage(page, { status, requestId: request.id, ...(detail !== undefined && { detail }) }),
  )
  const { 'content-type': _type, ...headers } = answer.headers
  return { ...html, headers: { ...headers, ...html.headers } }
}

/** Browsers say so when a person follows a link; programs and scripts ask for something else, or for nothing. */
export function wantsPage(c: AppContext): boolean {
  return c.get('visit').request.header('accept')?.includes('text/html') ?? false
}
