/** `--defer`: what an environment does not have is read in another one of the same database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunOutcome } from '../../src/run/types.ts'
import type { WorkspaceOptions } from '../../src/workspace.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import {
  type Files,
  inWorkspace,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

const table = (select: string) => `{{config materialized="table"}}\n${select}\n`

const files = (place: string): Files => ({
  'project.yml': `name: shop
target: dev
targets:
  prod: {${place}}
  dev: {${place}, schema_prefix: dev_, defer: prod}
  lone: {${place}, schema_prefix: lone_}
  twin: {${place}, schema_prefix: dev_}
  away: {adapter: pglite, path: target/away}
`,
  'seeds/raw.csv': 'customer,amount\na,5\nb,50\n',
  'models/sums.sql': table('select customer, sum(amount) as total from {{ref "raw"}} group by 1'),
  'models/shown.sql': 'select customer, total from {{ref "sums"}} where total > 10\n',
  'models/top.sql': table('select customer from {{ref "shown"}}'),
  'models/schema.yml': `models:
  - name: sums
    columns: [{name: customer, tests: [not_null, unique]}]
  - name: top
    columns: [{name: customer, tests: [{relationships: {to: sums, field: customer}}]}]
`,
})

const reasons = (outcome: RunOutcome) =>
  Object.fromEntries(
    outcome.plan.steps.flatMap(step =>
      step.kind === 'stage' ? [[step.final.name, step.reason.text]] : [],
    ),
  )

const engines = [
  { name: 'pglite', server: undefined },
  { name: 'postgres', server: SERVER_URL },
].filter(({ name, server }) => name === 'pglite' || server !== undefined)

describe.each(engines)('deferring on $name', ({ server }) => {
  let root = ''
  let database: TestDatabase | undefined
  beforeAll(async () => {
    database = server === undefined ? undefined : await createDatabase('defer', server)
    const place = database
      ? `adapter: postgres, url: '${database.url}'`
      : 'adapter: pglite, path: target/warehouse'
    root = writeProject(files(place))
    await run(root, {}, { target: 'prod' })
  })
  afterAll(() => database?.drop())

  const refresh = (
    given: Parameters<typeof run>[1] = {},
    options: Partial<WorkspaceOptions> = {},
  ) => run(root, { command: 'refresh', ...given }, options)
  const rows = (sql: string) =>
    inWorkspace(root, async workspace => (await workspace.query(sql, { limit: null })).rows)
  const selected = (expression: string, options: Partial<WorkspaceOptions> = {}) =>
    inWorkspace(
      root,
      async workspace => {
        const { ids } = await workspace.select({
          select: [expression],
          exclude: [],
          resourceTypes: ['model'],
          indirect: 'eager',
        })
        return ids.map(id => id.split('.').at(-1))
      },
      options,
    )

  it('lets a fresh environment start by building and checking nothing', async () => {
    const outcome = await refresh()
    expect(outcome.status).toBe('no-op')
    expect(new Set(Object.values(statuses(outcome)))).toEqual(new Set(['reused']))
    const status = await inWorkspace(root, workspace => workspace.status())
    expect(status.map(({ relation, state }) => [relation, state])).toEqual([
      ['public.raw', 'fresh'],
      ['public.sums', 'fresh'],
      ['public.shown', 'fresh'],
      ['public.top', 'fresh'],
    ])
  })

  it('reads production where an unselected parent is not built here, and stays fresh', async () => {
    expect(reasons(await run(root, { select: ['shown'] }))).toEqual({ shown: 'selected' })
    expect(await rows('select customer from dev_public.shown')).toEqual([{ customer: 'b' }])
    expect((await refresh()).status).toBe('no-op')
  })

  it('says what neither environment has, before anything starts', async () => {
    const lone = { target: 'lone', defer: 'dev' }
    await expect(run(root, { select: ['shown'] }, lone)).rejects.toThrow(
      /M3003.*shown reads sums.*target dev has not built sums either/s,
    )
    expect(await rows("select 1 from pg_namespace where nspname like 'lone%'")).toEqual([])
  })

  it('makes checks over what it reads there', async () => {
    const outcome = await run(root, { command: 'test' }, { target: 'lone', defer: 'prod' })
    expect(Object.values(statuses(outcome))).toEqual(['pass', 'pass', 'pass'])
    const skipped = await run(root, { command: 'test' }, { target: 'lone' })
    expect(Object.values(statuses(skipped))).toEqual(['skipped', 'skipped', 'skipped'])
  })

  it('builds what the project changes and what is made of it, and state: means production', async () => {
    const changed = 'select customer, sum(amount) + 1 as total from {{ref "raw"}} group by 1'
    writeFiles(root, { 'models/sums.sql': table(changed) })
    expect(await selected('state:modified')).toEqual(['sums'])
    expect(await selected('state:modified', { defer: false })).toEqual(['sums', 'top'])
    expect(await selected('state:modified', { defer: false, state: 'prod' })).toEqual(['sums'])
    expect(reasons(await refresh())).toEqual({
      sums: 'its definition has changed',
      shown: 'sums is built anew',
      top: 'shown is built anew',
    })
    expect(await rows('select total from dev_public.shown')).toEqual([{ total: '51' }])
    expect((await refresh()).status).toBe('no-op')
  })

  it('is stale when production has newer data, or an own parent appears', async () => {
    writeFiles(root, { 'seeds/raw.csv': 'customer,amount\na,5\nb,60\n' })
    await run(root, { select: ['raw'] }, { target: 'prod' })
    expect(reasons(await refresh())['sums']).toBe('raw has changed since it was read')
    expect(await rows('select total from dev_public.shown')).toEqual([{ total: '61' }])
    expect((await refresh()).status).toBe('no-op')
    await run(root, { command: 'seed' })
    expect(reasons(await refresh())['sums']).toBe('raw has changed since it was read')
    expect((await refresh()).status).toBe('no-op')
    expect((await refresh({}, { defer: false })).status).toBe('no-op')
  })

  it('reads its own relation where it has one, unless production is favored', async () => {
    await run(root, { select: ['shown'] }, { favorState: true })
    expect(await rows('select total from dev_public.shown')).toEqual([{ total: '50' }])
    await run(root, { select: ['shown'] })
    expect(await rows('select total from dev_public.shown')).toEqual([{ total: '61' }])
  })

  it('never stands in the way of production: a view over its tables is a table here', async () => {
    await run(root, { select: ['shown'] }, { target: 'lone', defer: 'prod' })
    const [kind] = await rows(
      "select relkind from pg_class where oid = 'lone_public.shown'::regclass",
    )
    expect(kind).toEqual({ relkind: 'r' })
    writeFiles(root, {
      'models/sums.sql': table('select customer, 1 as number from {{ref "raw"}}'),
      'models/shown.sql': 'select customer from {{ref "sums"}}\n',
    })
    expect((await run(root, {}, { target: 'prod' })).status).toBe('success')
  })

  it.each([
    [{ defer: 'away' }, 'M3401', /pglite at target\/away/],
    [{ defer: 'twin' }, 'M3402', /same schema prefix dev_/],
    [{ defer: false, favorState: true }, 'M3403', /--favor-state/],
    [{ defer: 'prd' }, 'M1006', /prd/],
  ] as const)('refuses %o', async (options, code, message) => {
    const refused = { code, message: expect.stringMatching(message) }
    await expect(refresh({}, options)).rejects.toMatchObject(refused)
  })
})
