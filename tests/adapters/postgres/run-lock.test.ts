/** The run lock on a server: who gets it, what happens to the work of one who lost it. */
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Adapter } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../../support/postgres-database.ts'

const KEY = 'model run test'

describe.skipIf(SERVER_URL === undefined)('acquireRunLock()', () => {
  let database: TestDatabase
  let opened: Adapter[]

  beforeEach(async () => {
    database = await createDatabase('lock')
    opened = []
    return async () => {
      for (const adapter of opened) await adapter.close()
      await database.drop()
    }
  })

  async function open(url: string = database.url): Promise<Adapter> {
    const adapter = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url },
      threads: 2,
      applicationName: 'lock test',
      wait: 0,
    })
    opened.push(adapter)
    return adapter
  }

  const endSession = (pid: string) =>
    database.query(`select pg_terminate_backend(${pid}, 5000) as ended`)

  it('refuses a second holder, and says what describe() knows of the session', async () => {
    const lock = await (await open()).acquireRunLock(KEY, 'the first')
    const second = await open()
    await expect(second.acquireRunLock(KEY, 'the second')).rejects.toThrow(/by the first/)
    const describe = async (_: unknown, session: string) =>
      session === lock.session ? 'a run that wrote itself down' : undefined
    await expect(second.acquireRunLock(KEY, 'the second', { describe })).rejects.toThrow(
      /by a run that wrote itself down/,
    )
    await lock.release()
    await (await second.acquireRunLock(KEY, 'the second')).release()
  })

  it('has nothing to do with the same key in another database', async () => {
    const other = await createDatabase('lock_other')
    try {
      await (await open()).acquireRunLock(KEY, 'here')
      const there = await open(other.url)
      await (await there.acquireRunLock(KEY, 'there')).release()
    } finally {
      await other.drop()
    }
  })

  it('ends what a holder that lost the lock has at work, and the loser can do nothing more', async () => {
    const first = await open()
    const lost = await first.acquireRunLock(KEY, 'the first', { stillOurs: async () => true })
    const working = first
      .execute('create table made as select pg_sleep(60)::text as slept')
      .catch(error => error)
    await delay(300)
    await endSession(lost.session)
    const taken = await (await open()).acquireRunLock(KEY, 'the second')
    expect(await working).toMatchObject({ code: 'M2012' })
    await expect(first.query('select 1')).rejects.toMatchObject({
      code: 'M2203',
      message: expect.stringContaining('the second'),
    })
    await taken.release()
    await lost.release()
    expect(await database.query("select to_regclass('made') as made")).toEqual([{ made: null }])
  })

  it('is taken again when its connection breaks and nobody was faster', async () => {
    const first = await open()
    const lock = await first.acquireRunLock(KEY, 'the first', { stillOurs: async () => true })
    await endSession(lock.session)
    // A connection that does not work for the run yet looks at the lock.
    await Promise.all([1, 2, 3].map(() => first.query('select pg_sleep(0.1)')))
    await expect((await open()).acquireRunLock(KEY, 'the second')).rejects.toThrow(/by the first/)
    await lock.release()
  })

  it('is not taken again when somebody built in between', async () => {
    const first = await open()
    const lock = await first.acquireRunLock(KEY, 'the first', { stillOurs: async () => false })
    await endSession(lock.session)
    await expect(first.query('select 1')).rejects.toMatchObject({ code: 'M2203' })
    await lock.release()
  })

  it('leaves the connections of a run that has ended alone', async () => {
    const first = await open()
    const lock = await first.acquireRunLock(KEY, 'the first')
    const asked = await Promise.all(
      [1, 2, 3].map(() => first.query('select pg_backend_pid() as pid, pg_sleep(0.05)::text')),
    )
    await lock.release()
    const next = await (await open()).acquireRunLock(KEY, 'the second')
    const pids = asked.flatMap(({ rows }) => rows.map(row => row['pid']))
    const alive = await database.query('select 1 from pg_stat_activity where pid = any($1)', [pids])
    expect(alive).toHaveLength(3)
    await next.release()
  })

  it('stops waiting when it is told to', async () => {
    await (await open()).acquireRunLock(KEY, 'the first')
    const second = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url: database.url },
      threads: 1,
      applicationName: 'lock test',
      wait: 60_000,
    })
    opened.push(second)
    const { signal } = { signal: AbortSignal.timeout(200) }
    await expect(second.acquireRunLock(KEY, 'the second', { signal })).rejects.toMatchObject({
      name: 'CancelledError',
    })
  })
})

describe.skipIf(SERVER_URL === undefined)('a connection', () => {
  it('is watched by the server, so that a dead client’s statement ends', async () => {
    const adapter = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url: SERVER_URL! },
      threads: 1,
      applicationName: 'watch test',
      wait: 0,
    })
    const { rows } = await adapter.query(
      "select current_setting('client_connection_check_interval', true) as check, current_setting('server_version_num')::int as version",
    )
    await adapter.close()
    const [row] = rows as { check: string | null; version: number }[]
    expect(row!.check).toBe(row!.version >= 140_000 ? '2s' : null)
  })
})
