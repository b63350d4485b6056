/** A connection that breaks in the middle of a run on PostgreSQL: the run connects again and goes on, or says why not. */
import pg from 'pg'
import { describe, type ExpectStatic, it, vi } from 'vitest'
import type { RunEvent, RunOutcome } from '../../src/run/types.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  throughPort,
  writePostgresProject,
} from '../support/postgres-database.ts'
import { run, statuses, writeFiles } from '../support/project.ts'
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const table = (select: string, config = '') =>
  `{{config materialized="table"${config}}}\n${select}\n`

const FILES = {
  'models/raw.sql': table('select n from generate_series(1, 1000) as n'),
  'models/total.sql': table('select sum(n) as total from {{ref "raw"}}'),
  'models/seen.sql': '{{config materialized="view"}}\nselect total from {{ref "total"}}\n',
  'models/schema.yml': `models:
  - name: raw
    columns: [{name: n, tests: [not_null, unique]}]
`,
}

/** A database of its own, a proxy before it, a project that builds in it through that. */
interface Scene {
  readonly database: TestDatabase
  readonly proxy: TcpProxy
  readonly root: string
}

async function inScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const server = new URL(SERVER_URL!)
  const proxy = await startProxy({ host: server.hostname, port: Number(server.port || 5432) })
  const database = await createDatabase('lost')
  try {
    const root = writePostgresProject(FILES, throughPort(database.url, proxy.port))
    await work({ database, proxy, root })
  } finally {
    await proxy.close()
    await database.drop()
  }
}

/** Runs, and cuts all connections the first time that the point is reached. */
function runCutAt(
  { root, proxy }: Scene,
  cutAt: string,
  then: () => void = () => undefined,
): Promise<RunOutcome> {
  let left = 1
  const at = (point: string): void => {
    if (point !== cutAt || left-- <= 0) return
    proxy.cut()
    then()
  }
  return run(root, {}, { at })
}

async function expectBuilt({ database }: Scene, outcome: RunOutcome, expect: ExpectStatic) {
  expect(outcome).toMatchObject({ status: 'success', held: [] })
  expect(await database.query('select total::int from seen')).toEqual([{ total: 500_500 }])
  expect(await leftInWorkSchemas(database)).toEqual([])
  expect(await database.query('select node from model_meta.published')).toHaveLength(3)
  expect(await database.query('select status from model_meta.run_ends')).toEqual([
    { status: 'success' },
  ])
}

async function expectRecovered({ root, database }: Scene, expect: ExpectStatic) {
  expect((await run(root)).status).toBe('success')
  expect(await leftInWorkSchemas(database)).toEqual([])
  const open = await database.query('select * from model_meta.run_log where status is null')
  expect(open).toEqual([])
}

