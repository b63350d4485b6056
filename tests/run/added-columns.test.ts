/** A change that only adds columns leaves what reads the model as it is, where that is proven; on both engines. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunOutcome } from '../../src/run/types.ts'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import {
  type Files,
  keepEngineOpen,
  runOptions,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const table = (select: string) => `{{config materialized="table"}}\n${select}\n`
const orders = (columns: string) => ({
  'models/orders.sql': table(`select ${columns} from {{source "shop" "raw"}}`),
})
const SCHEMA = `sources:
  - name: shop
    schema: shop
    tables: [{name: raw, loaded_at_field: at}]
models:
  - name: orders
    columns: [{name: id, tests: [unique, not_null]}]
`

const FILES: Files = {
  'models/schema.yml': SCHEMA,
  ...orders('id, amount'),
  'models/totals.sql': table('select sum(o.amount) as total from {{ref "orders"}} o'),
  'models/seen.sql': 'select id from {{ref "orders"}}\n',
  'models/inlined.sql': '{{config materialized="ephemeral"}}\nselect id from {{ref "orders"}}\n',
  'models/counted.sql': table('select count(*) as n from {{ref "inlined"}}'),
}

const RAW = `drop schema if exists shop cascade; create schema shop;
create table shop.raw as select 1 as id, 10 as amount, 'x' as kind, 2 as added, timestamptz '2026-02-14 09:00Z' as at`

/** What keeps the children from being left alone. */
const PROVEN_NOT: readonly (readonly [string, Files])[] = [
  ['a child has a star', { 'models/seen.sql': 'select * from {{ref "orders"}}\n' }],
  [
    'a child says the name without a relation',
    {
      'models/seen.sql':
        'select o.id, added from {{ref "orders"}} o cross join (select 3 as added) as x\n',
    },
  ],
  [
    'what the model reads differs by chance',
    {
      'models/drawn.sql': 'select * from {{source "shop" "raw"}} where random() < 2\n',
      'models/orders.sql': table('select id, amount from {{ref "drawn"}}'),
    },
  ],
  [
    'an ephemeral child has a star',
    {
      'models/inlined.sql': '{{config materialized="ephemeral"}}\nselect * from {{ref "orders"}}\n',
    },
  ],
  [
    'a check reads whole rows',
    { 'tests/whole.sql': 'select * from {{ref "orders"}} where id is null\n' },
  ],
  [
    'a check says the name',
    {
      'models/schema.yml': `${SCHEMA}    tests: [{expression_is_true: {expression: "added is null or amount > 0"}}]\n`,
      'models/orders.sql': table(
        'select id, amount, null::int as other from {{source "shop" "raw"}}',
      ),
    },
  ],
  [
    'a child has a hook',
    {
      'models/totals.sql':
        '{{config materialized="table" post_hook="select 1"}}\nselect sum(o.amount) as total from {{ref "orders"}} o\n',
    },
  ],
]

describe('on the embedded engine', () => addsColumns(async () => writeProject(FILES), PROVEN_NOT))

describe.skipIf(SERVER_URL === undefined)('on PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('added_columns')
  })
  afterAll(() => database?.drop())
  addsColumns(async () => writePostgresProject(FILES, database.url), [])
})

