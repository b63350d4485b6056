/**
 * Who may pass: the host a request names, the page it comes from, how many there are, how often one asks, and what its
 * token allows. One object for all routes.
 */
import { type HostRules, isForeignRequest, isOurHost } from './access/hosts.ts'
import { RateLimit } from './access/limits.ts'
import type { Sessions } from './access/sessions.ts'
import { allows, findToken, type Grant, type KnownToken, type Scope } from './access/tokens.ts'
import { refusal } from './refusal.ts'
import type { ServiceAnswer, ServiceRequest } from './request.ts'

export interface DoorSettings {
  readonly hosts: () => HostRules
  /** Read anew at a reload. */
  readonly tokens: () => readonly KnownToken[]
  readonly sessions: Sessions
  /** Reading and writing need a token too. */
  readonly requireTokens: boolean
  /** Requests a second of one client in the long run; 0: no limit. */
  readonly rate: number
  /** Requests at the same time. */
  readonly concurrency: number
  readonly clock: () => number
}

/** What node knows of a request. */
export interface Visitor {
  /** It names a path here, not an address elsewhere. */
  readonly isDirect: boolean
}

interface Entering {
  readonly request: ServiceRequest
  readonly visitor: Visitor
}

/** Wrong tokens that one address may try at once, and every ten seconds one more. */
const GUESSES = { rate: 0.1, burst: 10 }

/** The door of a server. */
export class Door {
  readonly #settings: DoorSettings
  readonly #rates: RateLimit
  readonly #guesses: RateLimit
  #inside = 0

  constructor(settings: DoorSettings) {
    this.#settings = settings
    const { rate, clock } = settings
    this.#rates = new RateLimit({ rate, burst: rate * 2, clock })
    this.#guesses = new RateLimit({ ...GUESSES, clock })
  }

  /** What stands before every route; undefined: it is inside, and must {@link leave}. */
  enter({ request, visitor }: Entering): ServiceAnswer | undefined {
    const { hosts, concurrency } = this.#settings
    const rules = hosts()
    if (!visitor.isDirect) return refusal(request, 400)
    if (!isOurHost(rules, request.header('host'))) return refusal(request, 421)
    const origin = request.header('origin')
    const site = request.header('sec-fetch-site')
    if (isForeignRequest(rules, request.method, { origin, site }))
      return refusal(request, 403, { detail: 'Another site sent this.' })
    if (this.#inside >= concurrency) return busy(request, 503, 1)
    const wait = this.#rates.take(`address ${request.address}`)
    if (wait !== undefined) return busy(request, 429, wait)
    this.#inside++
    return undefined
  }

  /** The cookie for a link. */
  openLink(secret: string): string | undefined {
    return this.#settings.sessions.open(secret)
  }

  /** The cookie for a token that a person typed; else the answer that says no. */
  openToken(request: ServiceRequest, token: string): string | ServiceAnswer {
    const known = this.#known(request, token)
    return 'hash' in known ? this.#settings.sessions.openFor(known) : known
  }

  /** Whether there are tokens that a person could type. */
  get hasTokens(): boolean {
    return this.#settings.tokens().length > 0
  }

  /** Who came in by a link or a token, for pages to say so. */
  visitor({ header }: ServiceRequest): Grant | undefined {
    const { sessions, tokens } = this.#settings
    return sessions.grant(header('cookie'), tokens())
  }

  /** The header of a cookie; of an empty one: it is forgotten. */
  cookieHeader(cookie: string, isSecure: boolean): string {
    return this.#settings.sessions.header(cookie, isSecure)
  }

  leave(): void {
    this.#inside--
  }

  /** Who may do this; else the answer that says no. */
  admit({ request }: Entering, scope: Scope): { readonly grant?: Grant } | ServiceAnswer {
    const found = this.#grant(request)
    if ('status' in found) return found
    const { grant } = found
    if (grant === undefined) return this.#needsToken(scope) ? unknown(request) : {}
    if (!allows(grant, scope))
      return refusal(request, 403, { detail: `This token does not allow ${scope}.` })
    const wait = this.#rates.take(`token ${grant.name}`)
    return wait === undefined ? found : busy(request, 429, wait)
  }

  /** A token that is given is looked at, also where none is needed. */
  #grant(request: ServiceRequest): { readonly grant?: Grant } | ServiceAnswer {
    const given = request.header('authorization')
    if (given === undefined) {
      const session = this.visitor(request)
      return session === undefined ? {} : { grant: session }
    }
    const known = this.#known(request, /^Bearer +(\S+)$/i.exec(given)?.[1])
    return 'hash' in known ? { grant: known } : known
  }

  /** Ten wrong ones, and an address waits, whichever way it tries. */
  #known(request: ServiceRequest, token: string | undefined): KnownToken | ServiceAnswer {
    const client = request.address
    if (!this.#guesses.has(client)) return busy(request, 429, 10)
    const found = token === undefined ? undefined : findToken(this.#settings.tokens(), token)
    if (found !== undefined) return found
    this.#guesses.take(client)
    return unknown(request)
  }

  /** What runs, and what is for administrators, always does. */
  #needsToken(scope: Scope): boolean {
    const { requireTokens, tokens } = this.#settings
    return scope === 'run' || scope === 'admin' || requireTokens || tokens().length > 0
  }
}

function unknown(request: ServiceRequest): ServiceAnswer {
  const headers = { 'www-authenticate': 'Bearer' }
  return refusal(request, 401, { detail: 'Send Authorization: Bearer and a token.', headers })
}

function busy(request: ServiceRequest, status: number, seconds: number): ServiceAnswer {
  return refusal(request, status, { headers: { 'retry-after': String(seconds) } })
}
