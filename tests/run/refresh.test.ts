/** `refresh` builds what is stale and what is built on it, makes new checks, and leaves the rest. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent, RunOutcome } from '../../src/run/types.ts'
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

const table = (select: string) => `{{config materialized="table"}}\n${select}\n`
const SCHEMA = `sources:
  - name: shop
    schema: shop
    tables:
      - {name: orders, loaded_at_field: loaded_at}
      - {name: rates}
models:
  - name: totals
    columns: [{name: customer, tests: [not_null]}]
`

let root = ''
const refresh = (given: Parameters<typeof run>[1] = {}, options: Parameters<typeof run>[2] = {}) =>
  run(root, { command: 'refresh', ...given }, options)
const reasons = (outcome: RunOutcome) =>
  Object.fromEntries(
    outcome.plan.steps.flatMap(step =>
      step.kind === 'stage' ? [[step.final.name, step.reason.text]] : [],
    ),
  )

beforeAll(async () => {
  root = writeProject({
    'models/schema.yml': SCHEMA,
    'models/stg_orders.sql': 'select customer, amount from {{source "shop" "orders"}}\n',
    'models/totals.sql': table(
      'select customer, sum(amount) as total from {{ref "stg_orders"}} group by 1',
    ),
    'models/top.sql': 'select customer from {{ref "totals"}} where total > 10\n',
    'models/days.sql': table('select 1 as day'),
  })
  await rows(root, 'create schema shop')
  await rows(
    root,
    "create table shop.orders as select 'a' as customer, 5 as amount, timestamptz '2026-02-14 09:00Z' as loaded_at",
  )
  await rows(root, 'create table shop.rates as select 1 as rate')
  await run(root)
})

describe('refresh', () => {
  it('does nothing when nothing has changed, and says so', async () => {
    const outcome = await refresh()
    expect(outcome.status).toBe('no-op')
    expect(statuses(outcome)).toMatchObject({ totals: 'reused', days: 'reused' })
    expect(outcome.results.filter(({ kind }) => kind === 'check')[0]!.status).toBe('reused')
  })

  it('builds what is made from a source with newer rows, and names the source', async () => {
    await rows(root, "insert into shop.orders values ('b', 50, '2026-02-14 10:31Z')")
    const outcome = await refresh()
    expect(statuses(outcome)).toMatchObject({
      stg_orders: 'success',
      totals: 'success',
      top: 'success',
      days: 'reused',
    })
    expect(reasons(outcome)['stg_orders']).toBe(
      'shop.orders has rows newer than 2026-02-14 09:00:00+00',
    )
    expect(await rows(root, 'select customer from top')).toEqual([{ customer: 'b' }])
    expect((await refresh()).status).toBe('no-op')
  })

  it('does not mind a comment, and minds a changed definition', async () => {
    writeFiles(root, { 'models/days.sql': table('-- days\nselect 1 as day') })
    expect((await refresh()).status).toBe('no-op')
    writeFiles(root, { 'models/days.sql': table('select 2 as day') })
    const outcome = await refresh()
    expect(reasons(outcome)).toEqual({ days: 'its definition has changed' })
  })

  it('makes a new check on a fresh node, once', async () => {
    writeFiles(root, {
      'models/schema.yml': SCHEMA.replace('[not_null]', '[not_null, unique]'),
    })
    const outcome = await refresh()
    expect(reasons(outcome)).toEqual({})
    const checks = outcome.results.filter(({ kind }) => kind === 'check')
    expect(checks.map(({ status }) => status).sort()).toEqual(['pass', 'reused'])
    expect((await refresh()).status).toBe('no-op')
  })

  it('remembers a failed build until it is mended, and a mended one as it stands', async () => {
    writeFiles(root, { 'models/days.sql': table('select 1/0 as day') })
    expect(statuses(await refresh())).toMatchObject({ days: 'error' })
    expect(statuses(await refresh())).toMatchObject({ days: 'error' })
    writeFiles(root, { 'models/days.sql': table('select 2 as day') })
    expect((await refresh()).status).toBe('no-op')
  })

  it('warns of a stale parent that is not selected, and builds from what stands', async () => {
    writeFiles(root, {
      'models/totals.sql': table(
        'select customer, sum(amount) + 1 as total from {{ref "stg_orders"}} group by 1',
      ),
      'models/top.sql': 'select customer, total from {{ref "totals"}} where total > 10\n',
    })
    const outcome = await refresh({ select: ['top'] })
    expect(statuses(outcome)).toMatchObject({ top: 'success' })
    expect(outcome.plan.warnings.map(({ text }) => text)).toEqual([
      'totals, which top reads, is not selected and is stale: its definition has changed',
    ])
    await refresh()
  })

  it('takes a source that nothing tells of for changed', async () => {
    writeFiles(root, { 'models/priced.sql': table('select rate from {{source "shop" "rates"}}') })
    await refresh()
    expect(reasons(await refresh())).toEqual({
      priced: 'shop.rates may have changed: it has neither loaded_at_field nor a change counter',
    })
  })

  it('says that a loaded_at_field cannot be read, and takes the source for changed', async () => {
    writeFiles(root, {
      'models/schema.yml': SCHEMA.replace('{name: rates}', '{name: rates, loaded_at_field: loded}'),
    })
    const warnings: string[] = []
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'warning') warnings.push(event.message)
    }
    await refresh({}, { onEvent })
    expect(warnings.join()).toMatch(/shop\.rates.*column "loded" does not exist/)
  })
})

describe('selection by the warehouse', () => {
  const select = (...expressions: string[]) =>
    inWorkspace(root, async workspace => {
      const { ids } = await workspace.select({
        select: expressions,
        exclude: [],
        resourceTypes: ['model', 'source'],
        indirect: 'eager',
      })
      return ids.map(id => id.slice(id.lastIndexOf('.') + 1)).sort()
    })

  it('stale, state: and source_status: compare the project and its sources with the ledger', async () => {
    await refresh()
    expect(await select('state:modified')).toEqual([])
    writeFiles(root, {
      'models/days.sql': table('select 3 as day'),
      'models/fresh.sql': table('select 4 as day'),
    })
    expect(await select('state:new')).toEqual(['fresh'])
    expect(await select('state:modified')).toEqual(['days', 'fresh'])
    expect(await select('state:modified.body')).toEqual(['days', 'fresh'])
    expect(await select('state:modified.configs')).toEqual(['fresh'])
    await rows(root, "insert into shop.orders values ('c', 5, '2026-02-15 10:31Z')")
    expect(await select('source_status:fresher')).toContain('orders')
    expect(await select('stale,+totals')).toEqual(['stg_orders', 'totals'])
    expect(await select('source_status:fresher+', 'state:new')).toContain('top')
  })

  it('result: means the last run that did something', async () => {
    writeFiles(root, { 'models/days.sql': table('select 1/0 as day') })
    await refresh()
    expect(await select('result:error')).toEqual(['days'])
    expect(await select('result:success')).toContain('fresh')
  })
})
