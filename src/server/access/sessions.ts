/**
 * For people: a link that is good once and for minutes gives a signed cookie that is good for an hour. The key lives as
 * long as the process, so that its end ends all of them.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Grant, Scope } from './tokens.ts'
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
    const expires = this.#clock() + COOKIE_LIFE
    const payload = `${expires}.${randomBytes(9).toString('base64url')}`
    return `${payload}.${this.#sign(payload)}`
  }

  /** The header that sets a cookie. */
  header(cookie: string, isSecure: boolean): string {
    const secure = isSecure ? '; Secure' : ''
    return `${COOKIE}=${cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_LIFE / 1000}${secure}`
  }

  /** What the bearer of a cookie may do: all, for the link was printed where the server was started. */
  grant(cookies: string | undefined): Grant | undefined {
    const value = cookies
      ?.split(/;\s*/)
      .find(one => one.startsWith(`${COOKIE}=`))
      ?.slice(COOKIE.length + 1)
    if (value === undefined) return undefined
    const dot = value.lastIndexOf('.')
    const payload = value.slice(0, dot)
    const given = Buffer.from(value.slice(dot + 1))
    const expected = Buffer.from(this.#sign(payload))
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    const expires = Number(payload.split('.')[0])
    if (!(this.#clock() < expires)) return undefined
    return { name: 'session', scopes: new Set<Scope>(SCOPES) }
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest('base64url')
  }
}
