/** What a run may replace, when it publishes, and what it says of partial data. */
import { describe, expect, it } from 'vitest'
import {
  inWorkspace,
  keepEngineOpen,
  rows,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const numbers = (...values: number[]) => `n\n${values.join('\n')}\n`
const table = (select: string, config = '') =>
  `{{config materialized="table"${config}}}\n${select}\n`

describe('ownership', () => {
  it('refuses a relation that the project did not make, unless it is told to adopt it', async () => {
    const root = writeProject({ 'models/total.sql': table('select 1 as n') })
    await rows(root, 'create table total as select 99 as n')
    await expect(run(root)).rejects.toThrow(/M3001/)
    expect(await rows(root, 'select n from total')).toEqual([{ n: 99 }])
    expect((await run(root, { adopt: true })).status).toBe('success')
    expect(await rows(root, 'select n from total')).toEqual([{ n: 1 }])
  })

  it("refuses another project's relation", async () => {
    const files = { 'models/total.sql': table('select 1 as n') }
    const root = writeProject(files)
    await run(root)
    writeFiles(root, { 'project.yml': otherName() })
    await expect(run(root)).rejects.toThrow(/M3002/)
  })
})

const otherName = () => `name: other
target: local
targets:
  local: {adapter: pglite, path: target/warehouse}
`

describe('publish: each', () => {
  it('publishes what passed before a later node fails, and holds back the last of a failed comparison', async () => {
    const root = writeProject({
      'seeds/raw.csv': numbers(1, 2),
      'models/first.sql': table('select n from {{ref "raw"}}', ' publish="each"'),
      'models/second.sql': table('select n from {{ref "raw"}} where n > 1', ' publish="each"'),
      'models/schema.yml': `models:
  - name: second
    tests:
      - equal_rows: {compare: first}
`,
      'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse}
seeds: {+publish: each}
`,
    })
    const outcome = await run(root)
    expect(statuses(outcome)).toMatchObject({ raw: 'success', first: 'success', second: 'held' })
    expect(await rows(root, "select to_regclass('second') is null as absent")).toEqual([
      { absent: true },
    ])
    expect(await rows(root, 'select count(*)::int as n from first')).toEqual([{ n: 2 }])
  })
})

describe('equal_rows in a run', () => {
  it('compares by name, whatever the order of the columns', async () => {
    const root = writeProject({
      'models/first.sql': table('select 1 as a, 2 as b'),
      'models/second.sql': table('select 2 as b, 1 as a'),
      'models/schema.yml': `models:
  - {name: second, tests: [equal_rows: {compare: first}]}
`,
    })
    expect((await run(root)).status).toBe('success')
  })
})

describe('partial data', () => {
  it('--empty publishes without rows and counts as stale', async () => {
    const root = writeProject({ 'models/total.sql': table('select 1 as n') })
    await run(root, { empty: true })
    expect(await rows(root, 'select n from total')).toEqual([])
    const [row] = await inWorkspace(root, workspace => workspace.status())
    expect(row).toMatchObject({ state: 'stale', reasons: [{ code: 'flawed' }] })
  })

  it('--no-audit publishes what a check would hold back, and says so', async () => {
    const root = writeProject({
      'models/total.sql': table('select null::int as n'),
      'models/schema.yml':
        'models:\n  - name: total\n    columns: [{name: n, tests: [not_null]}]\n',
    })
    expect((await run(root)).status).toBe('error')
    expect((await run(root, { noAudit: true })).status).toBe('success')
    const [row] = await inWorkspace(root, workspace => workspace.status())
    expect(row!.reasons.map(reason => reason.code)).toContain('flawed')
  })
})

describe('--fail-fast', () => {
  it('publishes nothing of a run in which a node failed', async () => {
    const root = writeProject({
      'models/a_good.sql': table('select 1 as n'),
      'models/b_bad.sql': table('select 1 / 0 as n'),
    })
    const outcome = await run(root, { failFast: true })
    expect(outcome.status).toBe('error')
    expect(outcome.published).toEqual([])
  })

  it('is not needed for the rest to be published', async () => {
    const root = writeProject({
      'models/a_good.sql': table('select 1 as n'),
      'models/b_bad.sql': table('select 1 / 0 as n'),
      'models/c_child.sql': table('select n from {{ref "b_bad"}}'),
    })
    const outcome = await run(root)
    expect(statuses(outcome)).toMatchObject({
      a_good: 'success',
      b_bad: 'error',
      c_child: 'skipped',
    })
  })
})

describe('a parent outside the selection', () => {
  it('that was never built stops the run before it starts, naming +x', async () => {
    const root = writeProject({
      'models/parent.sql': table('select 1 as n'),
      'models/child.sql': table('select n from {{ref "parent"}}'),
    })
    await expect(run(root, { select: ['child'] })).rejects.toThrow(/M3003/)
    expect((await run(root, { select: ['+child'] })).status).toBe('success')
    expect((await run(root, { select: ['child'] })).status).toBe('success')
  })
})

describe('what a relation carries', () => {
  it('grants, comments, indexes and hooks are there when it is published', async () => {
    const root = writeProject({
      'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse}
models:
  +grants: {select: [reader]}
  +persist_docs: {relation: true, columns: true}
on-run-start:
  - create table if not exists started (at timestamptz)
  - insert into started values (now())
on-run-end: create or replace view ended as select count(*) as runs from started
`,
      'models/total.sql': `{{config materialized="table" indexes=(list (dict columns=(list "n") unique=true))
  pre_hook="create table if not exists before_total (n integer)"
  post_hook="insert into {{this}} values (2)"}}
select 1 as n
`,
      'models/seen.sql': '{{config materialized="view"}}\nselect n from {{ref "total"}}\n',
      'models/schema.yml': `models:
  - name: total
    description: All of it.
    columns: [{name: n, description: How many.}]
`,
    })
    await rows(root, 'create role reader')
    for (let time = 1; time <= 2; time++) expect((await run(root)).status).toBe('success')
    const [carried] = await rows(
      root,
      `select has_table_privilege('reader', 'total', 'select') as total,
              has_table_privilege('reader', 'seen', 'select') as seen,
              obj_description('total'::regclass) as comment,
              col_description('total'::regclass, 1) as column_comment,
              (select count(*)::int from pg_indexes where tablename = 'total' and schemaname = 'public') as indexes,
              (select sum(n)::int from total) as sum,
              (select runs::int from ended) as runs`,
    )
    expect(carried).toEqual({
      total: true,
      seen: true,
      comment: 'All of it.',
      column_comment: 'How many.',
      indexes: 1,
      sum: 3,
      runs: 2,
    })
  })
})
