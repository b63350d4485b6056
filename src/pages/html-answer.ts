/** A page as an answer of the server, and what browsers are told about it. */
import type { ServiceAnswer } from '../server/request.ts'
import type { Page, PageContent } from './page.ts'
import { renderPage } from './shell/layout.tsx'

/** Nothing runs, and nothing is styled, that does not come as a file from here. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every page. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cache-control': 'private, no-cache',
  // With none at all a browser calls the origin of its own forms null.
  'referrer-policy': 'same-origin',
  vary: 'accept-language, cookie',
} as const

/** A page, rendered. */
export function htmlAnswer(page: Page, content: PageContent): ServiceAnswer {
  return {
    status: content.status ?? 200,
    headers: { ...PAGE_HEADERS, 'content-language': page.language },
    body: renderPage(page, content),
  }
}
