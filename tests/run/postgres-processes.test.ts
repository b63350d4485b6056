/** Real processes on PostgreSQL: killed, interrupted, two at once. */
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import { startModel } from '../support/model-process.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'

/** A model that takes so long. */
const slow = (seconds: number) =>
  `{{config materialized="table"}}\nselect 1 as n, pg_sleep(${seconds})::text as slept\n`
const QUICK = '{{config materialized="table"}}\nselect 1 as n\n'

describe.skipIf(SERVER_URL === undefined)('processes on PostgreSQL', () => {
  let database: TestDatabase
  let root: string

  beforeEach(async () => {
    database = await createDatabase('processes')
    root = writePostgresProject(
      { 'models/quick.sql': QUICK, 'models/slow.sql': slow(60) },
      database.url,
      `}
  dev: {adapter: postgres, url: '${database.url}', schema_prefix: dev_`,
    )
    return () => database.drop()
  })

  const start = (...words: string[]) => startModel([...words, '--project-dir', root])
  const makeShorter = (seconds: number) =>
    writePostgresProject(
      { 'models/quick.sql': QUICK, 'models/slow.sql': slow(seconds) },
      database.url,
    )

  it('killed in the middle of create table as: the next build ends what goes on, no stage is left', async () => {
    const killed = start('build')
    await untilSlow(database)
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(await slowStatements(database)).toBe(1)
    const next = startModel(['build', '--project-dir', makeShorter(0)])
    const { code, stderr, milliseconds } = await next.ended
    expect(code, stderr).toBe(0)
    // Not by the server's own look at the client, which comes every two seconds.
    expect(milliseconds).toBeLessThan(30_000)
    expect(await slowStatements(database)).toBe(0)
    expect(await workRelations(database)).toEqual([])
  })

  it('killed, and nobody builds again: the server ends the statement by itself and leaves no stage of it', async () => {
    const killed = start('build', '--select', 'slow')
    await untilSlow(database)
    killed.child.kill('SIGKILL')
    await killed.ended
    await until(async () => (await slowStatements(database)) === 0)
    expect(await workRelations(database)).toEqual([])
  })

  it('a second build says who holds the environment: process, host, command, since; with --wait it waits', async () => {
    const held =
      '{{config materialized="table"}}\nselect pg_advisory_xact_lock(42)::text as slept\n'
    root = writePostgresProject(
      { 'models/quick.sql': QUICK, 'models/slow.sql': held },
      database.url,
    )
    const gate = await holdGate(database)
    const first = start('build')
    await untilSlow(database)
    const refused = await start('build').ended
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('M2202')
    expect(refused.stderr).toContain(`process ${first.child.pid} on ${hostname()}`)
    expect(refused.stderr).toContain(`(model build --project-dir ${root})`)
    expect(refused.stderr).toMatch(/since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)
    const waiting = start('build', '--wait', '60', '--select', 'quick')
    await until(async () => waiting.said().includes(`Waiting for process ${first.child.pid} on`))
    await gate.end()
    expect((await first.ended).code).toBe(0)
    const waited = await waiting.ended
    expect(waited.code, waited.stderr).toBe(0)
    const runs = await database.query(
      "select ended_at from model_meta.run_log where status = 'success'",
    )
    expect(runs).toHaveLength(2)
  })

  it('builds of different prefixes run side by side', async () => {
    const first = start('build')
    await untilSlow(database)
    const second = await start('build', '--target', 'dev', '--select', 'quick').ended
    expect(second.code, second.stderr).toBe(0)
    expect(first.child.exitCode).toBeNull()
    first.child.kill('SIGINT')
    expect((await first.ended).code).toBe(2)
    expect(await database.query('select n from dev_public.quick')).toEqual([{ n: 1 }])
  })

  it('Ctrl-C cancels the statement in the server, writes the results and exits 2', async () => {
    const stopped = start('build')
    await untilSlow(database)
    stopped.child.kill('SIGINT')
    const { code, stderr, stdout } = await stopped.ended
    expect(code, stderr).toBe(2)
    expect(stdout + stderr).not.toMatch(/\n\s+at /)
    expect(await slowStatements(database)).toBe(0)
    expect(await workRelations(database)).toEqual([])
    expect(await database.query("select to_regclass('public.quick') as quick")).toEqual([
      { quick: null },
    ])
    expect(await database.query('select status from model_meta.run_log')).toEqual([
      { status: 'interrupted' },
    ])
    const path = join(root, 'target/run_results.json')
    expect(existsSync(path)).toBe(true)
    const { results } = JSON.parse(readFileSync(path, 'utf8')) as {
      results: { unique_id: string; status: string }[]
    }
    expect(results.map(({ unique_id, status }) => [unique_id, status]).sort()).toEqual([
      ['model.shop.quick', 'skipped'],
      ['model.shop.slow', 'skipped'],
    ])
  })

  it('a second Ctrl-C leaves at once', async ({ skip }) => {
    const stopped = start('build')
    await untilSlow(database)
    // Nobody answers the cancellation: the server is stopped in its tracks for the process's part.
    const [row] = await database.query<{ pid: number }>(SLOW_SQL)
    if (!mayStop(row!.pid)) {
      stopped.child.kill('SIGKILL')
      skip('the server is not on this machine, or belongs to somebody else')
    }
    process.kill(row!.pid, 'SIGSTOP')
    try {
      stopped.child.kill('SIGINT')
      await until(async () => stopped.said().includes('Ctrl-C again leaves at once'))
      await delay(300)
      expect(stopped.child.exitCode).toBeNull()
      // The server's process is stopped: only who does not wait for it ends.
      stopped.child.kill('SIGINT')
      expect((await stopped.ended).code).toBe(2)
    } finally {
      process.kill(row!.pid, 'SIGCONT')
    }
    await until(async () => (await slowStatements(database)) === 0)
  })
})

/** Is this a server process here, which the tests may send signals to? */
function mayStop(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres: ')
  } catch {
    return false
  }
}

const SLOW_SQL = `select pid from pg_stat_activity
  where datname = current_database() and state = 'active' and query like '%slept%' and pid <> pg_backend_pid()`

async function slowStatements(database: TestDatabase): Promise<number> {
  return (await database.query(SLOW_SQL)).length
}

/** Statements that want the lock 42 wait until this connection ends. */
async function holdGate(database: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('select pg_advisory_lock(42)')
  return client
}

function untilSlow(database: TestDatabase): Promise<void> {
  return until(async () => (await slowStatements(database)) > 0)
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await reached()); await delay(50)) {
    if (Date.now() > deadline) throw new Error('it did not come to that within 20 s')
  }
}

async function workRelations(database: TestDatabase): Promise<readonly unknown[]> {
  return database.query(
    `select c.oid::regclass::text as relation
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname like '%\\_\\_stage' or n.nspname like '%\\_\\_old'`,
  )
}
