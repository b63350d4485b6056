/** Signing in by a token: what the cookie allows and how it ends, where one gets to, who is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mountPages } from '../../src/pages/mount-pages.ts'
import { pathBack, signInHref } from '../../src/pages/sign-in/where-to.ts'
import { tokensOfEnvironment } from '../../src/server/access/tokens.ts'
import { type Asking, openShop, type Shop, TOKEN_TEXT, TOKENS } from '../server/served-shop.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }

describe('pathBack()', () => {
  it.each([
    ['/runs?status=error&before=a%20b', '/runs?status=error&before=a%20b'],
    ['/dashboards/icp#links', '/dashboards/icp#links'],
    ['/nodes/../runs', '/runs'],
    [null, '/'],
    ['', '/'],
    ['runs', '/'],
    ['https://evil.example/', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n\\evil.example', '/'],
    ['\t//evil.example', '/'],
    ['/.//evil.example', '/'],
    ['/a/..//evil.example', '/'],
    ['/%2e/%2e%2e//evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['http:/evil.example', '/'],
    ['//[', '/'],
    ['/login?next=/login', '/'],
    ['/x\r\nset-cookie: a=b', '/xset-cookie:%20a=b'],
  ])('leads from %j to %s', (wanted, path) => {
    expect(pathBack(wanted)).toBe(path)
  })

  it('signInHref() is undone by it', () => {
    const here = '/models?name=a+b&state=stale'
    expect(pathBack(new URL(signInHref(here), 'http://a').searchParams.get('next'))).toBe(here)
    expect(signInHref('/')).toBe('/login')
  })
})

describe('signing in', () => {
  let shop: Shop
  let known = TOKEN_TEXT
  let now = Date.parse('2026-02-14T00:00:00Z')
  beforeAll(async () => {
    shop = await openShop({
      mounts: [mountPages],
      tokens: () => tokensOfEnvironment(known),
      now: () => new Date(now),
    })
  })
  afterAll(() => shop.close())

  const send = (fields: Readonly<Record<string, string>>, headers: Asking['headers'] = {}) =>
    shop.ask('POST /login', {
      headers: { ...FORM, ...headers },
      body: new URLSearchParams(fields).toString(),
    })
  const knowOnly = async (text: string) => {
    known = text
    await shop.server.reload()
  }
  const cookieOf = async (token: string) => {
    const { headers } = await send({ token })
    return { accept: 'text/html', cookie: String(headers['set-cookie']).split(';')[0]! }
  }

  it('is offered by a page that wants somebody known, and leads back to it', async () => {
    const refused = await shop.ask('GET /models?kind=seed', { headers: { accept: 'text/html' } })
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('href="/login?next=%2Fmodels%3Fkind%3Dseed"')
    const page = await shop.ask('GET /login?next=%2Fmodels%3Fkind%3Dseed')
    expect([page.status, page.text.includes('type="password"')]).toEqual([200, true])
    expect(page.text).toContain('name="next" value="/models?kind=seed"')
    const done = await send({ token: TOKENS.read, next: '/models?kind=seed' })
    expect([done.status, done.headers.location]).toEqual([303, '/models?kind=seed'])
    expect(String(done.headers['set-cookie'])).toMatch(
      /^model_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=3600$/,
    )
    expect(done.headers['cache-control']).toBe('no-store')
  })

  it('leads to no other site, whoever wrote the form', async () => {
    const done = await send({ token: TOKENS.read, next: '//evil.example' })
    expect(done.headers.location).toBe('/')
    const page = await shop.ask(
      `GET /login?next=${encodeURIComponent('/\\evil.example"><script>')}`,
    )
    expect(page.text).toContain('name="next" value="/"')
    expect(page.text).not.toMatch(/(?:href|action)="[^?"]*evil|"><script>/)
  })

  it('allows what the token does, until it is taken away or an hour has passed', async () => {
    const reader = await cookieOf(TOKENS.read)
    const seen = await shop.ask('GET /models', { headers: reader })
    expect([seen.status, seen.text.includes('Sign out')]).toEqual([200, true])
    expect((await shop.ask('GET /api/items', { headers: reader })).status).toBe(200)
    const run = await shop.ask('POST /runs/start', {
      headers: { ...FORM, ...reader },
      body: 'path=%2Fapi%2Frefresh',
    })
    expect([403, 404]).toContain(run.status)
    expect((await shop.ask('GET /api/runs/none', { headers: reader })).status).toBe(403)
    const admin = await cookieOf(TOKENS.admin)
    expect((await shop.ask('GET /api/runs/none', { headers: admin })).status).toBe(404)

    await knowOnly(TOKEN_TEXT.replace(TOKENS.read, 'another-token-0123456789'))
    expect((await shop.ask('GET /models', { headers: reader })).status).toBe(401)
    expect((await shop.ask('GET /models', { headers: admin })).status).toBe(200)
    await knowOnly(TOKEN_TEXT)
    expect((await shop.ask('GET /models', { headers: reader })).status).toBe(200)
    now += 60 * 60_000
    expect((await shop.ask('GET /models', { headers: reader })).status).toBe(401)
  })

  it('is undone by a button', async () => {
    const { status, headers } = await send({ leave: '1' }, await cookieOf(TOKENS.read))
    expect([status, headers.location]).toEqual([303, '/login'])
    expect(String(headers['set-cookie'])).toMatch(/^model_session=; .*Max-Age=0$/)
  })

  it.each([
    ['another name', (cookie: string) => cookie.replace('.reader.', '.adminer.')],
    ['no name', (cookie: string) => cookie.replace('.reader.', '.')],
    ['another end', (cookie: string) => cookie.replace(/=\d+/, '=9999999999999')],
    ['another signature', (cookie: string) => `${cookie.slice(0, -3)}abc`],
  ])('is not had by a cookie with %s', async (_name, change) => {
    const headers = await cookieOf(TOKENS.read)
    expect(headers.cookie).toMatch(/^model_session=\d+\.[\w-]+\.reader\.[\w-]+$/)
    const changed = { ...headers, cookie: change(headers.cookie) }
    expect((await shop.ask('GET /models', { headers: changed })).status).toBe(401)
  })

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'null' }],
  ])('is refused to a form of another site: %j', async headers => {
    const { status, headers: told } = await send({ token: TOKENS.read }, headers)
    expect([status, told['set-cookie']]).toEqual([403, undefined])
  })

  it('takes no token in an address, and none that is no form', async () => {
    const asked = await shop.ask(`GET /login?token=${TOKENS.admin}`)
    expect([asked.status, asked.headers['set-cookie']]).toEqual([200, undefined])
    const body = JSON.stringify({ token: TOKENS.admin })
    const json = await shop.ask('POST /login', { headers: { accept: 'text/html' }, body })
    expect([json.status, json.headers['set-cookie']]).toEqual([200, undefined])
  })

  it('makes an address wait that guesses, also for what is right', async () => {
    const said: number[] = []
    for (let guess = 0; guess < 12; guess++)
      said.push((await send({ token: `guess-${guess}`, next: '/runs' })).status)
    expect(new Set(said.slice(0, 10))).toEqual(new Set([401]))
    const locked = await send({ token: TOKENS.read, next: '/runs' })
    expect([locked.status, locked.headers['set-cookie']]).toEqual([429, undefined])
    expect(locked.text).toContain('Too many wrong tokens')
    expect(locked.text).toContain('name="next" value="/runs"')
    now += 11_000
    expect((await send({ token: TOKENS.read })).status).toBe(303)
  })

  it('has no form where there are no tokens', async () => {
    await knowOnly('')
    const { status, text } = await shop.ask('GET /login')
    expect([status, text.includes('type="password"')]).toEqual([200, false])
    expect(text).toContain('model serve --open')
    await knowOnly(TOKEN_TEXT)
  })
})
