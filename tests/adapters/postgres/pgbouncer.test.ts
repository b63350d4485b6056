/** A target behind pgbouncer in transaction mode: what works, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import { startPgbouncer } from '../../support/pgbouncer.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../../support/postgres-database.ts'
import { run, statuses, writeFiles } from '../../support/project.ts'

const pooler = SERVER_URL ? await startPgbouncer(SERVER_URL) : undefined
afterAll(() => pooler?.stop())

describe.skipIf(!pooler)(
  `behind pgbouncer${pooler ? '' : ' [skipped: pgbouncer or PostgreSQL is not installed]'}`,
  () => {
    let database: TestDatabase
    let url: string
    const open = (settings: Readonly<Record<string, unknown>> = {}): Promise<Adapter> =>
      openAdapter('postgres', {
        root: '.',
        targetPath: 'target',
        settings: { url, ...settings },
        env: {},
        threads: 4,
        applicationName: 'model test',
        wait: 0,
      })

    beforeAll(async () => {
      database = await createDatabase('pooled')
      const through = new URL(pooler!.url)
      through.pathname = `/${database.name}`
      url = through.href
    })
    afterAll(() => database?.drop())

    it('what a session would lose is refused, by name', async () => {
      const settings = { role: 'x', search_path: 'a', statement_timeout: '1s', lock_timeout: '1s' }
      await expect(open(settings)).rejects.toMatchObject({
        code: 'M2026',
        fields: { keys: Object.keys(settings) },
      })
      const adapter = await open({ pool_mode: 'session', search_path: 'pg_catalog' })
      await adapter.close()
    })

    it('times are in UTC on every connection that it hands out', async () => {
      const adapter = await open()
      const sql = "select '2026-02-14 09:30+02'::timestamptz as t, pg_sleep(0.01)"
      const results = await Promise.all(Array.from({ length: 12 }, () => adapter.query(sql)))
      for (const { rows } of results) expect(rows[0]).toMatchObject({ t: '2026-02-14T07:30:00Z' })
      await adapter.close()
    })

    it('a cancelled statement ends in the server, and nobody else’s does', async () => {
      const adapter = await open()
      const others = Promise.all([1, 2].map(() => adapter.query('select 1 as a, pg_sleep(0.5)')))
      const work = adapter.query('select pg_sleep(31)', [], { timeout: 100 })
      await expect(work).rejects.toThrow(/longer than 100 ms/)
      expect((await others).map(({ rows }) => rows[0]!['a'])).toEqual([1, 1])
      const running = `select count(*)::int as n from pg_stat_activity
        where query like '%pg_sleep(31)%' and state = 'active' and pid <> pg_backend_pid()`
      expect(await database.query(running)).toEqual([{ n: 0 }])
      await adapter.close()
    })

    it('one run at a time holds the lock, also against one that connects to the server itself', async () => {
      const direct = await open({ url: database.url })
      const pooled = await open()
      const lock = await pooled.acquireRunLock('environment', 'the first')
      // Others take and return connections meanwhile.
      await Promise.all(Array.from({ length: 30 }, () => pooled.query('select pg_sleep(0.005)')))
      await expect(direct.acquireRunLock('environment', 'x')).rejects.toMatchObject({
        code: 'M2202',
      })
      await expect(pooled.acquireRunLock('environment', 'x')).rejects.toMatchObject({
        code: 'M2202',
      })
      await lock.release()
      const again = await direct.acquireRunLock('environment', 'the second')
      await expect(pooled.acquireRunLock('environment', 'x')).rejects.toMatchObject({
        code: 'M2202',
      })
      await again.release()
      await pooled.close()
      await direct.close()
    })

    it.each(['statement', 'snapshot'])('a project is built, with consistency: %s', async word => {
      const files = {
        'seeds/numbers.csv': 'n\n1\n2\n3\n',
        'models/total.sql':
          '{{config materialized="table"}}\nselect sum(n)::int as n from {{ref "numbers"}}\n',
        'models/seen.sql': '{{config materialized="view"}}\nselect n from {{ref "total"}}\n',
        'models/schema.yml':
          'models:\n  - name: total\n    columns: [{name: n, tests: [unique]}]\n',
      }
      const more = `, schema_prefix: ${word}_, consistency: ${word}`
      const root = writePostgresProject(files, url, more)
      for (const rows of ['1\n2\n3', '4\n5']) {
        writeFiles(root, { 'seeds/numbers.csv': `n\n${rows}\n` })
        expect(statuses(await run(root))).toMatchObject({ total: 'success', seen: 'success' })
      }
      expect(await database.query(`select n from ${word}_public.seen`)).toEqual([{ n: 9 }])
    })
  },
)
