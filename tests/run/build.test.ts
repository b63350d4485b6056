/** One thread end to end on the embedded engine: seeds, views, tables, an ephemeral, checks, publication. */
import { beforeAll, describe, expect, it } from 'vitest'
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

const SHOP = {
  'seeds/customers.csv': 'customer_id,name\n1,Ada\n2,Bo\n3,Cy\n',
  'seeds/orders.csv': 'order_id,customer_id,amount\n10,1,5.50\n11,1,4.50\n12,2,7.00\n',
  'models/stg_orders.sql': '{{config materialized="view"}}\nselect * from {{ref "orders"}}\n',
  'models/kept_orders.sql':
    '{{config materialized="ephemeral"}}\nselect * from {{ref "stg_orders"}} where amount > 0\n',
  'models/customer_totals.sql': `{{config materialized="table"}}
select c.customer_id, c.name, coalesce(sum(o.amount), 0) as total
from {{ref "customers"}} as c
left join {{ref "kept_orders"}} as o using (customer_id)
group by 1, 2
`,
  'models/schema.yml': `models:
  - name: customer_totals
    columns:
      - name: customer_id
        tests: [unique, not_null]
  - name: stg_orders
    columns:
      - name: customer_id
        tests:
          - relationships: {to: customers, field: customer_id}
`,
}

describe('build', () => {
  let root: string
  beforeAll(() => {
    root = writeProject(SHOP)
  })

  it('loads, builds, checks and publishes everything', async () => {
    const outcome = await run(root)
    expect(outcome.status).toBe('success')
    expect(
      Object.values(statuses(outcome)).every(status => ['success', 'pass'].includes(status)),
    ).toBe(true)
    expect(
      await rows(root, 'select name, total from customer_totals order by customer_id'),
    ).toEqual([
      { name: 'Ada', total: '10.00' },
      { name: 'Bo', total: '7.00' },
      { name: 'Cy', total: '0' },
    ])
  })

  it('leaves nothing on a stage and makes unchanged seeds NO-OP the second time', async () => {
    const outcome = await run(root)
    expect(statuses(outcome)['orders']).toBe('no-op')
    expect(await stages(root)).toEqual([])
  })

  it('holds back a relation whose check fails, and what reads it', async () => {
    writeFiles(root, {
      'seeds/orders.csv': 'order_id,customer_id,amount\n10,1,5.50\n13,9,1.00\n',
    })
    const outcome = await run(root)
    expect(outcome.status).toBe('error')
    expect(statuses(outcome)).toMatchObject({
      relationships_stg_orders_customer_id__customer_id__customers: 'fail',
      stg_orders: 'held',
      customer_totals: 'held',
      orders: 'held',
    })
    expect(await rows(root, 'select count(*)::int as n from stg_orders')).toEqual([{ n: 3 }])
    expect(await rows(root, 'select sum(total) as total from customer_totals')).toEqual([
      { total: '17.00' },
    ])
  })
})

describe('a failed check over a view', () => {
  const FILES = {
    'seeds/numbers.csv': 'n\n1\n2\n',
    'models/lower.sql': '{{config materialized="view"}}\nselect n from {{ref "numbers"}}\n',
    'models/upper.sql': '{{config materialized="view"}}\nselect n * 2 as n from {{ref "lower"}}\n',
    'models/schema.yml': `models:
  - name: upper
    columns:
      - {name: n, tests: [{accepted_range: {max: 3}}]}
`,
  }

  it('holds back what it covers and keeps its stage, for the query that is printed, until the next run', async () => {
    const root = writeProject(FILES)
    const outcome = await run(root)
    expect(statuses(outcome)).toMatchObject({ lower: 'held', upper: 'held', numbers: 'held' })
    const failed = outcome.results.find(result => result.kind === 'check')
    expect(await rows(root, failed?.kind === 'check' ? failed.sql : '')).toEqual([{ n: 4 }])
    writeFiles(root, { 'models/schema.yml': FILES['models/schema.yml'].replace('3', '4') })
    expect((await run(root)).status).toBe('success')
    expect(await stages(root)).toEqual([])
  })
})

describe('history', () => {
  it('has one result for each node of a run, its last', async () => {
    const root = writeProject(SHOP)
    const outcome = await run(root)
    const results = await inWorkspace(root, workspace =>
      workspace.results({ runId: outcome.runId, limit: 100 }),
    )
    expect(results.map(result => result.node).toSorted()).toEqual(
      outcome.results.map(result => result.node).toSorted(),
    )
    expect(new Set(results.map(result => result.status))).toEqual(new Set(['success', 'pass']))
  })
})

/** Relations in stage and old schemas. */
function stages(root: string): Promise<readonly Record<string, unknown>[]> {
  return rows(
    root,
    `select nspname, relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where nspname like '%\\_\\_stage' or nspname like '%\\_\\_old'`,
  )
}
