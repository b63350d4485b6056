/** A daemon that hears changes: nothing missed, nothing doubled, whatever becomes of its connections. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createDatabase,
  queryOnce,
  SERVER_URL,
  type TestDatabase,
} from '../support/postgres-database.ts'
import { inWorkspace, run, writeFiles, writeProject } from '../support/project.ts'
import {
  counted,
  EVENTS_PROJECT,
  EVENTS_TABLE,
  eventsProject,
  expectEachOnce,
  startChangesDaemon,
  until,
} from './changes-scene.ts'

describe.skipIf(SERVER_URL === undefined)('on a server', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('changes')
  })
  afterAll(() => database.drop())

  it('many changes are few refreshes, none missed and none doubled, though connections are cut', async () => {
    const { url } = database
    const root = await eventsProject(url)
    const daemon = await startChangesDaemon(root)
    const changes = 60
    for (let change = 0; change < changes; change++) {
      await queryOnce(url, `insert into core.events values (${change})`)
      if (change === 30) {
        await queryOnce(
          url,
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        )
      }
      await delay(20)
    }
    await until(async () => (await counted(url)) === changes, 40_000)
    await delay(1000)
    await daemon.stop()
    const builds = await expectEachOnce(url, changes)
    expect(builds).toBeLessThan(changes / 2)
    const [, first] = daemon.events.filter(({ kind }) => kind === 'started')
    expect(first).toMatchObject({ run: { reason: 'change' } })
  })

  it('behind a pooler that hands out connections by transaction the counters are looked at', async () => {
    const { url } = database
    const root = writeProject({
      ...EVENTS_PROJECT,
      'project.yml': `name: shop\ntargets: {server: {adapter: postgres, url: '${url}', pool_mode: transaction}}\n`,
    })
    const daemon = await startChangesDaemon(root)
    await until(async () => daemon.events.some(({ kind }) => kind === 'ended'), 10_000)
    expect(daemon.events).toContainEqual({
      kind: 'remark',
      text: expect.stringMatching(/cannot be heard: a pooler .* every 5 seconds/),
    })
    await queryOnce(url, 'insert into core.events values (-1)')
    const [row] = await queryOnce<{ n: string }>(url, 'select count(*) as n from core.events')
    await until(async () => (await counted(url)) === Number(row!.n), 15_000)
    await daemon.stop()
    await expectEachOnce(url, Number(row!.n))
  })

  it('what changes while no daemon is there is found by the next one', async () => {
    const { url } = database
    const root = writeProject({
      ...EVENTS_PROJECT,
      'project.yml': `name: shop\ntargets: {server: {adapter: postgres, url: '${url}'}}\n`,
    })
    await queryOnce(url, 'truncate core.events')
    const daemon = await startChangesDaemon(root)
    await until(async () => (await counted(url)) === 0, 10_000)
    await daemon.stop()
    await expectEachOnce(url, 0)
  })
})

it('on the embedded engine a change of another process is heard through the holder', async () => {
  const root = writeProject({
    ...EVENTS_PROJECT,
    'project.yml': 'name: shop\ntargets: {local: {adapter: pglite, path: target/warehouse}}\n',
  })
  await inWorkspace(root, async workspace => {
    const adapter = await workspace.adapter()
    await adapter.execute(EVENTS_TABLE)
    await workspace.installTriggers([...workspace.manifest.nodes.keys()])
  })
  const daemon = await startChangesDaemon(root)
  const count = () =>
    inWorkspace(root, async workspace => {
      const { rows } = await workspace.query('select n from events_n', { limit: null })
      return String(rows[0]?.['n'])
    })
  const ended = () => daemon.events.filter(({ kind }) => kind === 'ended').length
  await until(async () => ended() === 1, 20_000)
  const before = Date.now()
  await inWorkspace(root, async workspace => {
    const adapter = await workspace.adapter()
    expect(adapter.location.through).toBeDefined()
    await adapter.execute('insert into core.events values (1), (2)')
  })
  await until(async () => ended() === 2, 20_000)
  expect(Date.now() - before).toBeLessThan(25_000)
  expect(await count()).toBe('2')
  await daemon.stop()
  writeFiles(root, { 'models/other.sql': 'select 1 as one' })
  expect((await run(root, { command: 'refresh' })).results.map(each => each.status)).toEqual([
    'reused',
    'success',
  ])
})