function addsColumns(write: () => Promise<string>, provenNot: typeof PROVEN_NOT): void {
  let root = ''
  let owner: Workspace
  type Given = Parameters<typeof runOptions>[0]
  const run = async (given: Given) => {
    const fresh = await owner.reopen()
    return fresh.run(runOptions(given), () => undefined)
  }
  const refresh = () => run({ command: 'refresh' })
  const rows = async (sql: string) => (await owner.query(sql, { limit: null })).rows

  beforeAll(async () => {
    root = await write()
    owner = await openWorkspace({ projectDir: root, env: {}, wait: 0 })
    return () => owner.close()
  })

  beforeEach(async () => {
    rmSync(join(root, 'tests'), { recursive: true, force: true })
    rmSync(join(root, 'models/drawn.sql'), { force: true })
    writeFiles(root, FILES)
    await (await owner.adapter()).execute(RAW)
    await run({ fullRefresh: true })
  })

  it('builds the model alone, says why, and has nothing to do after that', async () => {
    writeFiles(root, orders('id, upper(kind) as kind, amount'))
    const fresh = await owner.reopen()
    const view = await fresh.plan(runOptions({ command: 'refresh', dryRun: true }))
    const planned = view.nodes.filter(({ action }) => action === 'build')
    expect(
      planned.map(({ name, reasons, diff }) => [name, reasons[0]!.text, diff !== null]),
    ).toEqual([['public.orders', 'adds column kind; its children do not read it', true]])
    expect(built(await refresh())).toEqual({
      orders: 'adds column kind; its children do not read it',
    })
    expect(await rows('select id, kind, amount from orders')).toEqual([
      { id: 1, kind: 'X', amount: 10 },
    ])
    expect(await rows('select id from seen')).toEqual([{ id: 1 }])
    expect((await refresh()).status).toBe('no-op')
    const versions =
      "select count(*)::int as n, count(distinct version)::int as versions from (select * from model_meta.published where node = 'model.shop.orders' order by seq desc limit 2) as two"
    expect(await rows(versions)).toEqual([{ n: 2, versions: 1 }])
  })

  it('keeps the version in a build of the model alone, so that a refresh leaves the rest', async () => {
    writeFiles(root, orders('id, amount, kind, added'))
    const outcome = await run({ select: ['orders'] })
    expect(built(outcome)).toEqual({
      orders: 'adds columns kind and added; its children do not read them',
    })
    expect((await refresh()).status).toBe('no-op')
  })

  it('makes a new version when newer rows come with it, which a build finds out when it reads', async () => {
    writeFiles(root, orders('id, amount, kind'))
    await rows("insert into shop.raw values (2, 5, 'y', 0, '2026-02-14 10:00Z')")
    await run({ select: ['orders'] })
    expect(Object.keys(built(await refresh())).sort()).toEqual(['counted', 'seen', 'totals'])
    expect(await rows('select total::int from totals')).toEqual([{ total: 15 }])
  })

  it('builds all of it when newer rows are known before', async () => {
    writeFiles(root, orders('id, amount, kind'))
    await rows("insert into shop.raw values (2, 5, 'y', 0, '2026-02-14 10:00Z')")
    expect(Object.keys(built(await refresh())).sort()).toEqual([
      'counted',
      'orders',
      'seen',
      'totals',
    ])
  })

  it.each(provenNot)('builds the children too where %s', async (name, files) => {
    writeFiles(root, files)
    if (name !== 'a check says the name') await refresh()
    const from =
      files['models/drawn.sql'] === undefined ? '{{source "shop" "raw"}}' : '{{ref "drawn"}}'
    writeFiles(root, { 'models/orders.sql': table(`select id, amount, added from ${from}`) })
    const outcome = await refresh()
    const reasons = built(outcome)
    expect(reasons['orders']).toBe('its definition has changed')
    expect(Object.keys(reasons)).toContain('totals')
  })

  it('builds the children when a column becomes another one beside it, or is cut off', async () => {
    writeFiles(root, orders('id, amount + 1 as amount, kind'))
    expect(Object.keys(built(await refresh())).sort()).toEqual([
      'counted',
      'orders',
      'seen',
      'totals',
    ])
    writeFiles(root, orders('id, amount + 1 as amount'))
    expect(Object.keys(built(await refresh())).sort()).toEqual([
      'counted',
      'orders',
      'seen',
      'totals',
    ])
  })

  it('publishes nothing when a check fails, and what reads it stays fresh', async () => {
    writeFiles(root, {
      ...orders('id, amount, kind'),
      'models/schema.yml': SCHEMA.replace(
        '[unique, not_null]',
        '[unique, not_null, {accepted_values: {values: [7]}}]',
      ),
    })
    const failed = await refresh()
    expect(failed.held.map(({ node }) => node)).toEqual(['model.shop.orders'])
    writeFiles(root, { 'models/schema.yml': SCHEMA })
    expect(Object.keys(built(await refresh()))).toEqual(['orders'])
    expect((await refresh()).status).toBe('no-op')
  })
}

/** Why each model was built. */
function built({ plan }: RunOutcome): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plan.steps.flatMap(step =>
      step.kind === 'stage' ? [[step.final.name, step.reason.text]] : [],
    ),
  )
}
