/** The documentation on a server: who may see it, what is told to browsers, what is there. */
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mountPages } from '../../src/pages/mount-pages.ts'
import { openShop, SHOP, type Shop, TOKEN_TEXT } from '../server/served-shop.ts'

const HTML = { accept: 'text/html' }

describe('the documentation', () => {
  let shop: Shop
  beforeAll(async () => {
    const files = {
      ...SHOP,
      'models/schema.yml': `models:\n  - name: items\n    description: 'Things <script>alert(1)</script>'\n    columns: [{name: id, tests: [unique]}]\n`,
    }
    shop = await openShop({ files, mounts: [mountPages] })
    // On a slow machine the first pages say that the state is being read.
    while ((await shop.ask('GET /')).text.includes('data-reload')) await setTimeout(100)
  })
  afterAll(() => shop.close())

  it.each([
    ['/', 'Last run'],
    ['/models', 'href="/nodes/model.shop.items"'],
    ['/models?kind=source', 'managed table'],
    ['/models?kind=endpoint', '/api/items'],
    ['/models?kind=nonsense&page=999&state=fresh', 'href="/nodes/model.shop.items"'],
    ['/models?name=nothing-like-it', 'No node matches these filters'],
    ['/nodes/model.shop.items', 'data-lineage="model.shop.items"'],
    ['/nodes/source.shop.app.notes', 'app.notes'],
    ['/lineage', 'data-lineage=""'],
    ['/lineage/model.shop.items?up=nobody&down=model.shop.items', 'aria-current="true"'],
    ['/search', 'Type part of a name'],
    ['/search?q=items', '<mark>items</mark>'],
    ['/search?q=%3Cscript%3E', '&lt;script&gt;'],
  ])('%s is a page, below 200 kB, on which nothing inline runs', async (path, part) => {
    const { status, headers, text } = await shop.ask(`GET ${path}`, { headers: HTML })
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain(part)
    expect(text.length).toBeLessThan(200_000)
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style| style="| on[a-z]+="/)
  })

  it('says the type of columns, the state, the last results and the compiled SQL of a node', async () => {
    const { text } = await shop.ask('GET /nodes/model.shop.items')
    for (const part of ['numeric(20,2)', 'tag good">fresh', 'tag good">passed', 'id="C1"'])
      expect(text).toContain(part)
  })

  it('has pages of tests and endpoints, linked where they are named', async () => {
    const { text } = await shop.ask('GET /nodes/model.shop.items')
    const test = /href="(\/nodes\/test\.[^"]+)"/.exec(text)![1]!
    expect((await shop.ask(`GET ${test}`)).text).toContain('count(*)')
    const list = await shop.ask('GET /models?kind=endpoint')
    for (const [, path] of list.text.matchAll(/href="(\/nodes\/endpoint[^"]+)"/g))
      expect([path, (await shop.ask(`GET ${path}`)).status]).toEqual([path, 200])
  })

  it.each([
    ['/nodes/model.shop.nobody'],
    ['/lineage/nobody'],
    ['/nodes/%3Cscript%3E'],
    ['/nowhere'],
  ])('%s is a page that helps a person, and JSON for a program', async path => {
    const page = await shop.ask(`GET ${path}`, { headers: HTML })
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    expect(page.text).toContain('Go to the overview')
    const problem = await shop.ask(`GET ${path}`)
    expect(problem.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  })

  it('speaks the language that was asked for, and remembers it', async () => {
    const french = await shop.ask('GET /models', { headers: { 'accept-language': 'fr' } })
    expect(french.text).toContain('<html lang="fr">')
    const chosen = await shop.ask('GET /models?lang=fr')
    expect(String(chosen.headers['set-cookie'])).toContain('model_language=fr')
    const later = await shop.ask('GET /models', { headers: { cookie: 'a=b; model_language=fr' } })
    expect(later.text).toContain('Modèles')
  })

  it('serves assets for good, below what they are', async () => {
    const { text } = await shop.ask('GET /')
    const [, style] = /href="(\/assets\/[^"]+\.css)"/.exec(text)!
    const asset = await shop.ask(`GET ${style}`)
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(asset.headers['content-type']).toBe('text/css; charset=utf-8')
    expect((await shop.ask('GET /assets/other/style.css')).status).toBe(404)
    expect((await shop.ask(`GET ${style!.replace('style.css', '..%2Fbin.js')}`)).status).toBe(404)
  })

  it('offers what one types, as JSON', async () => {
    const offers = (await shop.ask('GET /search.json?q=items')).json<{ href: string }[]>()
    expect(offers[0]!.href).toBe('/nodes/model.shop.items')
  })
})

describe('where tokens are needed', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop({ mounts: [mountPages], tokensText: TOKEN_TEXT })
  })
  afterAll(() => shop.close())

  it('shows nothing but how to be let in, and the pages to whoever may read', async () => {
    for (const path of ['/', '/models', '/nodes/model.shop.items', '/search?q=items']) {
      const { status, text } = await shop.ask(`GET ${path}`, { headers: HTML })
      expect([path, status]).toEqual([path, 401])
      expect(text).toContain('model serve --open')
      // But for the address itself, to come back to.
      expect(text.replace(/next=[^"]*/g, '')).not.toContain('model.shop.items')
      expect((await shop.ask(`GET ${path}`, { token: 'read' })).status).toBe(200)
    }
    expect((await shop.ask('GET /search.json?q=items')).status).toBe(401)
  })
})
