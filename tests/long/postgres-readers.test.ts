/** Readers of relations that are published MODEL_EDITIONS (200) times in every way; prints what they saw, and how long it took. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLoad } from '../support/pgbench.ts'
import {
  createDatabase,
  queryOnce,
  SERVER_URL,
  type TestDatabase,
} from '../support/postgres-database.ts'
import { makeRelations, type Reading, ROWS, readWhilePublishing } from '../support/readers.ts'

const EDITIONS = Number(process.env['MODEL_EDITIONS'] ?? 200)

/** Fails where a read is empty or of two editions. */
const checked = (relation: string) =>
  `select 1 / (case when count(*) = ${ROWS} and min(edition) = max(edition) then 1 else 0 end) from ${relation}`

describe.skipIf(SERVER_URL === undefined)(`readers, ${EDITIONS} publications each`, () => {
  let database: TestDatabase
  let stranger: string
  const printed: Record<string, unknown>[] = []

  beforeAll(async () => {
    database = await createDatabase('readers')
    stranger = `${database.name}_stranger`
    await database.query(`create role ${stranger} login`)
  })
  afterAll(async () => {
    console.table(printed)
    await database?.drop()
    await queryOnce(SERVER_URL!, `drop role if exists ${stranger}`)
  })

  const foreign = () => `
    create schema if not exists theirs authorization ${stranger};
    grant usage on schema r to ${stranger};
    grant select on r.fact, r.above to ${stranger};
    set role ${stranger};
    create or replace view theirs.joined as
      select a.id, f.edition from r.above a join r.fact f using (id) where a.edition = f.edition;
    reset role;`

  async function read(way: string, reading: Partial<Reading> = {}) {
    const figures = await readWhilePublishing({ url: database.url, editions: EDITIONS, ...reading })
    const { wrong, ...rest } = figures
    printed.push({ way, ...rest })
    expect(wrong).toEqual([])
    return figures
  }

  it('swap', async () => {
    await makeRelations(database.url)
    const figures = await read('swap')
    expect(figures.transactionsOfTwo).toBe(0)
    expect(figures.inPlace).toBe(0)
  })

  it('swap, a view of another role on the table and on our view above it', async () => {
    await makeRelations(database.url, foreign())
    const figures = await read('swap, foreign view', { foreignView: 'theirs.joined' })
    expect(figures.inPlace).toBe(0)
  })

  it('swap, each relation on its own', async () => {
    await makeRelations(database.url)
    const figures = await read('publish: each', { each: true })
    expect(figures.inPlace).toBe(0)
  })

  it('swap, under load', async () => {
    await makeRelations(database.url, foreign())
    const load = startLoad(database.url, [
      checked('r.fact'),
      checked('r.above'),
      checked('theirs.joined'),
    ])
    await read(`swap, under load by ${load.by}`, { foreignView: 'theirs.joined' })
    const { transactions, wrong } = await load.stop()
    printed.push({ way: `  ${load.by}: transactions`, reads: transactions * 3 })
    expect(wrong).toEqual([])
    expect(transactions).toBeGreaterThan(0)
  })

  it('in place', async () => {
    await makeRelations(database.url)
    const figures = await read('in place', { inPlace: true })
    expect(figures.inPlace).toBe(EDITIONS)
  })

  it('in place, because a role that may not write the foreign view publishes', async () => {
    const owner = `${database.name}_owner`
    await database.query(`create role ${owner} login`)
    try {
      await makeRelations(
        database.url,
        `${foreign()}
         alter schema r owner to ${owner}; alter schema r__stage owner to ${owner};
         alter schema r__old owner to ${owner}; alter table r.fact owner to ${owner};
         alter view r.shown owner to ${owner}; alter view r.above owner to ${owner};
         grant usage on schema theirs to ${owner}; grant select on theirs.joined to ${owner};`,
      )
      const url = new URL(database.url)
      url.username = owner
      const figures = await read('in place, for a foreign view', {
        url: url.href,
        foreignView: 'theirs.joined',
      })
      expect(figures.inPlace).toBe(EDITIONS)
    } finally {
      await database.query(`drop owned by ${owner} cascade; drop role ${owner}`)
    }
  })
})
