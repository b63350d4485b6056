import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { writeFiles } from '../support/project.ts'
import { openShop, type Shop, TOKEN_TEXT } from './served-shop.ts'

const ENGINES = ['pglite', ...(SERVER_URL === undefined ? [] : ['postgres'])]

describe.each(ENGINES)('model serve on %s', engine => {
  let shop: Shop
  let database: TestDatabase | undefined

  beforeAll(async () => {
    if (engine === 'postgres') database = await createDatabase('serve')
    shop = await openShop({ ...(database && { url: database.url }), tokensText: TOKEN_TEXT })
  })

  afterAll(async () => {
    await shop?.close()
    await database?.drop()
  })

  const read = (path: string, headers = {}) => shop.ask(`GET ${path}`, { token: 'read', headers })

  it('answers rows, filtered by every kind of parameter', async () => {
    expect((await read('/api/items')).json()).toEqual([
      { id: 1, name: 'item 1', status: 'old', price: 1.1 },
      { id: 2, name: 'item 2', status: 'new', price: 2.2 },
      { id: 3, name: 'item 3', status: 'old', price: 3.3 },
    ])
    const ids = async (query: string) =>
      (await read(`/api/items?${query}`)).json<{ id: number }[]>().map(({ id }) => id)
    expect(await ids('status=new&limit=2&offset=1')).toEqual([4, 6])
    expect(await ids('search=item%207')).toEqual([7])
    expect(await ids('above=49')).toEqual([50])
    expect(await ids('price=5.50')).toEqual([5])
    expect(await ids('flag=true&limit=2')).toEqual([3, 6])
    expect(await ids('day=2026-01-11')).toEqual([10])
    expect(await ids('since=2026-01-03T01:00:00%2B00:00')).toEqual([49, 50])
    expect(await ids('code=c4ca4238-a0b9-2382-0dcc-509a6f75849b')).toEqual([1])
    expect(await ids('search=&above=')).toEqual([1, 2, 3])
  })

  it('copies numbers digit by digit', async () => {
    const { text } = await read('/api/items/1')
    expect(text).toBe(
      '{"id":1,"name":"item 1","wide":12345678901234567890.123456789,"big":9007199254740993}',
    )
  })

  it('lists everything that is wrong with a request', async () => {
    const { status, json } = await read(
      '/api/items?status=x&above=-1&price=1,5&flag=yes&day=2026-02-30&since=now&code=1&limit=21&ofset=1&search=a&search=b',
    )
    expect(status).toBe(400)
    const { errors } = json<{ errors: { name: string; problem: string }[] }>()
    expect(errors.map(({ name, problem }) => `${name} ${problem}`)).toEqual([
      'search is given twice',
      'ofset is not a parameter; did you mean offset?',
      'status is none of new, old',
      'above is less than 0',
      'price is no number such as 12.5',
      'flag is neither true nor false',
      'day is no date such as 2026-02-14',
      'since is no time such as 2026-02-14T09:30:00Z',
      'code is no UUID',
      'limit is more than 20',
    ])
  })

  it('answers 404 for no row, no path and a path that is none', async () => {
    for (const path of ['/api/items/51', '/api/item', '/api/items/', '//api/items', '/api/%ZZ'])
      expect((await read(path)).status, path).toBe(404)
  })

  it('names the methods of a path', async () => {
    const told = await shop.ask('PATCH /api/items/1', { token: 'read', body: '{}' })
    expect([told.status, told.headers['allow']]).toEqual([405, 'GET, HEAD'])
  })

  it('refuses more rows than an answer may have', async () => {
    expect((await read('/api/all')).status).toBe(413)
  })

  it('writes CSV that no spreadsheet takes for formulas', async () => {
    const { text, headers } = await read('/api/items.csv')
    expect(text).toBe(
      'the id,name,price\r\n1,\'=cmd(),-1.10\r\n2,"a ""b"", c",-2.20\r\n3,item 3,-3.30\r\n',
    )
    expect(headers['content-disposition']).toBe('attachment; filename="items.csv"')
  })

  it('suppresses rows about few persons', async () => {
    expect((await read('/api/share')).json()).toEqual([
      { team: 'many', people: 12, score: 3.5, suppressed: false },
      { team: 'few', people: null, score: null, suppressed: true },
    ])
  })

  it('writes managed tables, and deletes', async () => {
    const made = await shop.ask('POST /api/notes', {
      token: 'write',
      body: '{"body": "it\'s; drop table", "amount": 1.50}',
    })
    expect(made.status).toBe(201)
    const { id, body, amount } = made.json<{ id: string; body: string; amount: number }>()
    expect([id.length, body, amount]).toEqual([12, "it's; drop table", 1.5])
    expect((await read('/api/notes/count')).json()).toEqual({ notes: 1 })
    const remove = () => shop.ask(`DELETE /api/notes/${id}`, { token: 'write' })
    expect((await remove()).status).toBe(204)
    expect((await remove()).status).toBe(404)
  })

  it('takes numbers of a body with every digit, and no field twice', async () => {
    const post = (body: string) => shop.ask('POST /api/notes', { token: 'write', body })
    const told = await post('{"body": "exact", "amount": 12345678901234567.891}')
    expect(told.text).toContain('"amount":12345678901234567.891')
    const twice = await post('{"body": "a", "body": "b"}')
    expect([twice.status, twice.json<{ errors: unknown }>().errors]).toEqual([
      400,
      [{ in: 'body', name: 'body', problem: 'is given twice' }],
    ])
    const { id } = told.json<{ id: string }>()
    await shop.ask(`DELETE /api/notes/${id}`, { token: 'write' })
    for (const [least, items] of [
      ['4.9e1', 2],
      ['50.0', 1],
      ['9223372036854775807', 0],
    ] as const) {
      const built = await shop.ask('POST /api/build', { token: 'run', body: `{"least": ${least}}` })
      expect([built.status, built.json<{ items: number }>().items], least).toEqual([200, items])
    }
    const large = await shop.ask('POST /api/build', {
      token: 'run',
      body: '{"least": 9223372036854775808}',
    })
    expect(large.status).toBe(400)
  })

  it('hands a whole body to the statement, with every digit', async () => {
    const sent = '{"a": [1, {"b": 123456789012345678901234567890.5}], "c": "é"}'
    const { text } = await shop.ask('POST /api/echo', { token: 'read', body: sent })
    expect(text).toBe(sent)
  })

  it('knows who asks, and hashes the address', async () => {
    const { agent, ip, method, origin } = (
      await read('/api/who', { 'user-agent': 'a'.repeat(2000) })
    ).json<Record<string, string>>()
    expect(agent).toBe('a'.repeat(1000))
    expect(ip).toMatch(/^[\da-f]{32}$/)
    expect(method).toBe('GET')
    expect(origin).toBe(shop.server.url)
  })

  it('redirects to web addresses alone, and HEAD changes nothing', async () => {
    const visits = async () => (await read('/api/visits')).json<{ visits: number }>().visits
    const before = await visits()
    const told = await shop.ask('GET /go/good')
    expect([told.status, told.headers['location']]).toEqual([302, 'https://example.com/a?b=c'])
    for (const code of ['good', 'none']) {
      const looked = await shop.ask(`HEAD /go/${code}`)
      expect([looked.status, looked.headers['allow'], looked.text]).toEqual([405, 'GET', ''])
    }
    expect((await shop.ask('POST /go/good', { token: 'read' })).headers['allow']).toBe('GET')
    expect(await visits()).toBe(before + 1)
    expect((await shop.ask('GET /go/none')).status).toBe(404)
    for (const code of ['script', 'path', 'user'])
      expect((await shop.ask(`GET /go/${code}`)).status, code).toBe(404)
    const lines = await shop.ask('GET /go/lines')
    expect(lines.headers['set-cookie']).toBeUndefined()
  })

  it('answers 304 until something was published', async () => {
    const first = await read('/api/items')
    const tag = { 'if-none-match': String(first.headers['etag']) }
    const since = { 'if-modified-since': String(first.headers['last-modified']) }
    expect(first.headers['etag']).toMatch(/^W\/"[\da-f]{32}"$/)
    expect((await read('/api/items', tag)).status).toBe(304)
    expect((await read('/api/items', since)).status).toBe(304)
    expect((await read('/api/items?limit=4', tag)).status).toBe(200)
    expect((await read('/api/notes/count')).headers['etag']).toBeUndefined()
    const built = await shop.ask('POST /api/build', { token: 'run', body: '{"least": 41}' })
    expect(built.json()).toMatchObject({ status: 'success', items: 10 })
    expect((await read('/api/items', tag)).status).toBe(200)
  })

  it('tells the state of a selection', async () => {
    const [row] = (await read('/api/state')).json<{ state: string }[]>()
    expect(row).toMatchObject({ unique_id: 'model.shop.items', state: 'fresh', rows: 50 })
  })

  it('runs for those who may, says so at once where that is preferred, and tells how it goes', async () => {
    expect((await shop.ask('POST /admin/rebuild')).status).toBe(401)
    expect((await shop.ask('POST /admin/rebuild', { token: 'run' })).status).toBe(403)
    const taken = await shop.ask('POST /admin/rebuild', {
      token: 'admin',
      headers: { prefer: 'respond-async' },
    })
    expect(taken.status).toBe(202)
    const { id, events } = taken.json<{ id: string; events: string }>()
    const told = await shop.ask(`GET ${events}`, { token: 'run' })
    expect(told.text.match(/^event: .*/gm)).toEqual([
      'event: queued',
      'event: started',
      'event: node',
      'event: published',
      'event: ended',
    ])
    const state = await shop.ask(`GET /api/runs/${id}`, { token: 'run' })
    expect(state.json()).toMatchObject({ id, status: 'success' })
  })

  it('says what is wrong with a request before it runs anything', async () => {
    const { status } = await shop.ask('POST /api/build', { token: 'run', body: '{"leest": 1}' })
    expect(status).toBe(400)
  })

  it('hides what failed inside, and logs it', async () => {
    const { status, text } = await read('/api/zero?by=0')
    expect(status).toBe(500)
    expect(text).not.toMatch(/division|secret_column|select/i)
    const { request_id: id } = JSON.parse(text) as { request_id: string }
    expect(shop.log.find(entry => entry.id === id)?.error).toMatch(/division by zero/)
  })

  it('masks e-mail addresses and keys in the log', async () => {
    await read('/api/items?search=ann.lee%40example.com&limit=1')
    expect(shop.log.at(-1)?.url).toBe('/api/items?search=***@***&limit=1')
  })

  it('describes itself, on a page that loads nothing from elsewhere', async () => {
    const document = (await read('/openapi.json')).json<{
      openapi: string
      paths: Record<string, Record<string, { parameters: unknown[] }>>
    }>()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/api/items/{id}')
    expect(document.paths['/api/items']!['get']!.parameters).toHaveLength(10)
    const page = await read('/api/docs')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.text).not.toMatch(/https?:\/\/(?!www\.w3)/)
  })

  it('is alive and ready', async () => {
    expect((await shop.ask('GET /healthz')).json()).toEqual({ status: 'ok' })
    expect((await shop.ask('GET /readyz')).json()).toEqual({ status: 'ready' })
  })

  it('lets a person in by a link that is good once', async () => {
    const path = new URL(shop.server.link())
    const opened = await shop.ask(`GET ${path.pathname}${path.search}`)
    expect(opened.status).toBe(303)
    const [cookie] = opened.headers['set-cookie'] as string[]
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect((await shop.ask(`GET ${path.pathname}${path.search}`)).status).toBe(403)
    const headers = { cookie: cookie!.split(';')[0]! }
    expect((await shop.ask('GET /api/items', { headers })).status).toBe(200)
    const forged = { cookie: `${headers.cookie.slice(0, -2)}xx` }
    expect((await shop.ask('GET /api/items', { headers: forged })).status).toBe(401)
  })

  it('reads the project anew, and keeps what it has when that is broken', async () => {
    writeFiles(shop.root, { 'endpoints/api/items/[id].get.sql': 'select oops from nowhere' })
    await expect(shop.server.reload()).rejects.toThrow()
    expect((await read('/api/items/1')).status).toBe(200)
    writeFiles(shop.root, {
      'endpoints/api/items/[id].get.sql':
        '{{config response="row"}}{{params id=(integer)}}select id, 2 as version from {{ref "items"}} where id = {{param "id"}}',
    })
    await shop.server.reload()
    expect((await read('/api/items/1')).json()).toEqual({ id: 1, version: 2 })
  })

  it('gives way to its time limit', async () => {
    if (engine === 'postgres') {
      expect((await read('/api/slow?s=5')).status).toBe(504)
      return
    }
    // Here nothing cuts what runs: others wait for it no longer than the limit.
    const slow = read('/api/slow?s=3')
    await new Promise(resolve => setTimeout(resolve, 100))
    const waited = await read('/api/items')
    expect([waited.status, waited.headers['retry-after']]).toEqual([503, '1'])
    expect((await slow).status).toBe(200)
  })
})
