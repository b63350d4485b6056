/** `consistency: snapshot`: all stages and checks of a run see their sources at one moment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import {
  type Files,
  keepEngineOpen,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const table = (select: string) => `{{config materialized="table"}}\n${select}\n`
const FILES: Files = {
  'models/sources.yml': `sources:
  - name: live
    tables: [{name: events}]
models:
  - name: first
    columns:
      - {name: n, tests: [not_null]}
  - name: second
    tests:
      - equal_rows: {compare: first}
`,
  'models/first.sql': table('select count(*)::int as n from {{source "live" "events"}}'),
  'models/second.sql': table('select count(*)::int as n from {{source "live" "events"}}'),
  'models/seen.sql': '{{config materialized="view"}}\nselect n from {{ref "first"}}\n',
}

describe.skipIf(!SERVER_URL)('a source that gets rows between two models', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('snapshot')
    await database.query('create schema live; create table live.events (id int)')
  })
  afterAll(() => database.drop())

  /** Runs; the source gets a row whenever a stage is done, which is before the next one is built. */
  const runWhileItGrows = (
    root: string,
    given: Parameters<typeof run>[1] = {},
    options: Parameters<typeof run>[2] = {},
  ) =>
    run(root, given, {
      ...options,
      at: async point => {
        if (point === 'stage:after') await database.query('insert into live.events values (1)')
      },
    })
  const project = (consistency: string, files: Files = {}) =>
    writePostgresProject(
      { ...FILES, ...files },
      database.url,
      `, schema_prefix: ${consistency}_, consistency: ${consistency}`,
    )

  it('is seen at several moments without it, so a comparison fails and holds both back', async () => {
    const outcome = await runWhileItGrows(project('statement'), {}, { threads: 1 })
    expect(statuses(outcome)).toMatchObject({ first: 'held', second: 'held' })
  })

  it('is seen at one moment with it, by models and by checks', async () => {
    const root = project('snapshot')
    const outcome = await runWhileItGrows(root)
    expect(statuses(outcome)).toMatchObject({
      first: 'success',
      second: 'success',
      seen: 'success',
      not_null_first_n: 'pass',
    })
    const [row] = await database.query<{ agree: boolean; behind: boolean }>(`
      select f.n = s.n and f.n = v.n as agree, f.n < (select count(*) from live.events) as behind
      from snapshot_public.first f, snapshot_public.second s, snapshot_public.seen v`)
    expect(row).toEqual({ agree: true, behind: true })
  })

  it('and what fails takes along only what reads it', async () => {
    const root = project('snapshot', {
      'models/broken.sql': table('select 1 / (n - n) as n from {{ref "first"}}'),
      'models/below.sql': table('select n from {{ref "broken"}}'),
      'models/late.sql': table('select n from {{ref "second"}}'),
      'models/schema.yml': `models:
  - name: late
    columns:
      - name: n
        tests: [unique, {expression_is_true: {expression: 'nowhere > 0'}}, {accepted_range: {max: -1}}]
`,
      'seeds/words.csv': 'n\nx\n',
      'seeds/seeds.yml': 'seeds:\n  - name: words\n    columns: [{name: n, data_type: integer}]\n',
    })
    const outcome = await runWhileItGrows(root)
    expect(statuses(outcome)).toMatchObject({
      first: 'success',
      second: 'success',
      broken: 'error',
      below: 'skipped',
      words: 'error',
      late: 'held',
      unique_late_n: 'pass',
    })
    expect(await stages()).toEqual(['late', 'seen'])
    writeFiles(root, { 'models/schema.yml': '', 'seeds/words.csv': 'n\n1\n' })
    writeFiles(root, { 'models/broken.sql': table('select n from {{ref "first"}}') })
    expect((await run(root)).status).toBe('success')
    expect(await stages()).toEqual([])
  })

  it('keeps failures, hooks and contracts inside of the moment', async () => {
    const root = project('snapshot', {
      'models/late.sql': `{{config materialized="table" contract=(dict enforced=true)
  pre_hook="create table if not exists hooked (at timestamptz)" post_hook="insert into {{this}} values (7)"}}
select n from {{ref "first"}}
`,
      'models/schema.yml': `models:
  - name: late
    columns:
      - {name: n, data_type: integer, tests: [{accepted_range: {max: -1, severity: warn, store_failures: true}}]}
`,
    })
    const outcome = await runWhileItGrows(root)
    expect(statuses(outcome)).toMatchObject({ late: 'success' })
    const [{ rows } = { rows: 0 }] = await database.query<{ rows: number }>(
      'select count(*)::int as rows from snapshot_public.late',
    )
    expect(rows).toBe(2)
  })

  it('ends with nothing published when the connection of the moment is lost', async () => {
    const root = project('snapshot')
    const [before] = await database.query('select n from snapshot_public.first')
    const outcome = await run(
      root,
      {},
      {
        at: async point => {
          if (point !== 'stage:after') return
          await database.query(`select pg_terminate_backend(pid) from pg_stat_activity
          where pid <> pg_backend_pid() and state = 'idle in transaction' and datname = current_database()`)
        },
      },
    )
    expect(outcome.status).toBe('error')
    expect(outcome.published).toEqual([])
    expect(outcome.refusal).toMatchObject({ code: 'M3022' })
    expect(await database.query('select n from snapshot_public.first')).toEqual([before])
    expect((await run(root)).status).toBe('success')
  })

  it('is not asked for together with publish: each', async () => {
    const root = project('snapshot', {
      'models/late.sql': '{{config materialized="table" publish="each"}}\nselect 1 as n\n',
    })
    await expect(run(root)).rejects.toThrow(/M3021|publish: each/)
  })

  async function stages(): Promise<readonly string[]> {
    const rows = await database.query<{ name: string }>(`
      select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where nspname in ('snapshot_public__stage', 'snapshot_public__old')
        and relkind in ('r', 'v') order by 1`)
    return rows.map(row => row.name)
  }
})

it('consistency: snapshot is refused by an engine with one session, with its reason', async () => {
  const root = writeProject({
    'project.yml': 'name: shop\ntargets:\n  local: {adapter: pglite, consistency: snapshot}\n',
    'models/one.sql': table('select 1 as n'),
  })
  await expect(run(root)).rejects.toMatchObject({ code: 'M3020' })
})
