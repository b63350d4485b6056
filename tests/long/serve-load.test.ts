/** What the server promises under load on PostgreSQL: no error, memory that stays, and no answered redirect that is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { ask, buildLinks, client, LINKS, memoryOf, type Served, serve } from './served-links.ts'

const SECONDS = Number(process.env['MODEL_LOAD_SECONDS'] ?? 60)
const REDIRECTS = Number(process.env['MODEL_LOAD_REDIRECTS'] ?? 100_000)
const CONNECTIONS = 200
const CLIENTS = 50

const middle = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1]!

describe.skipIf(!SERVER_URL)('under load', () => {
  let database: TestDatabase
  let root: string
  beforeAll(async () => {
    database = await createDatabase('serve_load')
    root = await buildLinks(database)
  })
  afterAll(() => database?.drop())

  it(`answers ${SECONDS} s of ${CONNECTIONS} connections without an error, in memory that stays`, async () => {
    const { port, model } = await serve(root)
    const memory: number[] = []
    const watch = setInterval(() => memory.push(memoryOf(model.child.pid!)), 500)
    const agent = client(CONNECTIONS)
    const statuses = new Map<number, number>()
    const waits: number[] = []
    const end = Date.now() + SECONDS * 1000
    const walk = async (first: number): Promise<void> => {
      for (let at = first; Date.now() < end; at++) {
        const path =
          at % 2 ? `/r/c${1 + (at % LINKS)}` : `/api/profiles?profile=profile%20${at % 12}`
        const began = performance.now()
        const { status } = await ask(agent, `http://127.0.0.1:${port}${path}`, 'load')
        waits.push(performance.now() - began)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, at) => walk(at * 7)))
    agent.destroy()
    clearInterval(watch)
    model.child.kill('SIGTERM')
    expect(await model.ended).toMatchObject({ code: 0 })
    const quarter = memory.length >> 2
    const [early, late] = [memory.slice(quarter, 2 * quarter), memory.slice(-quarter)].map(middle)
    const sorted = waits.toSorted((a, b) => a - b)
    const wait = (share: number) => `${Math.round(sorted[Math.floor(sorted.length * share)]!)} ms`
    console.log(
      `${sorted.length} answers, ${Math.round(sorted.length / SECONDS)} a second, p50 ${wait(0.5)}, p99 ${wait(0.99)}, slowest ${Math.round(sorted.at(-1)!)} ms; memory ${early} MB, at the end ${late} MB`,
    )
    expect([...statuses.keys()].toSorted()).toEqual([200, 302])
    // The rest is what a collection of garbage leaves to the next.
    expect(late! - early!).toBeLessThan(Math.max(25, early! * 0.15))
    const [{ visits }] = (await database.query(
      'select count(*)::int as visits from tracker.visits',
    )) as [{ visits: number }]
    expect(visits).toBe(statuses.get(302))
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    `records every redirect of ${REDIRECTS} that it answered, with %s in the middle`,
    async signal => {
      await database.query('truncate tracker.visits')
      const answered = new Set<string>()
      let served: Served | undefined = await serve(root)
      let sent = 0
      const agent = client(CLIENTS)
      /** Asks until all are sent, or the server is gone. */
      const walk = async (port: number, most: number): Promise<void> => {
        while (sent < most) {
          const id = `visit ${sent++}`
          try {
            const told = await ask(agent, `http://127.0.0.1:${port}/r/c${1 + (sent % LINKS)}`, id)
            if (told.status === 302) answered.add(id)
            else expect(told.status).toBe(503)
          } catch {
            return
          }
        }
      }
      const all = (port: number) =>
        Promise.all(Array.from({ length: CLIENTS }, () => walk(port, REDIRECTS)))
      const first = all(served.port)
      while (sent < REDIRECTS / 2) await new Promise(resolve => setTimeout(resolve, 5))
      served.model.child.kill(signal)
      await first
      const ended = await served.model.ended
      if (signal === 'SIGTERM') expect(ended.code).toBe(0)
      const unanswered = sent - answered.size
      expect(sent).toBeLessThan(REDIRECTS)
      served = await serve(root)
      await all(served.port)
      served.model.child.kill('SIGTERM')
      await served.model.ended
      agent.destroy()
      const rows = await database.query<{ agent: string }>('select agent from tracker.visits')
      const recorded = new Set(rows.map(row => row.agent))
      console.log(
        `${signal}: ${sent} sent, ${answered.size} answered, ${rows.length} recorded, ${unanswered} without an answer`,
      )
      expect(sent).toBe(REDIRECTS)
      expect([...answered].filter(id => !recorded.has(id))).toEqual([])
      expect(rows.length).toBe(recorded.size)
      expect(recorded.size - answered.size).toBeLessThanOrEqual(CLIENTS)
    },
  )
})
