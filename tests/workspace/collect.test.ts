/** `model gc` and what `retry` stands on: what is left over is found, dropped with care, and forgotten. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  inWorkspace,
  keepEngineOpen,
  rows,
  run,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const table = (select: string, config = '') =>
  `{{config materialized="table"${config}}}\n${select}\n`

const names = (root: string, keepRuns = 100) =>
  inWorkspace(root, async workspace => {
    const { relations, schemas } = await workspace.leftovers({ keepRuns })
    return [...relations.map(({ name }) => name), ...schemas].sort()
  })
const collect = (root: string, keepRuns = 100) =>
  inWorkspace(root, async workspace =>
    workspace.collect(await workspace.leftovers({ keepRuns }), { keepRuns }),
  )

test('collect() drops what no node makes, keeps what others read, and never a managed table', async () => {
  const root = writeProject({
    'models/schema.yml': `sources:
  - name: kept
    tables: [{name: marks, managed: true, columns: [{name: id, data_type: int}]}]
`,
    'models/stays.sql': table('select 1 as n'),
    'models/goes.sql': table('select 2 as n', ' schema="away"'),
    'models/seen.sql': 'select n from {{ref "goes"}}\n',
    'models/needed.sql': table('select 3 as n'),
    'models/marked.sql': table('select id from {{source "kept" "marks"}}'),
  })
  await run(root)
  expect(await names(root)).toEqual([])
  const status = await inWorkspace(root, workspace => workspace.status())
  // Rows come and go in a managed table: those of its creation say nothing.
  expect(status.find(({ name }) => name === 'kept.marks')).toMatchObject({ rows: null })
  for (const gone of ['goes', 'seen', 'needed', 'marked']) rmSync(join(root, `models/${gone}.sql`))
  rmSync(join(root, 'models/schema.yml'))
  await rows(root, 'create view theirs as select n from needed')
  await rows(root, 'create table public__stage.orphan as select 1 as n')
  expect(await names(root)).toEqual([
    'away',
    'away.goes',
    'away__old',
    'away__stage',
    'public.marked',
    'public.needed',
    'public.seen',
    'public__stage.orphan',
  ])
  const { dropped, kept } = await collect(root)
  expect(dropped).toBe(4)
  expect(kept).toMatchObject([{ name: 'public.needed', problem: expect.stringMatching(/theirs/) }])
  expect(await names(root)).toEqual(['public.needed'])
  expect(await rows(root, 'select count(*)::int as n from kept.marks')).toEqual([{ n: 0 }])
  // What was dropped is no longer ours: somebody else may make it.
  expect(
    await rows(root, "select kind from model_meta.relations where relation_name = 'goes'"),
  ).toEqual([{ kind: 'dropped' }])
})

test('collect() forgets the results of old runs, and what stands stays known', async () => {
  const root = writeProject({ 'models/one.sql': table('select 1 as n') })
  for (const n of [1, 2, 3]) {
    writeFiles(root, { 'models/one.sql': table(`select ${n} as n`) })
    await run(root)
  }
  const runs = 'select count(distinct run_id)::int as n from model_meta.results'
  const published = 'select count(*)::int as n from model_meta.published'
  expect(await rows(root, runs)).toEqual([{ n: 3 }])
  expect(await rows(root, published)).toEqual([{ n: 3 }])
  await collect(root, 1)
  expect(await rows(root, published)).toEqual([{ n: 1 }])
  expect(await rows(root, runs)).toEqual([{ n: 1 }])
  const { oldRuns } = await inWorkspace(root, workspace => workspace.leftovers({ keepRuns: 1 }))
  expect(oldRuns).toBe(0)
  const [row] = await inWorkspace(root, workspace => workspace.status())
  expect(row!.state).toBe('fresh')
})

test('collect() forgets old due times, those of schedules that are gone, old notices and ages, and keeps the newest', async () => {
  const root = writeProject({
    'project.yml': `name: shop
targets: {local: {adapter: pglite, path: target/warehouse}}
schedules: [{name: nightly, cron: '0 3 * * *', command: refresh, enabled: false}]
`,
    'models/one.sql': table('select 1 as n'),
  })
  await run(root)
  // Ten of each: schedules by day, of which two are worked at by daemons alive and silent; one notice was delivered.
  await rows(
    root,
    `insert into model_meta.schedule_daemons values
      ('alive', clock_timestamp()), ('silent', clock_timestamp() - interval '2 days')`,
  )
  await rows(
    root,
    `insert into model_meta.schedules
      select 'shop', '', name, '2026-01-01T03:00:00Z'::timestamptz + n * interval '1 day', 1, 'due', 'x', 1,
        case name when 'going' then 'alive' else 'silent' end, clock_timestamp()
      from unnest(array['nightly', 'gone', 'going']) as name, generate_series(1, 10) as n`,
  )
  await rows(
    root,
    `insert into model_meta.schedule_ends
      select project, environment, schedule, due_at, attempt, 'success', null, '', claimed_at
      from model_meta.schedules where due_at < '2026-01-11T03:00:00Z'`,
  )
  await rows(
    root,
    `insert into model_meta.notifications
      (project, environment, webhook, event, subject, delivered, attempts, message, sent_at)
      select 'shop', '', 'chat', 'failure', 'nightly', n = 1, 1, '', clock_timestamp() from generate_series(1, 10) as n`,
  )
  await rows(
    root,
    `insert into model_meta.freshness (project, environment, node, status, checked_at)
      select 'shop', '', node, 'pass', clock_timestamp() from unnest(array['a', 'b']) as node, generate_series(1, 5)`,
  )
  const oldRows = () =>
    inWorkspace(root, async workspace => (await workspace.leftovers({ keepRuns: 3 })).oldRows)
  expect(await oldRows()).toEqual({ dueTimes: 7 + 10 + 9, notices: 6, ages: 4 })
  await collect(root, 3)
  expect(await oldRows()).toEqual({ dueTimes: 0, notices: 0, ages: 0 })
  const left = `select schedule, count(*)::int as n, min(due_at)::date::text as first, count(status)::int as ended
    from model_meta.schedule_log group by 1 order by 1`
  expect(await rows(root, left)).toEqual([
    { schedule: 'going', n: 1, first: '2026-01-11', ended: 0 },
    { schedule: 'nightly', n: 3, first: '2026-01-09', ended: 2 },
  ])
  const delivered = 'select count(*)::int as n from model_meta.notifications where delivered'
  expect(await rows(root, delivered)).toEqual([{ n: 1 }])
  expect(await rows(root, 'select daemon from model_meta.schedule_daemons')).toEqual([
    { daemon: 'alive' },
  ])
  const ends = 'select count(*)::int as n from model_meta.schedule_ends'
  expect(await rows(root, ends)).toEqual([{ n: 2 }])
})
