import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProblemsError } from '../../../src/errors/model-error.ts'
import { mountPages } from '../../../src/pages/mount-pages.ts'
import { openShop, SHOP, type Shop, TOKEN_TEXT, type Told } from '../../server/served-shop.ts'

const EVIL = '</script><img src=x onerror=alert(1)>'

const DASHBOARD = `title: {en: Items & notes, fr: Articles et notes}
description: {en: 'All **items**. <script>alert(1)</script>', fr: Tous}
simulated: true
words:
  states: {'n*': {en: 'n, then {1}', fr: 'n, puis {1}'}}
filters:
  - name: status
    label: {en: State, fr: État}
    values: {new: {en: New ones, fr: Neufs}}
  - name: search
  - name: limit
    default: 7
actions:
  - {label: {en: Build, fr: Construire}, endpoint: POST /api/build}
sections:
  - title: One
    items:
      - {kind: big_number, title: Notes, endpoint: GET /api/notes/count, value: notes}
      - kind: pie
        id: prices
        title: Prices
        note: '[bad](javascript:alert(1))'
        endpoint: GET /api/items
        parameters: {limit: 4}
        label: name
        value: {column: price, format: money, currency: USD}
      - kind: table
        id: evil
        endpoint: GET /api/evil
        columns: [{column: text, sort: text}, {column: list, format: list}]
      - kind: table
        id: items
        title: Items
        endpoint: GET /api/items
        page_size: 5
        columns: [id, {column: name, label: {en: Name, fr: Nom}}, price]
      - kind: table
        id: state
        title: State
        endpoint: GET /api/state
        columns: [name, {column: state, format: badge}, checks.pass]
      - kind: table
        id: notes
        title: Notes
        endpoint: GET /api/notes
        columns: [body, amount]
        empty: {en: 'Write one: \`POST /api/notes\`.', fr: Écrivez-en une.}
        actions:
          - label: Delete
            endpoint: DELETE /api/notes/[id]
            parameters: {id: {column: id}}
            confirm: {en: 'Delete {body}?', fr: 'Supprimer {body} ?'}
      - {kind: table, id: broken, endpoint: GET /api/broken, columns: [n]}
      - {kind: big_number, id: broken-number, endpoint: GET /api/broken, value: n}
      - kind: bar
        id: worded
        endpoint: GET /api/items
        parameters: {limit: 2}
        x: {column: status, values: states}
        y: price
      - {kind: pie, id: zeros, endpoint: GET /api/zeros, label: a, value: b, empty: Nobody yet.}
      - {kind: table, id: json, endpoint: GET /api/json, rows: parts, columns: [a, nothing]}
`

const FILES = {
  ...SHOP,
  'dashboards/items.yml': DASHBOARD,
  'endpoints/api/notes.get.sql':
    'select id, body, amount from {{source "app" "notes"}} order by id',
  'endpoints/api/broken.get.sql': 'select 1 / (n - n) as n from generate_series(1, 2) as n',
  'endpoints/api/zeros.get.sql': `select * from (values ('x', 0), ('y', 0)) as t (a, b)`,
  'endpoints/api/json.get.sql': `{{config response="json"}}select json_build_object('parts', json_build_array(json_build_object('a', 1))) as answer`,
  'endpoints/api/evil.get.sql': `{{params sort=(enum "text" default="text") search=(text optional=true)}}
select '${EVIL}' as text, array['<i>a</i>', null] as list where {{param "sort"}} = 'text' and {{param "search"}} is null`,
}

let shop: Shop
beforeAll(async () => {
  shop = await openShop({
    files: FILES,
    mounts: [mountPages],
    tokensText: TOKEN_TEXT,
    timeout: 20_000,
  })
})
afterAll(async () => {
  await shop?.close()
})

const look = (address: string, headers: Readonly<Record<string, string>> = {}) =>
  shop.ask(`GET ${address}`, { token: 'admin', headers: { accept: 'text/html', ...headers } })

const press = (fields: Readonly<Record<string, string>>, more: Parameters<Shop['ask']>[1] = {}) =>
  shop.ask('POST /dashboards/items/act', {
    token: 'admin',
    ...more,
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
      ...more.headers,
    },
  })

