/** `model unlock` beside real holders: dead ones, living ones, none. */
import { hostname } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ModelProcess, startModel } from '../support/model-process.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import { rows, writeProject } from '../support/project.ts'
import { type ServingHolder, startHolder } from '../support/serving-holder.ts'
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const FILES = {
  'models/slow.sql':
    '{{config materialized="table"}}\nselect 1 as n, pg_sleep(60)::text as slept\n',
}
const NOTHING = /^Nothing is held: /

describe('on the embedded engine', () => {
  let root = ''
  beforeAll(() => {
    root = writeProject({ 'models/one.sql': 'select 1 as n\n' })
  })
  const unlock = (...words: string[]) =>
    startModel(['unlock', '--project-dir', root, ...words]).ended

  it('says that nothing is held', async () => {
    const { code, stdout } = await unlock()
    expect([code, stdout]).toEqual([0, expect.stringMatching(NOTHING)])
  })

  it('leaves a process alone that has the folder open, and forgets it when it was killed', async () => {
    const query = startModel(['query', 'select pg_sleep(60)', '--wait', '--project-dir', root])
    await until(async () => (await unlock()).code === 2)
    const { code, stdout, stderr } = await unlock('--yes')
    expect(code).toBe(2)
    expect(stdout).toContain(
      `The embedded database is held by process ${query.child.pid} (model query`,
    )
    expect(stdout).toContain('It lives.')
    expect(stderr).toContain('M2209')
    query.child.kill('SIGKILL')
    await query.ended
    expect((await unlock()).stdout).toMatch(NOTHING)
  })

  describe('beside a process that serves', () => {
    let holder: ServingHolder
    beforeAll(async () => {
      holder = await startHolder(root)
      return () => holder.end('SIGTERM')
    })

    it('names it and ends well, for nobody has to wait for it', async () => {
      const { code, stdout } = await unlock('--output', 'json')
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toEqual([
        {
          lock: 'folder',
          holder: `process ${holder.pid} (model schedule), which lets others use it`,
          state: 'alive',
          blocks: false,
          working: [],
        },
      ])
    })
  })
})

describe.skipIf(SERVER_URL === undefined)('on PostgreSQL', () => {
  let database: TestDatabase
  let root = ''
  let proxy: TcpProxy
  let build: ModelProcess
  beforeAll(async () => {
    database = await createDatabase('unlock')
    const url = new URL(database.url)
    proxy = await startProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    root = writePostgresProject(FILES, url.href)
  })
  afterAll(async () => {
    await proxy?.close()
    await database?.drop()
  })
  const unlock = (...words: string[]) =>
    startModel(['unlock', '--project-dir', root, ...words]).ended
  const sleeping = async () =>
    (
      await database.query(
        "select from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()",
      )
    ).length

  beforeEach(async () => {
    build = startModel(['build', '--project-dir', root])
    await until(async () => (await sleeping()) > 0)
    return async () => {
      proxy.hide(false)
      build.child.kill('SIGKILL')
      await build.ended
      await unlock('--yes')
    }
  })

  it('names a living run and leaves it alone', async () => {
    const { code, stdout, stderr } = await unlock('--yes')
    expect(code).toBe(2)
    expect(stdout).toContain(
      `held (run lock) by process ${build.child.pid} on ${hostname()} (model build`,
    )
    expect(stdout).toContain('It lives. At work in the server: process ')
    expect(stderr).toContain('M2209')
    expect(await sleeping()).toBe(1)
  })

  it('with --force ends a living run, which does not take the lock again', async () => {
    const { code, stdout } = await unlock('--force', '--yes')
    expect([code, stdout]).toEqual([0, expect.stringContaining('Unlocked')])
    await until(async () => (await sleeping()) === 0)
    const ended = await build.ended
    expect(ended.code).not.toBe(0)
    expect(ended.stdout + ended.stderr).toContain('a run that has ended since')
    const ends = 'select status from model_meta.run_log order by started_at desc limit 1'
    expect(await rows(root, ends)).toEqual([{ status: 'interrupted' }])
  })

  it('ends what a killed run left working, after a yes alone', async () => {
    // Else the server may find out by itself before it is asked.
    proxy.hide(true)
    build.child.kill('SIGKILL')
    await build.ended
    const shown = await unlock()
    expect(shown.stdout).toContain('It is dead.')
    expect(shown.stdout).toContain('Nothing was ended.')
    expect(await sleeping()).toBe(1)
    expect((await unlock('--yes')).stdout).toContain('Unlocked')
    await until(async () => (await sleeping()) === 0)
    expect((await unlock()).stdout).toMatch(NOTHING)
  })

  it('says so when the role may not end them, and changes nothing', async () => {
    const role = `model_unlock_${process.pid}`
    await database.query(`create role ${role} login; grant usage on schema model_meta to ${role};
      grant select, insert on all tables in schema model_meta to ${role}`)
    const other = new URL(database.url)
    other.username = role
    const theirs = writePostgresProject(FILES, other.href)
    const { ended } = startModel(['unlock', '--project-dir', theirs, '--force', '--yes'])
    const { code, stderr } = await ended
    await database.query(`drop owned by ${role}; drop role ${role}`)
    expect([code, stderr]).toEqual([2, expect.stringContaining('M2210')])
    expect(await sleeping()).toBe(1)
    const status = 'select status from model_meta.run_log order by started_at desc limit 1'
    expect(await rows(root, status)).toEqual([{ status: null }])
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 100) throw new Error('it never happened')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
