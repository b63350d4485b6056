/** Fifty clients read while everything is built anew, twice: who asks gets one state or the other, never some of both. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { run } from '../support/project.ts'
import { openShop, type Shop, TOKEN_TEXT } from './served-shop.ts'

const ENGINES = ['pglite', ...(SERVER_URL === undefined ? [] : ['postgres'])]
const CLIENTS = 50

/** Two tables that hold the moment of their run, and a view between. */
const FILES = {
  'models/first.sql': `{{config materialized="table"}}
select n, '{{var "as_of"}}'::text as built from generate_series(1, 500) as n`,
  'models/second.sql': `{{config materialized="table"}}
select n, built from {{ref "first"}} where n % 2 = 0`,
  'models/seen.sql': 'select * from {{ref "second"}}',
  'endpoints/both.get.sql': `{{config response="row"}}
select min(first.built) as first, max(first.built) as also, min(seen.built) as second, count(*) as rows
from {{ref "first"}} as first join {{ref "seen"}} as seen using (n)`,
}

describe.each(ENGINES)('reading while it is built on %s', engine => {
  let shop: Shop
  let database: TestDatabase | undefined

  beforeAll(async () => {
    if (engine === 'postgres') database = await createDatabase('serve_readers')
    shop = await openShop({
      ...(database && { url: database.url }),
      files: FILES,
      tokensText: TOKEN_TEXT,
    })
  })

  afterAll(async () => {
    await shop?.close()
    await database?.drop()
  })

  it('answers every request, and none with some of both', async () => {
    let building = true
    const statuses = new Map<number, number>()
    const mixed: string[] = []
    const states = new Set<unknown>()
    const client = async () => {
      while (building) {
        const { status, text } = await shop.ask('GET /both', { token: 'read' })
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status !== 200) continue
        const { first, also, second, rows } = JSON.parse(text)
        states.add(first)
        if (first !== second || first !== also || rows !== 250) mixed.push(text)
      }
    }
    const clients = Array.from({ length: CLIENTS }, client)
    for (let build = 0; build < 2; build++)
      expect((await run(shop.root, {}, { wait: 20_000 })).status).toBe('success')
    building = false
    await Promise.all(clients)
    expect(mixed).toEqual([])
    expect(statuses.get(200) ?? 0).toBeGreaterThan(CLIENTS)
    expect([...statuses.keys()].filter(status => status !== 200)).toEqual(
      engine === 'postgres' ? [] : [...statuses.keys()].filter(status => status === 503),
    )
    expect(states.size).toBeGreaterThanOrEqual(2)
  })
})
