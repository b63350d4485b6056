/**
 * Document 2 from the first link to the statistics, over HTTP: what Clay sends, what a browser and what a mail gateway does,
 * and what the dashboard is told. All other sources are empty.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/serve.ts'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import { runOptions } from '../support/project.ts'
import { ROOT, temporaryFolder, troubles } from '../support/warehouse.ts'
import { BROWSER, type Click, type Link, tracker } from './tracker.ts'

const OLD_LINKS: readonly Link[] = [
  { id: 'old', email: 'Ann@Shop.example', campaign: 'spring' },
  { id: 'day', icp: 'CTO', campaign: 'edges', sent: '2026-02-13T00:00:00Z' },
  { id: 'day-before', icp: 'CTO', campaign: 'edges', sent: '2026-02-12T23:59:59.999999Z' },
  // One message with three links, which a gateway opens at once.
  ...['a', 'b', 'c'].map(id => ({
    id: `burst-${id}`,
    email: 'bo@shop.example',
    campaign: 'burst',
    sent: '2026-01-01T00:00:00Z',
  })),
]
const OLD_CLICKS: readonly Click[] = [
  { link: 'day', at: '2026-02-13T00:00:10Z' },
  { link: 'old', at: '2026-02-13T00:00:00Z' },
  { link: 'old', at: '2026-02-12T23:59:59.999999Z' },
  ...['a', 'b', 'c'].map((id, at) => ({ link: `burst-${id}`, at: `2026-01-02T00:00:0${3 * at}Z` })),
  { link: 'burst-a', at: '2026-01-03T00:00:00Z' },
]
const CLAY = {
  first_name: 'Zoé',
  last_name: 'Martin',
  email: 'Zoe.Martin@shop.example',
  ICP: 'Directeur Général',
  campaign: 'spring',
  destination_url: 'https://shop.example/offre?a=1&b=2',
}

interface Made {
  readonly link_id: string
  readonly code: string
  readonly url: string
  readonly status: string
}

const sources = temporaryFolder(tracker(OLD_LINKS, OLD_CLICKS))
const target = temporaryFolder()
let workspace: Workspace
let server: RunningServer

beforeAll(async () => {
  workspace = await openWorkspace({
    projectDir: ROOT,
    env: {},
    wait: 0,
    targetPath: target.path,
    seedPath: sources.path,
    serves: true,
  })
  const outcome = await workspace.run(runOptions(), () => undefined)
  expect(troubles(outcome)).toEqual([])
  server = await startServer(workspace, {
    address: '127.0.0.1',
    port: 0,
    hosts: [],
    behindProxy: false,
    tokens: () => [],
    salt: 'salt',
    connections: 4,
    timeout: 10_000,
    bodyLimit: 1_000_000,
    rate: 0,
    concurrency: 100,
    log: () => undefined,
    now: () => new Date(),
  })
}, 180_000)

afterAll(async () => {
  await server?.close()
  await workspace?.close()
  for (const folder of [sources, target]) folder.remove()
})

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { 'user-agent': BROWSER, ...headers },
  })

const json = async <T>(path: string): Promise<T> => (await get(path)).json() as Promise<T>

const post = (body: unknown) =>
  fetch(`${server.url}/api/links`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const make = async (body: unknown) => (await post(body)).json() as Promise<Made>

const clicksOf = async (icp: string, query = '') => {
  const found = await json<{ icp: string; click_count: number }[]>(`/api/icp-stats?${query}`)
  return found.find(each => each.icp === icp)?.click_count
}

describe('before anybody clicks anew', () => {
  it('GET /api/icp-stats counts from as_of - 24 h on, that moment included', async () => {
    expect(await json('/api/icp-stats?range=24h')).toEqual([
      { icp: 'CEO', click_count: 1 },
      { icp: 'CTO', click_count: 1 },
    ])
    expect(await clicksOf('CEO', 'range=7d')).toBe(2)
  })

  it('GET /api/icp-metrics takes the links sent from as_of - 24 h on, that moment included', async () => {
    const sentOf = async (range: string) => {
      const path = `/api/icp-metrics?range=${range}&campaign=edges`
      return (await json<{ links_sent: number }[]>(path)).map(each => each.links_sent)
    }
    expect(await sentOf('24h')).toEqual([1])
    expect(await sentOf('7d')).toEqual([2])
  })
})

describe('POST /api/links', () => {
  it('makes one link for a person, campaign and destination, however often it is sent', async () => {
    const first = await make(CLAY)
    expect(first).toMatchObject({ status: 'created', url: `${server.url}/r/${first.code}` })
    expect(first.code).toMatch(/^[A-Za-z0-9]{10}$/)
    const again = await make({ ...CLAY, email: 'zoe.martin@SHOP.example', first_name: 'Z.' })
    expect(again).toEqual({ ...first, status: 'existing' })
    const other = await make({ ...CLAY, campaign: 'summer' })
    expect(other.code).not.toBe(first.code)
  })

  it('finds the link that was there before it, by its e-mail address as written', async () => {
    const body = {
      email: 'Ann@Shop.example',
      campaign: 'spring',
      destination_url: 'https://shop.example/',
    }
    expect(await make(body)).toMatchObject({ link_id: 'old', code: 'codeold', status: 'existing' })
  })

  it('makes a thousand at a time, in order, with a thousand codes', async () => {
    const people = Array.from({ length: 1000 }, (_, index) => ({
      ...CLAY,
      email: `p${index % 999}@many.example`,
      campaign: 'many',
    }))
    const made = (await (await post(people)).json()) as Made[]
    expect(made).toHaveLength(1000)
    expect(new Set(made.map(each => each.code)).size).toBe(999)
    expect(made[999]).toEqual(made[0])
  }, 30_000)

  it('keeps fields that it does not know, and takes {{ICP}} for a profile that is not defined', async () => {
    const made = await make({ ...CLAY, ICP: '{{ICP}}', campaign: 'aside', score: 7, tags: ['a'] })
    const { rows } = await workspace.query(
      `select icp, other_fields from tracker.links where link_id = '${made.link_id}'`,
      { limit: null },
    )
    expect(rows).toEqual([{ icp: '{{ICP}}', other_fields: '{"tags": ["a"], "score": 7}' }])
    expect(await json('/api/links?campaign=aside')).toMatchObject([
      { icp: 'Non défini', clicks: 0 },
    ])
  })

  it('stores one link for twenty requests at the same moment', async () => {
    const body = { ...CLAY, campaign: 'race' }
    const made = await Promise.all(Array.from({ length: 20 }, () => make(body)))
    expect(new Set(made.map(each => each.code)).size).toBe(1)
  })

  it.each([
    ['an empty list', [], ['body']],
    ['no object', 'text', ['body']],
    ['1,001 links', Array.from({ length: 1001 }, () => CLAY), ['body']],
    [
      'fields that Clay did not fill in',
      { ...CLAY, email: '{{email}}', destination_url: '{{Full URL}}' },
      ['destination_url', 'email'],
    ],
    ['a script', { ...CLAY, destination_url: 'javascript:alert(1)' }, ['destination_url']],
    [
      'a host behind a name',
      { ...CLAY, destination_url: 'https://good.example@evil.example/' },
      ['destination_url'],
    ],
    [
      'one bad link among good ones',
      [CLAY, { ...CLAY, email: 'nobody', sent_at: 'soon' }],
      ['[1].email', '[1].sent_at'],
    ],
  ])('refuses %s with all that is wrong, and stores nothing', async (_, body, names) => {
    const count = async () =>
      (await workspace.query('select count(*)::integer as n from tracker.links', { limit: null }))
        .rows
    const before = await count()
    const answer = await post(body)
    expect(answer.status).toBe(400)
    const { errors } = (await answer.json()) as { errors: { name: string }[] }
    expect(errors.map(error => error.name)).toEqual(names)
    expect(await count()).toEqual(before)
  })
})

describe('GET /r/:code', () => {
  it('leads there, and the click is in the next answer', async () => {
    const { code } = await make({ ...CLAY, ICP: 'Acheteuse', campaign: 'clicked' })
    expect(await clicksOf('Acheteuse', 'range=24h')).toBe(0)
    const answer = await get(`/r/${code}`)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, CLAY.destination_url])
    for (const range of ['24h', '7d', '30d', 'all'])
      expect(await clicksOf('Acheteuse', `range=${range}&campaign=clicked`)).toBe(1)
    expect(await json('/api/icp-metrics?campaign=clicked')).toMatchObject([
      {
        icp: 'Acheteuse',
        links_sent: 1,
        unique_clickers: 1,
        click_rate: 100,
        avg_clicks_per_person: 1,
      },
    ])
  })

  it('counts no HEAD, no page loaded ahead and no robot, and records nothing for an unknown code', async () => {
    const { code } = await make({ ...CLAY, ICP: 'Robots', campaign: 'machines' })
    expect((await get(`/r/${code}`, {}, 'HEAD')).status).toBe(405)
    await get(`/r/${code}`, { 'sec-purpose': 'prefetch;prerender' })
    await get(`/r/${code}`, { purpose: 'prefetch' })
    await get(`/r/${code}`, { 'user-agent': 'LinkedInBot/1.0' })
    expect((await get('/r/unknown')).status).toBe(404)
    expect(await clicksOf('Robots')).toBe(0)
    expect(await json('/api/links?campaign=machines')).toMatchObject([
      { clicks: 0, excluded_clicks: 3, status: 'Not clicked' },
    ])
  })
})

describe('DELETE /api/links/:id', () => {
  it('takes the link out of lists and figures; its address still leads there', async () => {
    const { link_id, code } = await make({ ...CLAY, ICP: 'Partie', campaign: 'deleted' })
    await get(`/r/${code}`)
    expect(await clicksOf('Partie')).toBe(1)
    expect((await get(`/api/links/${link_id}`, {}, 'DELETE')).status).toBe(204)
    expect(await clicksOf('Partie')).toBeUndefined()
    expect(await json('/api/links?campaign=deleted')).toEqual([])
    expect((await get(`/r/${code}`)).status).toBe(302)
    expect(await make({ ...CLAY, campaign: 'deleted' })).toMatchObject({ status: 'deleted', code })
    expect((await get('/api/links/nobody', {}, 'DELETE')).status).toBe(404)
  })
})

describe('the table of links', () => {
  it('GET /api/links.csv has the headings of document 2 and its dates', async () => {
    const answer = await get('/api/links.csv?campaign=edges&sort=clicks')
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect((await answer.text()).split('\r\n')).toEqual([
      'First Name,Last Name,Email,ICP,Campaign,Clicks,First Click,Last Click,Status',
      'Ann,Bee,day@people.example,CTO,edges,1,02/13/2026 00:00,02/13/2026 00:00,Clicked',
      'Ann,Bee,day-before@people.example,CTO,edges,0,,,Not clicked',
      '',
    ])
  })

  it.each([
    ['/api/links?campaign=edges&sort=email', ['day-before', 'day']],
    ['/api/links?campaign=edges&sort=sent_at&limit=1', ['day']],
    ['/api/links?campaign=edges&sort=sent_at&limit=1&offset=1', ['day-before']],
    ['/api/links?campaign=edges&range=30d&icp=cto', []],
    ['/api/links?campaign=edges&icp=cto', ['day', 'day-before']],
  ])('GET %s lists %j', async (path, ids) => {
    const links = await json<{ link_id: string }[]>(path)
    expect(links.map(link => link.link_id)).toEqual(ids)
  })

  it('GET /api/links says the same of a link, whether the page or the clicks come first', async () => {
    interface Listed {
      readonly link_id: string
      readonly clicks: number
    }
    const byId = (links: readonly Listed[]) =>
      [...links].sort((a, b) => (a.link_id < b.link_id ? -1 : 1))
    const asked = '/api/links?campaign=burst'
    const judged = byId(await json<Listed[]>(`${asked}&sort=clicks`))
    const paged: Listed[] = []
    for (let offset = 0; offset < judged.length; offset++)
      paged.push(...(await json<Listed[]>(`${asked}&sort=email&limit=1&offset=${offset}`)))
    expect(byId(paged)).toEqual(judged)
    expect(judged.map(({ clicks }) => clicks)).toEqual([1, 0, 0])
    expect(judged).toMatchObject(Array(3).fill({ excluded_clicks: 1 }))
  })

  it.each(['range=all', 'range=24h', 'range=7d&campaign=edges', 'campaign=nothing'])(
    'GET /api/click-summary?%s says of profiles what the endpoints of profiles say',
    async query => {
      const { activity, profiles } = await json<{ activity: unknown; profiles: unknown }>(
        `/api/click-summary?${query}`,
      )
      expect(activity).toEqual(await json(`/api/icp-stats?${query}`))
      expect(profiles).toEqual(await json(`/api/icp-metrics?${query}`))
    },
  )

  it.each(['/api/icp-stats', '/api/icp-metrics', '/api/links'])(
    'GET %s refuses a range that it does not know',
    async path => {
      expect((await get(`${path}?range=90d`)).status).toBe(400)
    },
  )

  it('GET /api/shared/icp-metrics leaves out the figures of fewer than five persons', async () => {
    expect(await json('/api/shared/icp-metrics?campaign=edges')).toMatchObject([
      { icp: 'CTO', links_sent: null, click_rate: null, suppressed: true },
    ])
  })
})