/** The text of a page without its tags. */
const textOf = ({ text }: Told) =>
  text
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

/** One item of a page. */
const itemOf = ({ text }: Told, id: string) => {
  const from = text.indexOf(`id="${id}"`)
  return text.slice(from, text.indexOf('</figure>', from))
}

describe('a dashboard', () => {
  it('is listed, and is shown in English and French', async () => {
    expect((await look('/dashboards')).text).toContain('href="/dashboards/items"')
    const english = await look('/dashboards/items')
    expect(english.status).toBe(200)
    expect(textOf(english)).toContain('Items &amp; notes')
    expect(textOf(english)).toContain('made up by a model')
    const french = textOf(await look('/dashboards/items?lang=fr'))
    expect(french).toContain('Articles et notes')
    expect(french).toContain('Neufs')
    expect(french).toContain('simulés par un modèle')
  })

  it('lets nothing run that a text brings', async () => {
    const { text, headers } = await look('/dashboards/items?search=%3Cscript%3Ex')
    const whole = (await look('/dashboards/items')).text + text
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    for (const tag of ['<img src=x', '<i>a', '<script>x', '<script>alert', 'href="javascript'])
      expect(whole).not.toContain(tag)
    expect(whole).toContain('&lt;/script&gt;&lt;img src=x')
    expect(whole).toContain('value="&lt;script&gt;x"')
  })

  it('gives the chart its rows as data, and shows them as a table', async () => {
    const page = await look('/dashboards/items')
    const block = /<script type="application\/json" id="prices-block">(.*?)<\/script>/.exec(
      page.text,
    )?.[1]
    const { kind, rows } = JSON.parse(block ?? '') as { kind: string; rows: readonly unknown[] }
    expect(kind).toBe('pie')
    expect(rows).toEqual(
      [1, 2, 3, 4].map(n => ({ name: `item ${n}`, price: Math.round(n * 110) / 100 })),
    )
    expect(itemOf(page, 'prices')).toContain('<td class="number">$4.40</td>')
  })

  it('filters by the address, and says what is no value', async () => {
    const filtered = await look('/dashboards/items?status=new&items.page=2')
    expect(itemOf(filtered, 'items')).toContain('item 12<')
    expect(itemOf(filtered, 'items')).not.toContain('item 11<')
    const wrong = textOf(await look('/dashboards/items?status=nwe'))
    expect(wrong).toContain('nwe is not possible here: it is none of new, old')
  })

  it('pages by links that keep the filters', async () => {
    const second = itemOf(await look('/dashboards/items?status=old&items.page=2'), 'items')
    expect(second).toContain('items.page=3#items')
    expect(second).toContain('href="/dashboards/items?status=old#items"')
  })

  it('says what to do where nothing is, and what an answer lacks', async () => {
    const page = await look('/dashboards/items')
    expect(itemOf(page, 'notes')).toContain('<code>POST /api/notes</code>')
    expect(itemOf(page, 'zeros')).toContain('Nobody yet.')
    expect(itemOf(page, 'json')).toContain('no column nothing')
  })

  it('says where to look when an endpoint fails, and shows the other parts', async () => {
    const page = await look('/dashboards/items')
    expect(page.status).toBe(200)
    expect(itemOf(page, 'broken')).toMatch(/role="alert".*The log of the server says why/s)
    expect(page.text.match(/The log of the server says why/g)).toHaveLength(2)
    expect(textOf(await look('/dashboards/items?lang=fr'))).toContain('Le journal du serveur')
    expect(itemOf(page, 'items')).toContain('item 1<')
  })

  it('writes words for values in charts and tables, and values in the CSV', async () => {
    const english = itemOf(await look('/dashboards/items?lang=en&status=new'), 'worded')
    expect(english).toContain('<td>n, then ew</td>')
    expect(english).toContain('"values":{"new":{"label":"n, then ew"}}')
    const french = itemOf(await look('/dashboards/items?lang=fr&status=new'), 'worded')
    expect(french).toContain('n, puis ew')
    const { text } = await look('/dashboards/items/csv/worded?status=new')
    expect(text).toContain(',new,')
  })

  it('gives rows as CSV with the filters', async () => {
    const { text, headers } = await look('/dashboards/items/csv/items?status=new')
    expect(headers['content-type']).toContain('text/csv')
    expect(text.split('\r\n').slice(0, 2)).toEqual(['id,name,status,price', '2,item 2,new,2.2'])
    expect((await look('/dashboards/items/csv/nothing')).status).toBe(404)
    expect((await look('/dashboards/nothing')).status).toBe(404)
  })

  it('needs a token like the endpoints that it shows', async () => {
    expect((await shop.ask('GET /dashboards/items')).status).toBe(401)
    const reader = await shop.ask('GET /dashboards/items', {
      token: 'read',
      headers: { accept: 'text/html' },
    })
    expect(reader.status).toBe(200)
    expect(reader.text).toMatch(/<button[^>]* disabled[^>]*>Build/)
  })
})

