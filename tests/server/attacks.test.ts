/** Forty attacks on a served project: each is refused or harmless, nothing inside shows, and all is as it was. */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { type Asking, openShop, type Shop, TOKEN_TEXT, TOKENS, type Told } from './served-shop.ts'

const INJECTION = "' or '1'='1"
const STACKED = '1; drop table items; --'
const q = encodeURIComponent

interface Attack extends Asking {
  readonly line: string
  readonly status: number | readonly number[]
  /** The body of the answer, exactly. */
  readonly text?: string
}

const read = { token: 'read' } as const
const write = { token: 'write' } as const
const json = { 'content-type': 'application/json' }

const ATTACKS: Readonly<Record<string, Attack>> = {
  'SQL through an enum': { ...read, line: `GET /api/items?status=${q(INJECTION)}`, status: 400 },
  'SQL through a text': {
    ...read,
    line: `GET /api/items?search=${q(INJECTION)}`,
    status: 200,
    text: '[]',
  },
  'SQL through an integer': { ...read, line: `GET /api/items?above=${q(STACKED)}`, status: 400 },
  'SQL through a number': { ...read, line: `GET /api/items?price=${q('1+1')}`, status: 400 },
  'SQL through a boolean': {
    ...read,
    line: `GET /api/items?flag=${q('true or true')}`,
    status: 400,
  },
  'SQL through a date': { ...read, line: `GET /api/items?day=${q("2026-01-01'--")}`, status: 400 },
  'SQL through a timestamp': { ...read, line: `GET /api/items?since=${q('now()')}`, status: 400 },
  'SQL through a UUID': { ...read, line: `GET /api/items?code=${q(INJECTION)}`, status: 400 },
  'SQL through limit': {
    ...read,
    line: `GET /api/items?limit=${q('1 union select')}`,
    status: 400,
  },
  'SQL through offset': { ...read, line: `GET /api/items?offset=${q('0;select 1')}`, status: 400 },
  'SQL through the path': { ...read, line: `GET /api/items/${q(STACKED)}`, status: 400 },
  'SQL through a text in the path': {
    ...write,
    line: `DELETE /api/notes/${q(INJECTION)}`,
    status: 404,
  },
  'SQL through a header': {
    ...read,
    line: 'GET /api/who',
    headers: { 'user-agent': STACKED },
    status: 200,
  },
  'SQL through a field of the body': {
    ...write,
    line: 'POST /api/notes',
    body: JSON.stringify({ body: STACKED }),
    status: 201,
  },
  'SQL through a JSON body': {
    ...read,
    line: 'POST /api/echo',
    body: JSON.stringify({ a: INJECTION }),
    status: 200,
  },
  'SQL through a number of the body': {
    ...write,
    line: 'POST /api/notes',
    body: '{"body": "x", "amount": "1); drop table items"}',
    status: 400,
  },
  'SQL through the name of a parameter': {
    ...read,
    line: `GET /api/items?${q('id) or (1=1')}=1`,
    status: 400,
  },
  'a template in a value': {
    ...read,
    line: `GET /api/items?search=${q('{{env "HOME"}}')}`,
    status: 200,
    text: '[]',
  },
  'a NUL in a text': { ...read, line: 'GET /api/items?search=%00', status: 400 },
  'a NUL in JSON': { ...read, line: 'POST /api/echo', body: '{"a": "\\u0000"}', status: 400 },
  'a lone surrogate in JSON': { ...read, line: 'POST /api/echo', body: '"\\ud800"', status: 400 },
  'a number that overflows': {
    ...read,
    line: 'GET /api/items?above=99999999999999999999',
    status: 400,
  },
  'a number of a thousand digits': {
    ...read,
    line: `GET /api/items?price=${'9'.repeat(1000)}`,
    status: 400,
  },
  'a path upwards': { ...read, line: 'GET /../../etc/passwd', status: 404 },
  'an encoded path upwards': { ...read, line: 'GET /%2e%2e/%2e%2e/project.yml', status: 404 },
  'a double encoded path upwards': {
    ...read,
    line: 'GET /api/items/%252e%252e%252fproject.yml',
    status: 400,
  },
  'a backslash path': { ...read, line: 'GET /..\\..\\project.yml', status: [400, 404] },
  'an answer that has no route': { ...read, line: 'GET /api/built', status: 404 },
  'a body that is too long': {
    ...write,
    line: 'POST /api/notes',
    body: Buffer.alloc(20_000, 97),
    status: 413,
  },
  'a body that is too long and does not say so': {
    ...write,
    line: 'POST /api/notes',
    headers: { ...json, 'transfer-encoding': 'chunked' },
    body: Buffer.alloc(20_000, 97),
    status: 413,
  },
  'a body that is no JSON': { ...write, line: 'POST /api/notes', body: '{"body": ', status: 400 },
  'a body that is no UTF-8': {
    ...write,
    line: 'POST /api/notes',
    body: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
    status: 400,
  },
  'a body that is compressed': {
    ...write,
    line: 'POST /api/notes',
    headers: { 'content-encoding': 'gzip' },
    body: 'x',
    status: 415,
  },
  'a body as a form, as pages send it': {
    ...write,
    line: 'POST /api/notes',
    headers: { 'content-type': 'text/plain' },
    body: '{"body": "x"}',
    status: 415,
  },
  'a body nested very deeply': {
    ...read,
    line: 'POST /api/echo',
    body: `${'['.repeat(4900)}${']'.repeat(4900)}`,
    status: [200, 400],
  },
  'the prototype of an object': {
    ...write,
    line: 'POST /api/notes',
    body: '{"__proto__": {"body": "x"}, "constructor": 1}',
    status: 400,
  },
  'another host (rebinding)': {
    ...read,
    line: 'GET /api/items',
    headers: { host: 'evil.example' },
    status: 421,
  },
  'a host that begins like ours': {
    ...read,
    line: 'GET /api/items',
    headers: { host: '127.0.0.1.evil.example' },
    status: 421,
  },
  'a page elsewhere that writes (CSRF)': {
    ...write,
    line: 'POST /api/notes',
    headers: { origin: 'https://evil.example' },
    body: '{"body": "x"}',
    status: 403,
  },
  'a page without an origin that writes': {
    ...write,
    line: 'POST /api/notes',
    headers: { origin: 'null' },
    body: '{"body": "x"}',
    status: 403,
  },
  'a page elsewhere that deletes': {
    ...write,
    line: 'DELETE /api/notes/x',
    headers: { 'sec-fetch-site': 'cross-site' },
    status: 403,
  },
  'no token': { line: 'GET /api/items', status: 401 },
  'a token in the query string': { line: `GET /api/items?token=${TOKENS.read}`, status: 401 },
  'a token that reads, writing': {
    ...read,
    line: 'POST /api/notes',
    body: '{"body": "x"}',
    status: 403,
  },
  'a token that writes, running': { ...write, line: 'POST /api/build', status: 403 },
  'a token that runs, administering': { token: 'run', line: 'POST /admin/rebuild', status: 403 },
  'a cookie that nobody signed': {
    line: 'GET /api/items',
    headers: { cookie: 'model_session=9999999999999.abc.def' },
    status: 401,
  },
  'a method made up by a header': {
    ...read,
    line: 'GET /api/notes/x',
    headers: { 'x-http-method-override': 'DELETE' },
    status: 405,
  },
  'a redirect to a script': { line: 'GET /go/script', status: 404 },
  'a redirect that depends on the request': {
    line: `GET /go/good?location=${q('https://evil.example')}`,
    status: 400,
  },
  'lines in a redirect': { line: `GET /go/${q('good\r\nset-cookie: a=b')}`, status: 404 },
}

