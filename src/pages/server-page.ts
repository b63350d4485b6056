/** The page that a request is for: who asks in which language, and where things are on this server. */
import type { AppContext, AppParts } from '../server/app-parts.ts'
import type { ServiceRequest } from '../server/request.ts'
import { assets } from './assets.ts'
import { formatsOf } from './formats.ts'
import type { Links, Page, Section } from './page.ts'
import { pathBack } from './sign-in/where-to.ts'
import { chooseLanguage, LANGUAGES } from './words.ts'

const SECTIONS: readonly Section[] = [
  'overview',
  'models',
  'lineage',
  'runs',
  'dashboards',
  'search',
]

/** Keeps the language that was chosen. */
const COOKIE = 'model_language'

/** What components are told of a request. */
export function serverPage(c: AppContext, { service, now, door }: AppParts): Page {
  const { request } = c.get('visit')
  const { project } = service().workspace.manifest
  const query = new URLSearchParams(request.query)
  const chosen = new RegExp(`(?:^|;\\s*)${COOKIE}=(\\w+)`).exec(request.header('cookie') ?? '')?.[1]
  const language = chooseLanguage(query.get('lang'), chosen, request.header('accept-language'))
  const visitor = door.visitor(request)?.name
  return {
    project: project.name,
    target: project.target.name,
    language,
    format: formatsOf(language),
    links: serverLinks(),
    now: now(),
    query,
    here: hereOf(request),
    ...(visitor !== undefined && { visitor }),
  }
}

/** The page that is asked for; of a form the one that it was on. */
function hereOf({ method, path, query, header, origin }: ServiceRequest): string {
  if (method === 'GET') return pathBack(query === '' ? path : `${path}?${query}`)
  const referrer = header('referer') ?? ''
  return referrer.startsWith(`${origin}/`) ? pathBack(referrer.slice(origin.length)) : '/'
}

function serverLinks(): Links {
  const { digest } = assets()
  return {
    to: (path, query = {}) => {
      const asked = Object.entries(query).filter(([, value]) => value !== undefined)
      const text = new URLSearchParams(asked as [string, string][]).toString()
      return path + (text === '' ? '' : `?${text}`)
    },
    asset: name => `/assets/${digest}/${name}`,
    isServed: true,
    sections: SECTIONS,
  }
}

/** Remembers a language that was asked for by `?lang=`. */
export function languageCookie({ query }: Page): Readonly<Record<string, string>> {
  const asked = LANGUAGES.find(language => language === query.get('lang'))
  if (asked === undefined) return {}
  return { 'set-cookie': `${COOKIE}=${asked}; Path=/; Max-Age=31536000; SameSite=Lax` }
}
