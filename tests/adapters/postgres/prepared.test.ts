/** Statements for others on a server: many at once, in company, with failures among them and under them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter, PreparedSession } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import { startPgbouncer } from '../../support/pgbouncer.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../../support/postgres-database.ts'

const pooler = SERVER_URL ? await startPgbouncer(SERVER_URL) : undefined
afterAll(() => pooler?.stop())

const CONNECTIONS = 3
const ADD = {
  name: 'add',
  sql: `insert into visits (code, weight) values (cast($1 as text), 10 / cast($2 as integer)) returning code`,
  writes: true,
}
const COUNT = {
  name: 'count',
  sql: 'select count(*)::integer as visits from visits',
  writes: false,
}

const ways = [
  { way: 'PostgreSQL', skip: !SERVER_URL, through: undefined },
  { way: 'PostgreSQL behind pgbouncer', skip: !pooler, through: pooler?.url },
]

for (const { way, skip, through } of ways) {
  describe.skipIf(skip)(`${way}${skip ? ' [skipped: it is not installed]' : ''}`, () => {
    let database: TestDatabase
    let adapter: Adapter
    let session: PreparedSession
    const add = (code: string, weight = '5') => session.run(ADD, [code, weight])
    const visits = async () => (await session.run(COUNT, [])).rows[0]![0] as number

    beforeAll(async () => {
      database = await createDatabase('prepared')
      const url = through ? new URL(`/${database.name}`, through).href : database.url
      const settings = { url }
      const more = { root: '.', targetPath: 'target', env: {}, threads: 2, wait: 0 }
      adapter = await openAdapter('postgres', { settings, applicationName: 'model test', ...more })
      session = await adapter.prepared({ connections: CONNECTIONS, timeout: 5000 })
      await adapter.execute('create table visits (code text unique, weight integer)')
    })
    afterAll(async () => {
      await session?.close()
      await adapter?.close()
      await database?.drop()
    })

    it('run() answers each of many with its own rows, and a failure is nobody else’s', async () => {
      await add('first')
      const before = await visits()
      const asked = Array.from({ length: 120 }, (_, at) => ({
        code: `c${at}`,
        weight: at % 7 === 3 ? '0' : '5',
      }))
      const told = await Promise.allSettled(asked.map(({ code, weight }) => add(code, weight)))
      told.forEach((one, at) => {
        const { code, weight } = asked[at]!
        if (weight === '0')
          expect(one).toMatchObject({ status: 'rejected', reason: { fields: { code: '22012' } } })
        else
          expect(one).toMatchObject({ status: 'fulfilled', value: { rows: [[code]], rowCount: 1 } })
      })
      expect(await visits()).toBe(before + asked.filter(({ weight }) => weight === '5').length)
    })

    it('run() names columns, and gives numbers as text with every digit', async () => {
      const sql = `select 12345678901234567890.10::numeric as wide, '{"a":1.10}'::json as given, null::text as none, int4range(1, 3) as span`
      const answer = await session.run({ name: 'kinds', sql, writes: false }, [])
      expect(answer.rows).toEqual([['12345678901234567890.10', '{"a":1.10}', null, '[1,3)']])
      expect(answer.columns.map(({ type }) => type)).toEqual([
        'numeric',
        'json',
        'text',
        'int4range',
      ])
    })

    it('run() without writes cannot write', async () => {
      const sly = { name: 'sly', sql: 'delete from visits returning code', writes: false }
      await expect(session.run(sly, [])).rejects.toMatchObject({ fields: { code: '25006' } })
    })

    it('run() asks again when a table was built anew with other columns', async () => {
      const all = { name: 'all', sql: 'select * from rebuilt', writes: false }
      await adapter.execute('create table rebuilt as select 1 as one')
      await Promise.all(Array.from({ length: 30 }, () => session.run(all, [])))
      await adapter.execute(
        "drop table rebuilt; create table rebuilt as select 'a' as one, 2 as two",
      )
      const told = await Promise.all(Array.from({ length: 30 }, () => session.run(all, [])))
      for (const { columns, rows } of told) {
        expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
          'one text',
          'two integer',
        ])
        expect(rows).toEqual([['a', 2]])
      }
    })

    it('describe() says what is wrong with a statement', async () => {
      await expect(session.describe('select nothing')).rejects.toMatchObject({
        fields: { code: '42703', offset: 7 },
      })
      expect(await session.describe('select 1 as one')).toEqual([{ name: 'one', type: 'integer' }])
    })

    it('an asker who is gone costs nothing, and one who leaves ends the statement', async () => {
      const sleep = { name: 'sleep', sql: 'select pg_sleep(4) is null as slept', writes: false }
      await expect(
        session.run(sleep, [], { isGone: true, onGone: undefined }),
      ).rejects.toMatchObject({ name: 'CancelledError' })
      const asker = { isGone: false, onGone: undefined as (() => void) | undefined }
      const began = Date.now()
      const asked = session.run(sleep, [], asker)
      setTimeout(() => {
        asker.isGone = true
        asker.onGone?.()
      }, 200)
      await expect(asked).rejects.toMatchObject({ name: 'CancelledError' })
      expect(Date.now() - began).toBeLessThan(3000)
    })

    it('a connection that is ended fails who is on it; what follows gets another one', async () => {
      const end = {
        name: 'end',
        sql: `select case when $1::boolean then pg_terminate_backend(pg_backend_pid()) else false end as ended`,
        writes: false,
      }
      await Promise.all(Array.from({ length: 12 }, () => session.run(end, ['false'])))
      const told = await Promise.allSettled(
        Array.from({ length: 60 }, (_, at) => session.run(end, [String(at === 20)])),
      )
      const failed = told.filter(({ status }) => status === 'rejected')
      expect(failed.length).toBeGreaterThanOrEqual(1)
      // The one, and those who were in its company.
      expect(failed.length).toBeLessThanOrEqual(8)
      for (const one of failed) expect(one).toMatchObject({ reason: { code: 'M2012' } })
      expect(await session.run(end, ['false'])).toMatchObject({ rows: [[false]] })
    })
  })
}