describe('attacks', () => {
  let shop: Shop
  let database: TestDatabase | undefined

  beforeAll(async () => {
    if (SERVER_URL !== undefined) database = await createDatabase('attacks')
    shop = await openShop({ ...(database && { url: database.url }), tokensText: TOKEN_TEXT })
  })

  afterAll(async () => {
    await shop?.close()
    await database?.drop()
  })

  const harmless = (told: Told) => {
    expect(told.text).not.toMatch(/\bat \S+:\d+|postgres|node_modules|syntax error|"t_|relation "/i)
    expect(told.headers['set-cookie']).toBeUndefined()
    expect(told.headers['x-powered-by']).toBeUndefined()
  }

  for (const [name, { line, status, text, ...asking }] of Object.entries(ATTACKS))
    it(`does nothing: ${name}`, async () => {
      const told = await shop.ask(line, asking)
      expect([status].flat(), told.text).toContain(told.status)
      if (text !== undefined) expect(told.text).toBe(text)
      harmless(told)
    })

  it('has more than forty, and after them all is as it was', async () => {
    expect(Object.keys(ATTACKS).length).toBeGreaterThanOrEqual(40)
    const { json } = await shop.ask('GET /api/items?limit=20&offset=40', read)
    expect(json<unknown[]>()).toHaveLength(10)
    // The one text that was sent as SQL is a text.
    expect((await shop.ask('GET /api/notes/count', read)).json()).toEqual({ notes: 1 })
  })

  it('refuses requests that are no HTTP, and lives on', async () => {
    const { port } = new URL(shop.server.url)
    for (const garbage of [
      'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      'x\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      'GET / HTTP/1.1\r\n\r\n',
    ])
      expect(await raw(Number(port), garbage)).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect((await shop.ask('GET /healthz')).status).toBe(200)
  })

  it('lets nobody guess tokens: after ten, an address waits', async () => {
    const guesses: number[] = []
    for (let guess = 0; guess < 14; guess++) {
      const headers = { authorization: `Bearer guess-${guess}` }
      guesses.push((await shop.ask('GET /api/items', { headers })).status)
    }
    expect(guesses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401))
    expect(guesses.at(-1)).toBe(429)
    // The right token from there waits too.
    expect((await shop.ask('GET /api/items', read)).status).toBe(429)
  })
})

describe('floods', () => {
  let shop: Shop
  let database: TestDatabase | undefined

  beforeAll(async () => {
    if (SERVER_URL !== undefined) database = await createDatabase('floods')
    const limits = { rate: 20, concurrency: 30, tokensText: TOKEN_TEXT }
    shop = await openShop({ ...(database && { url: database.url }), ...limits })
  })

  afterAll(async () => {
    await shop?.close()
    await database?.drop()
  })

  it('takes in so many runs and no more', async () => {
    const headers = { prefer: 'respond-async' }
    const asked = Array.from({ length: 16 }, () =>
      shop.ask('POST /admin/rebuild', { token: 'admin', headers }),
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.filter(status => status === 429).length).toBeGreaterThanOrEqual(5)
    expect(statuses.filter(status => status === 202).length).toBeGreaterThanOrEqual(8)
  })

  it('slows one client down, and says how long', async () => {
    const asked = Array.from({ length: 60 }, () => shop.ask('GET /healthz'))
    const told = await Promise.all(asked)
    const refused = told.filter(({ status }) => status === 429 || status === 503)
    expect(refused.length).toBeGreaterThan(0)
    for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  })
})

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let heard = ''
    socket.on('data', piece => {
      heard += String(piece)
      socket.end()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })
}