describe.skipIf(SERVER_URL === undefined).concurrent('a connection that breaks', () => {
  it.for([
    'prepare:before',
    'managed:created',
    'stage:after',
    'publish:after-locks',
    'publish:before-commit',
    'publish:after-commit',
  ])(
    'at %s: the run connects again and ends well, everything published once',
    (point, { expect }) =>
      inScene(async scene => expectBuilt(scene, await runCutAt(scene, point), expect)),
  )

  it.for([
    ['what stands is read', 'published', {}],
    ['it is looked who died', 'runs', {}],
    ['a run with nothing to do looks', 'published', { command: 'refresh' }],
    ['a dry run looks', 'published', { dryRun: true }],
  ] as const)('while %s: it is asked again', ([, table, given], { expect }) =>
    inScene(async ({ database, proxy, root }) => {
      await run(root)
      const locked = await lockTable(database, `model_meta.${table}`)
      const events: RunEvent[] = []
      const running = run(root, given, { onEvent: event => events.push(event) })
      await vi.waitFor(async () => expect(await locked.waited()).toBe(true), 5_000)
      proxy.cut()
      await locked.release()
      expect(['success', 'no-op']).toContain((await running).status)
      expect(events[0]).toMatchObject({ kind: 'warning', code: 'retrying' })
    }),
  )

  it('in the middle of a statement: what the server goes on with is ended before the step is repeated', ({
    expect,
  }) =>
    inScene(async scene => {
      const { root, proxy } = scene
      const slow = 'select n from generate_series(1, 1000) as n, (select pg_sleep(1)) as s'
      writeFiles(root, { 'models/raw.sql': table(slow) })
      const events: RunEvent[] = []
      let cut: NodeJS.Timeout | undefined
      const at = (point: string): void => {
        if (point === 'stage:before') cut ??= setTimeout(() => proxy.cut(), 300)
      }
      const outcome = await run(root, {}, { at, onEvent: event => events.push(event) })
      expect(cut).toBeDefined()
      await expectBuilt(scene, outcome, expect)
      const warned = events.filter(event => event.kind === 'warning').map(event => event.code)
      expect(warned).toContain('retrying')
    }))

  it.for([
    ['the answer is lost: the ledger is asked, nothing is published twice', 0, 1],
    ['it still goes on: it is ended, and the publication repeated', 1, 2],
  ] as const)('while it commits, and %s', ([, seconds, publications], { expect }) =>
    inScene(async ({ database, proxy, root }) => {
      await run(root)
      await database.query(`
        create function slow_commit() returns trigger language plpgsql as
          $$ begin perform pg_sleep(${seconds}); return null; end $$;
        create constraint trigger slow after insert on model_meta.published
          deferrable initially deferred for each row when (new.kind = 'view')
          execute function slow_commit()`)
      const count = async (): Promise<number> =>
        (await database.query('select 1 from model_meta.published')).length
      const before = await count()
      const sent: string[] = []
      const at = (point: string): void => {
        if (point !== 'publish:before-commit' || sent.push(point) > 1) return
        proxy.mute(true)
        setTimeout(() => {
          proxy.cut()
          proxy.mute(false)
        }, 300)
      }
      expect((await run(root, {}, { at })).status).toBe('success')
      expect(sent).toHaveLength(publications)
      expect(await count()).toBe(before + 3)
      expect(await leftInWorkSchemas(database)).toEqual([])
    }),
  )

  it('and is not to be had again: the run ends with results, one coded error, and nothing published', ({
    expect,
  }) =>
    inScene(async scene => {
      const { proxy } = scene
      const outcome = await runCutAt(scene, 'stage:before', () => proxy.refuse(true))
      expect(outcome.status).toBe('error')
      expect(outcome.published).toEqual([])
      expect(statuses(outcome)).toMatchObject({ raw: 'error', total: 'skipped', seen: 'skipped' })
      const failed = outcome.results.find(result => result.status === 'error')
      expect(failed?.error).toMatchObject({ code: expect.stringMatching(/^M201[2345]$/) })
      proxy.refuse(false)
      await expectRecovered(scene, expect)
    }))

  it('while it commits and is not to be had again: the run says that it does not know', ({
    expect,
  }) =>
    inScene(async scene => {
      const { proxy } = scene
      const outcome = await runCutAt(scene, 'publish:before-commit', () => proxy.refuse(true))
      expect(outcome.status).toBe('error')
      expect(outcome.refusal).toMatchObject({ code: 'M3015' })
      proxy.refuse(false)
      await expectRecovered(scene, expect)
    }))

  it('and whose environment went to another run: nothing more is done', ({ expect }) =>
    inScene(async ({ database, proxy, root }) => {
      const other = writePostgresProject(FILES, database.url)
      let taken: Promise<RunOutcome> | undefined
      const at = async (point: string): Promise<void> => {
        if (point !== 'work:done' || taken !== undefined) return
        proxy.cut()
        // The server needs a moment to see that the lock's connection is gone.
        taken = run(other, {}, { wait: 20_000 })
        await taken
      }
      const outcome = await run(root, {}, { at })
      expect((await taken)?.status).toBe('success')
      expect(outcome).toMatchObject({ status: 'error', refusal: { code: 'M2203' } })
      expect(await leftInWorkSchemas(database)).toEqual([])
      const runs = await database.query('select distinct run_id from model_meta.published')
      expect(runs).toHaveLength(1)
    }))
})

/** Holds a table so that nobody else reads it. */
async function lockTable(database: TestDatabase, table: string) {
  const holder = new pg.Client({ connectionString: database.url })
  await holder.connect()
  await holder.query(`begin; lock table ${table} in access exclusive mode`)
  return {
    waited: async (): Promise<boolean> => {
      const waits = 'select from pg_locks where relation = $1::regclass and not granted'
      return (await database.query(waits, [table])).length > 0
    },
    release: () => holder.end(),
  }
}

async function leftInWorkSchemas(database: TestDatabase): Promise<readonly unknown[]> {
  return database.query(
    `select c.oid::regclass::text as relation
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname like '%\\_\\_stage' or n.nspname like '%\\_\\_old'`,
  )
}
