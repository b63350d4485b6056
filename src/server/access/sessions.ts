/**
 * For people: a link that is good once and for minutes, or a token, gives a signed cookie that is good for an hour. The key
 * lives as long as the process, so that its end ends all of them; a cookie for a token ends with that token too.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Grant, KnownToken, Scope } from './tokens.ts'
import { SCOPES } from './tokens.ts'

export const COOKIE = 'model_session'
/** Milliseconds for which a link may be opened, and a cookie is good. */
const LINK_LIFE = 5 * 60_000
const COOKIE_LIFE = 60 * 60_000

/** Links and cookies of one process. */
export class Sessions {
  readonly #key = randomBytes(32)
  readonly #links = new Map<string, number>()
  readonly #clock: () => number

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** The secret part of a new link. */
  newLink(): string {
    const secret = randomBytes(24).toString('base64url')
    this.#links.set(secret, this.#clock() + LINK_LIFE)
    return secret
  }

  /** The cookie for a link, which is used up by that; undefined for one that is not good. */
  open(secret: string): string | undefined {
    const until = this.#links.get(secret)
    this.#links.delete(secret)
    if (until === undefined || this.#clock() > until) return undefined
    const payload = this.#newPayload()
    return `${payload}.${this.#sign(payload)}`
  }

  /** The cookie for a token: it allows what the token does. */
  openFor(token: KnownToken): string {
    const payload = `${this.#newPayload()}.${token.name}`
    return `${payload}.${this.#sign(payload, token)}`
  }

  #newPayload(): string {
    return `${this.#clock() + COOKIE_LIFE}.${randomBytes(9).toString('base64url')}`
  }

  /** The header that sets a cookie; an empty one is forgotten at once. */
  header(cookie: string, isSecure: boolean): string {
    const secure = isSecure ? '; Secure' : ''
    const seconds = cookie === '' ? 0 : COOKIE_LIFE / 1000
    return `${COOKIE}=${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`
  }

  /** What the bearer of a cookie may do: by a link all, for it was printed where the server was started. */
  grant(cookies: string | undefined, tokens: readonly KnownToken[]): Grant | undefined {
    const value = cookies
      ?.split(/;\s*/)
      .find(one => one.startsWith(`${COOKIE}=`))
      ?.slice(COOKIE.length + 1)
    if (value === undefined) return undefined
    const dot = value.lastIndexOf('.')
    const payload = value.slice(0, dot)
    const given = value.slice(dot + 1)
    const [expires, , ...name] = payload.split('.')
    if (!(this.#clock() < Number(expires))) return undefined
    if (name.length > 0) {
      const own = tokens.filter(token => token.name === name.join('.'))
      return own.find(token => isSame(given, this.#sign(payload, token)))
    }
    if (!isSame(given, this.#sign(payload))) return undefined
    return { name: 'session', scopes: new Set<Scope>(SCOPES) }
  }

  /** With the token's hash, so that another token of its name is not meant. */
  #sign(payload: string, token?: KnownToken): string {
    const hmac = createHmac('sha256', this.#key).update(payload)
    if (token !== undefined) hmac.update('\n').update(token.hash)
    return hmac.digest('base64url')
  }
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
