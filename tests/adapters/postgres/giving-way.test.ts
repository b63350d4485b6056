/** What the publisher does when somebody is in its way, or changes something while it works. */
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Adapter, PublishItem, PublishOutcome } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../../support/postgres-database.ts'

describe.skipIf(SERVER_URL === undefined)('publish()', () => {
  let database: TestDatabase
  let adapter: Adapter
  let reader: pg.Client
  let made = 0
  let schema = ''

  beforeAll(async () => {
    database = await createDatabase('giving_way')
    adapter = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url: database.url },
      threads: 2,
      applicationName: 'giving way',
      wait: 0,
    })
    reader = new pg.Client({ connectionString: database.url, application_name: 'long report' })
    await reader.connect()
  })

  afterAll(async () => {
    await adapter?.close()
    await reader?.end()
    await database?.drop()
  })

  beforeEach(async () => {
    schema = `s${++made}`
    const schemas = [schema, `${schema}__stage`, `${schema}__old`]
    await adapter.execute(schemas.map(name => `create schema ${name}`).join(';'))
    for (const table of ['t', 'u']) {
      await adapter.execute(`create table ${schema}.${table} as select 1 as edition;
        create table ${schema}__stage.${table} as select 2 as edition`)
    }
  })

  const item = (name: string, more: { readonly inPlace?: boolean } = {}): PublishItem => ({
    kind: 'table',
    id: name,
    stage: { schema: `${schema}__stage`, name },
    final: { schema, name },
    old: { schema: `${schema}__old`, name },
    ...more,
  })

  interface Wanted {
    readonly items?: readonly PublishItem[]
    readonly timeout?: number
    readonly at?: (point: string) => void | Promise<void>
  }

  async function publish(wanted: Wanted = {}): Promise<PublishOutcome> {
    const outcome = await adapter.publish({
      items: [item('t'), item('u')],
      timeout: 400,
      ownViews: new Set(),
      writeLedger: async () => undefined,
      ...wanted,
    })
    await adapter.dropReplaced(outcome.replaced)
    return outcome
  }

  async function edition(relation: string): Promise<unknown> {
    const { rows } = await adapter.query(`select edition from ${schema}.${relation}`)
    return rows[0]!['edition']
  }

  it('replaces in place what is read for longer than the limit, and swaps the rest', async () => {
    await reader.query(`begin; select * from ${schema}.t`)
    try {
      const { inPlace, attempts } = await publish()
      expect(attempts).toBeGreaterThan(1)
      expect(inPlace.map(({ relation, reason }) => [relation.name, reason.code])).toEqual([
        ['t', 'timeout'],
      ])
      expect(inPlace[0]!.reason.text).toMatch(
        /no lock within 0.4 s; held by process \d+ \(.*long report/,
      )
      expect([await edition('t'), await edition('u')]).toEqual([2, 2])
      // The reader was never blocked, and reads the new rows in its next statement.
      const { rows } = await reader.query(`select edition from ${schema}.t`)
      expect(rows).toEqual([{ edition: 2 }])
    } finally {
      await reader.query('rollback')
    }
  })

  it('leaves a view alone that is read for longer than the limit, by keeping the table below it', async () => {
    await adapter.execute(`create view ${schema}.v as select edition from ${schema}.t`)
    await reader.query(`begin; select * from ${schema}.v`)
    try {
      const { inPlace, repointed } = await publish()
      expect(inPlace.map(({ relation }) => relation.name)).toEqual(['t'])
      expect(repointed).toEqual([])
      expect(await edition('v')).toBe(2)
    } finally {
      await reader.query('rollback')
    }
  })

  it('leaves a view of the publication alone whose text is what it was, when the table below it stays', async () => {
    const select = `select edition, 'it''s' as said from ${schema}.t where edition > 0`
    await adapter.execute(`create view ${schema}.v as ${select};
      create view ${schema}__stage.v as ${select.replace(`${schema}.`, `${schema}__stage.`)}`)
    await reader.query(`begin; select * from ${schema}.v`)
    try {
      const view: PublishItem = { ...item('v'), kind: 'view', select }
      const { inPlace } = await publish({ items: [item('t'), view] })
      expect(inPlace.map(({ relation }) => relation.name)).toEqual(['t'])
      expect(await edition('v')).toBe(2)
    } finally {
      await reader.query('rollback')
    }
  })

  it('publishes nothing when what is read can be neither swapped nor kept, and says who reads', async () => {
    await adapter.execute(`create view ${schema}.v as select edition from ${schema}.t;
      create view ${schema}__stage.v as select edition, 1 as more from ${schema}__stage.t`)
    const view: PublishItem = {
      ...item('v'),
      kind: 'view',
      select: `select edition, 1 as more from ${schema}.t`,
    }
    await reader.query(`begin; select * from ${schema}.v`)
    try {
      const refused = expect(publish({ items: [item('t'), view] })).rejects
      await refused.toMatchObject({
        code: 'M2101',
        message: expect.stringContaining('long report'),
      })
      await adapter.execute(`drop view ${schema}__stage.v;
        alter table ${schema}__stage.u add column more integer, alter column edition type text`)
      await reader.query(`select * from ${schema}.u`)
      const misfit = expect(publish({ items: [item('u')] })).rejects
      await misfit.toMatchObject({ code: 'M2105', message: expect.stringContaining('long report') })
      expect([await edition('t'), await edition('u')]).toEqual([1, 1])
    } finally {
      await reader.query('rollback')
    }
  })

  it('tries only the locks again when rows were replaced before, and writes these once', async () => {
    await reader.query(`begin; select * from ${schema}.u`)
    const points: string[] = []
    const going = publish({
      items: [item('t', { inPlace: true }), item('u')],
      timeout: 20_000,
      at: point => void points.push(point),
    })
    await new Promise(resolve => setTimeout(resolve, 700))
    await reader.query('commit')
    const { inPlace, attempts } = await going
    expect([inPlace.length, attempts]).toEqual([1, 1])
    expect(points.filter(point => point === 'publish:rows-written')).toHaveLength(1)
    expect([await edition('t'), await edition('u')]).toEqual([2, 2])
  })

  it.each([
    ['a view', 'create view S.late as select edition from S.u', ['late'], []],
    ['a policy', 'create policy late on S.u using (true)', [], ['u']],
    ['a grant', 'grant select on S.u to public', [], []],
    ['row-level security', 'alter table S.u enable row level security', [], ['u']],
  ])('looks again when %s appears after it looked', async (_, statement, repointed, inPlace) => {
    let done = false
    const outcome = await publish({
      items: [item('t', { inPlace: true }), item('u')],
      at: async point => {
        if (point !== 'publish:rows-written' || done) return
        done = true
        await reader.query(statement.replaceAll('S.', `${schema}.`))
      },
    })
    expect(outcome.attempts).toBe(2)
    expect(outcome.repointed.map(view => view.name)).toEqual(repointed)
    expect(outcome.inPlace.map(({ relation }) => relation.name)).toEqual(['t', ...inPlace])
    expect(await edition('u')).toBe(2)
    const { rows } = await adapter.query(
      `select relrowsecurity or exists (select from pg_policy where polrelid = pg_class.oid)
         or exists (select from pg_depend join pg_rewrite r on r.oid = objid where refobjid = pg_class.oid)
         or relacl::text like '%=r/%' as kept
       from pg_class where oid = '${schema}.u'::regclass`,
    )
    expect(rows).toEqual([{ kept: true }])
  })

  it('gives a new table what its schema grants on new tables, and no more to one that stood', async () => {
    await adapter.execute(`alter default privileges in schema ${schema} grant select on tables to public;
      drop table ${schema}.t`)
    await publish()
    const { rows } = await adapter.query(
      `select relname, relacl::text like '%=r/%' as granted from pg_class
       where relnamespace = '${schema}'::regnamespace order by 1`,
    )
    expect(rows).toEqual([
      { relname: 't', granted: true },
      { relname: 'u', granted: null },
    ])
  })

  it('adds a constraint that is new to a table that stays, and says when the rows break one that stood', async () => {
    await adapter.execute(`alter table ${schema}__stage.t add constraint positive check (edition > 0),
      alter column edition set not null`)
    await publish({ items: [item('t', { inPlace: true })] })
    const { rows } = await adapter.query(
      `select conname, attnotnull from pg_constraint join pg_attribute on attrelid = conrelid and attnum = 1
       where conrelid = '${schema}.t'::regclass and contype = 'c'`,
    )
    expect(rows).toEqual([{ conname: 'positive', attnotnull: true }])
    await adapter.execute(`create table ${schema}__stage.t as select -1 as edition`)
    const refused = expect(publish({ items: [item('t', { inPlace: true })] })).rejects
    await refused.toMatchObject({ code: 'M2107', message: expect.stringContaining('positive') })
    expect(await edition('t')).toBe(2)
  })
})
