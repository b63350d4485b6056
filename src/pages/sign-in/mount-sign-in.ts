/**
 * Signing in by a token, for browsers, which send none by themselves: a form, the cookie that the link of `--open` gives too,
 * and out again. The door refuses forms of other sites and counts wrong tokens as everywhere.
 */
import type { AppContext, AppParts } from '../../server/app-parts.ts'
import { respond } from '../../server/app-parts.ts'
import type { ServiceAnswer } from '../../server/request.ts'
import type { Pages } from '../add-page.ts'
import { htmlAnswer } from '../html-answer.ts'
import { readForm } from '../read-form.ts'
import { languageCookie, serverPage } from '../server-page.ts'
import { type SigningIn, signInPage } from './sign-in-page.tsx'
import { pathBack } from './where-to.ts'

/** Bytes of a form with a token. */
const FORM = 4096

/** Adds them. */
export function mountSignIn({ app, parts }: Pages): void {
  app.get('/login', async (c, next) => {
    const query = new URLSearchParams(c.get('visit').request.query)
    // A link of `--open`: the server's own.
    if (query.has('key')) return await next()
    return respond(c, shown(c, parts, { next: pathBack(query.get('next')) }))
  })
  app.post('/login', async c => respond(c, await sent(c, parts)))
}

async function sent(c: AppContext, parts: AppParts): Promise<ServiceAnswer> {
  const { request } = c.get('visit')
  const fields = await readForm(c, FORM)
  const next = pathBack(fields?.get('next'))
  const token = fields?.get('token')?.trim()
  if (fields?.has('leave')) return leading('/login', parts.door.cookieHeader('', isSecure(request)))
  if (!token) return shown(c, parts, { next })
  const cookie = parts.door.openToken(request, token)
  if (typeof cookie === 'string')
    return leading(next, parts.door.cookieHeader(cookie, isSecure(request)))
  const { status, headers } = cookie
  const seconds = headers['retry-after']
  const refused = { status, ...(seconds !== undefined && { seconds: Number(seconds) }) }
  const page = shown(c, parts, { next, refused })
  return { ...page, headers: { ...headers, ...page.headers } }
}

const isSecure = ({ origin }: { readonly origin: string }) => origin.startsWith('https:')

function leading(location: string, cookie: string): ServiceAnswer {
  const headers = { location, 'set-cookie': cookie, 'cache-control': 'no-store' }
  return { status: 303, headers, body: '' }
}

function shown(
  c: AppContext,
  parts: AppParts,
  signing: Omit<SigningIn, 'hasTokens'>,
): ServiceAnswer {
  const page = { ...serverPage(c, parts), here: signing.next }
  const content = signInPage(page, { ...signing, hasTokens: parts.door.hasTokens })
  const answer = htmlAnswer(page, content)
  return { ...answer, headers: { ...answer.headers, ...languageCookie(page) } }
}