describe('a button', () => {
  it('asks first, then calls its endpoint and comes back to the page as it was', async () => {
    await shop.ask('POST /api/notes', {
      token: 'write',
      body: JSON.stringify({ body: 'a <b>note</b>' }),
    })
    const page = itemOf(await look('/dashboards/items?status=new'), 'notes')
    const id = /name="column\.id" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const fields = {
      action: 'item.notes.0',
      back: 'status=new',
      anchor: 'notes',
      'column.id': id,
      'column.body': 'a <b>note</b>',
    }
    const asked = await press(fields)
    expect(asked.status).toBe(200)
    expect(textOf(asked)).toContain('Delete a &lt;b&gt;note&lt;/b&gt;?')
    const done = await press({ ...fields, confirmed: '1' })
    expect([done.status, done.headers['location']]).toEqual([
      303,
      '/dashboards/items?status=new&done=item.notes.0#notes',
    ])
    expect((await shop.ask('GET /api/notes', { token: 'read' })).json()).toEqual([])
    expect(textOf(await look(String(done.headers['location']).split('#')[0]!))).toContain(
      'Done: Delete',
    )
    expect((await press({ ...fields, confirmed: '1' })).status).toBe(404)
  })

  it('starts a run and tells how far it is', async () => {
    const { status, headers } = await press({ action: 'page.0', back: '' })
    expect(status).toBe(303)
    const location = String(headers['location'])
    expect(location).toMatch(/^\/dashboards\/items\?run=[\w-]+#run$/)
    const page = await look(location.split('#')[0]!)
    expect(page.text).toMatch(/class="run-progress"/)
    const id = /run=([\w-]+)/.exec(location)![1]
    const told = await shop.ask(`GET /api/runs/${id}/events`, { token: 'run' })
    expect(told.text).toContain('event: ended')
    expect(textOf(await look(`/dashboards/items?run=${id}`))).toContain('Ended well')
    expect(textOf(await look('/dashboards/items?run=unknown'))).toContain('not known any more')
  })

  it('is refused to who may not, to other sites, and where it is none', async () => {
    expect((await press({ action: 'page.0', back: '' }, { token: 'read' })).status).toBe(403)
    const elsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await press({ action: 'page.0', back: '' }, { headers: elsewhere })).status).toBe(403)
    for (const action of ['page.1', 'item.notes.7', 'item.constructor.0', 'section.9.0', 'x', ''])
      expect((await press({ action, back: '' })).status).toBe(404)
    expect(
      (await shop.ask('POST /dashboards/items/act', { token: 'admin', body: '{}' })).status,
    ).toBe(415)
  })

  it('leads nowhere else, whatever the form says', async () => {
    const { headers } = await press({ action: 'page.0', back: '//evil.example/', anchor: '"><x' })
    expect(headers['location']).toMatch(/^\/dashboards\/items\?/)
  })
})

describe('openService() with dashboards', () => {
  it('says which columns no answer has, with the nearest', async () => {
    const wrong = `title: T
sections:
  - items:
      - {kind: table, endpoint: GET /api/items, columns: [id, {column: nme, of: pric}]}
`
    const opening = openShop({ files: { ...SHOP, 'dashboards/wrong.yml': wrong } })
    const error = await opening.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof ProblemsError)) throw error
    expect(error.problems.map(({ code, hint, place }) => `${code} ${place?.line} ${hint}`)).toEqual(
      ['M1711 4 Did you mean name?', 'M1711 4 Did you mean price?'],
    )
  })
})
