/** `model diff` through the workspace: which relations are compared, what is missing, what the two sides are called. */
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace } from '../../src/workspace.ts'
import { play } from '../cli/fake-terminal.ts'
import { run, writeFiles, writeProject } from '../support/project.ts'

/** Two prefixes in one embedded database, and a database that has nothing yet. */
const FILES = {
  'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse, demo_sources: true}
  draft: {adapter: pglite, path: target/warehouse, schema_prefix: draft_, vars: {rate: '2'}}
  empty: {adapter: pglite, path: target/other}
vars: {rate: '1', as_of: '2026-02-14T00:00:00Z'}
`,
  'seeds/raw_orders.csv': 'order_id,amount\n1,5\n2,7\n3,0\n',
  'models/orders.sql': `{{config materialized="table"}}
select order_id, amount::numeric * {{var "rate"}} as amount, {{literal (var "as_of")}}::timestamptz as seen_at from {{ref "raw_orders"}}`,
  'models/small.sql': `{{config materialized="ephemeral"}} select * from {{ref "orders"}} where amount < 6`,
  'models/totals.sql': `select sum(amount) as total from {{ref "orders"}}`,
  'seeds/core.visits.csv': 'visit_id\n1\n',
  'models/sources.yml': 'sources: [{name: core, tables: [{name: visits}]}]',
  'models/schema.yml': `models:
  - name: orders
    columns: [{name: order_id, tests: [unique, not_null]}]
`,
}

describe('model diff', () => {
  let root: string
  beforeAll(async () => {
    root = writeProject(FILES)
    await run(root)
    await run(root, {}, { target: 'draft' })
  })

  const diff = (...words: string[]) => play(['diff', ...words], { cwd: root, open: openWorkspace })
  const rowsOf = async (...words: string[]) => {
    const played = await diff(...words, '--output', 'json')
    return { ...played, rows: JSON.parse(played.out) as Record<string, unknown>[] }
  }

  it('says equal and exits with 0 when nothing differs', async () => {
    const { code, rows } = await rowsOf('raw_orders', '--against', 'draft')
    expect(code).toBe(0)
    expect(rows).toMatchObject([
      {
        status: 'equal',
        relation: 'public.raw_orders',
        against_relation: 'draft_public.raw_orders',
      },
    ])
  })

  it('compares every table and view by default, and exits with 1 on a difference', async () => {
    const { code, rows } = await rowsOf('--against', 'draft')
    expect(code).toBe(1)
    expect(rows.map(row => [row['relation'], row['status']])).toEqual([
      ['public.raw_orders', 'equal'],
      ['core.visits', 'skipped'],
      ['public.orders', 'different'],
      ['public.totals', 'different'],
    ])
  })

  it('prints objects of the documented shape', async () => {
    const { rows } = await rowsOf('orders', '--against', 'draft')
    await expect(`${JSON.stringify(rows, null, 2)}\n`).toMatchFileSnapshot('diff.golden.json')
  })

  it('prints a table and what differs for people', async () => {
    const { out: text } = await diff('-s', 'orders', 'totals', '--against', 'draft')
    await expect(text).toMatchFileSnapshot('diff.golden.txt')
  })

  it('compares with another prefix or schema of the same target', async () => {
    const prefix = await rowsOf('orders', '--against-prefix', 'draft_')
    expect(prefix.rows).toMatchObject([{ status: 'different', changed: 2 }])
    const schema = await rowsOf('orders', '--against-schema', 'draft_public')
    expect(schema.rows).toEqual(prefix.rows)
    const back = await rowsOf('orders', '-t', 'draft', '--against-prefix', '')
    expect(back.rows).toMatchObject([{ against_relation: 'public.orders', changed: 2 }])
  })

  it('says which side lacks a relation, without failing', async () => {
    const { code, rows } = await rowsOf('orders', '--against', 'empty')
    expect(code).toBe(1)
    expect(rows).toMatchObject([
      { status: 'missing', message: 'public.orders does not exist in target empty', rows: null },
    ])
    const both = await rowsOf('orders', '-t', 'empty', '--against-prefix', 'nobody_')
    expect(both.rows[0]!['message']).toBe(
      'public.orders does not exist in target empty, and nobody_public.orders does not exist in target empty',
    )
  })

  it('goes on when one relation cannot be read', async () => {
    writeFiles(root, {
      'models/fragile.sql': 'select 1 / (order_id - 1) as x from {{ref "orders"}}',
    })
    await run(root, { select: ['fragile'] })
    await run(root, { select: ['fragile'] }, { target: 'draft' })
    const { code, rows } = await rowsOf('-s', 'raw_orders', 'fragile', '--against', 'draft')
    expect(code).toBe(1)
    expect(rows.map(row => [row['relation'], row['status'], row['message']])).toEqual([
      ['public.raw_orders', 'equal', null],
      ['public.fragile', 'error', 'division by zero'],
    ])
  })

  it.each([
    [['--against', 'drift'], 'Error M1006', 'draft'],
    [[], 'Error M3201', '--against draft, --against empty'],
    [['--against', 'local'], 'Error M3202', 'public.raw_orders'],
    [['--against', 'draft', '--key', 'orderid', '-s', 'orders'], 'Error M3203', 'order_id'],
    [['--against', 'draft', '--ignore-columns', 'seen'], 'Error M3204', '"seen"'],
    [['--against', 'draft', '--tolerance', 'much'], 'Error M5003', '1e-9'],
    [['--against-prefix', 'x_', '--against-schema', 'x'], 'Error M5011', '--against-schema'],
  ])('%j is an error of usage', async (words, code, text) => {
    const played = await diff(...words)
    expect(played.code).toBe(2)
    expect(played.err).toContain(code)
    expect(played.err).toContain(text)
  })

  it('takes a key, columns to ignore and a tolerance from the command line', async () => {
    const given = ['--against', 'draft', '-s', 'orders', '--key', 'order_id,seen_at']
    const { rows } = await rowsOf(...given, '--ignore-columns', 'amount')
    expect(rows).toMatchObject([{ status: 'equal', key: ['order_id', 'seen_at'] }])
    const wide = await rowsOf('--against', 'draft', '-s', 'orders', '--tolerance', '0.9')
    expect(wide.rows).toMatchObject([{ status: 'equal' }])
  })
})
