/** The pages and files that are made of a CI report: golden files, and values that would break their formats. */
import { describe, expect, it } from 'vitest'
import type { DiffRow } from '../../src/diff/diff-row.ts'
import { githubAnnotations } from '../../src/report/annotations.ts'
import { ciMarkdown, headline } from '../../src/report/ci-markdown.ts'
import type { CiNode, CiReport, CiTrouble } from '../../src/report/ci-report.ts'
import { junitXml } from '../../src/report/junit.ts'

const node = (name: string, more: Partial<CiNode> = {}): CiNode => ({
  unique_id: `model.shop.${name}`,
  name: `marts.${name}`,
  file: `models/${name}.sql`,
  materialized: 'table',
  change: 'direct',
  is_new: false,
  reasons: ['its definition has changed'],
  diff: null,
  status: 'success',
  message: 'SELECT 3',
  rows: 1234567,
  seconds: 0.421,
  against_seconds: 65,
  ...more,
})

const difference: DiffRow = {
  unique_id: 'model.shop.orders',
  resource_type: 'model',
  relation: 'marts.orders',
  against_relation: 'marts.orders',
  status: 'different',
  message: null,
  key: ['order_id'],
  rows: 3,
  against_rows: 4,
  only_here: 1,
  only_there: 2,
  changed: 1,
  columns: [
    {
      ...{ name: 'order_id', type: 'bigint', against_type: 'integer', ignored: false },
      ...{ matched: 2, differing: 0, percent: 100 },
    },
    {
      ...{ name: 'total', type: 'numeric', against_type: 'numeric', ignored: false },
      ...{ matched: 1, differing: 1, percent: 99.9999 },
    },
    {
      ...{ name: 'note', type: 'text', against_type: null, ignored: false },
      ...{ matched: null, differing: null, percent: null },
    },
  ],
  samples: [
    {
      kind: 'changed',
      key: { order_id: '1' },
      column: 'total',
      ...{ value: '0.000000000000000000000012345678', against_value: '0.00000000000000000001' },
    },
    {
      kind: 'changed',
      key: { order_id: '2' },
      column: 'total',
      value: 'a|b\n`c`',
      against_value: null,
    },
    { kind: 'only_here', key: { order_id: '7' } },
    { kind: 'only_there', key: { order_id: '' } },
  ],
}

const trouble: CiTrouble = {
  unique_id: 'test.shop.unique_orders.1',
  name: 'unique_orders_order_id',
  kind: 'check',
  status: 'fail',
  about: 'marts.orders.order_id',
  file: 'models/schema.yml',
  line: 12,
  code: null,
  message: 'Got 7 results, 50% of <all> & more\nconfigured to fail if != 0',
  hint: null,
  failures: 7,
  sample: [{ order_id: 1, note: 'x | y ``` z\u0001' }],
  sql: 'select * from "marts"."orders" -- ```',
}

const report = (more: Partial<CiReport> = {}): CiReport => ({
  project: 'shop',
  ...{ against: 'prod', against_prefix: '', target: 'dev', prefix: 'ci_x_' },
  place: 'postgres at 127.0.0.1:5432, database shop',
  run_id: '20260214T120000Z-1',
  started_at: '2026-02-14T12:00:00.000Z',
  ended_at: '2026-02-14T12:01:05.400Z',
  as_of: '2026-02-14T00:00:00Z',
  status: 'error',
  nodes: [
    node('orders', { diff: '@@ -1,1 +1,1 @@\n-select 1\n+select 2' }),
    node('news', { is_new: true, reasons: ['is new'], rows: 1, against_seconds: null }),
    node('top', {
      ...{ change: 'indirect', reasons: ['orders is built anew'], status: 'held', rows: 2 },
      message: 'held back by unique_orders_order_id',
    }),
  ],
  checks: { pass: 3, warn: 0, fail: 1, error: 0, skipped: 1, reused: 0 },
  made_checks: [
    {
      ...{ unique_id: trouble.unique_id, name: trouble.name, file: trouble.file, line: 12 },
      ...{ status: 'fail', message: trouble.message, seconds: 0.012 },
    },
    {
      ...{ unique_id: 'test.shop.a', name: 'a', file: 'models/schema.yml', line: 3 },
      ...{ status: 'pass', message: '', seconds: 0.001 },
    },
  ],
  troubles: [trouble],
  differences: [
    difference,
    { ...difference, unique_id: 'x', relation: 'marts.big', status: 'skipped', message: 'too big' },
  ],
  left_over: ['marts.gone'],
  moved_sources: ['core.orders'],
  not_built: ['marts.unselected'],
  warnings: [],
  ...more,
})

describe('ciMarkdown()', () => {
  it('begins with what fails and then says what changes and what differs', async () => {
    await expect(ciMarkdown(report())).toMatchFileSnapshot('ci.golden.md')
  })

  it('says in one sentence that nothing changes', () => {
    const text = ciMarkdown(report({ status: 'unchanged', nodes: [], troubles: [], left_over: [] }))
    expect(text.split('\n\n').slice(0, 2)).toEqual([
      '## ✅ Nothing changes',
      'Everything in `shop` is as target **prod** has built it: no relation was built, no check was made.',
    ])
  })

  it.each([
    [{}, '❌ 1 check fails'],
    [{ status: 'success', troubles: [] }, '✅ All is well: 1 relation differs, 1 new'],
    [
      { status: 'success', troubles: [{ ...trouble, status: 'warn' }], nodes: [], differences: [] },
      '✅ All is well, and no row differs, 1 warning',
    ],
    [{ status: 'interrupted' }, '❌ The run was interrupted'],
    [{ status: 'error', troubles: [] }, '❌ Not all of it could be compared'],
  ] as const)('is headed %# as its outcome is', (more, expected) => {
    expect(headline(report(more as Partial<CiReport>))).toBe(expected)
  })
})

describe('junitXml()', () => {
  it('has a case for each relation and check, and nothing that XML cannot hold', async () => {
    await expect(junitXml(report())).toMatchFileSnapshot('ci.golden.xml')
  })
})

describe('githubAnnotations()', () => {
  it('escapes what would end a command or a property', () => {
    expect(githubAnnotations(report(), { folder: 'shop/' })).toEqual([
      '::error file=shop/models/schema.yml,line=12,title=unique_orders_order_id::Got 7 results, 50%25 of <all> & more%0Aconfigured to fail if != 0',
      '::notice file=shop/models/orders.sql,line=1,title=marts.orders differs from prod::1 changed, 1 new, 2 gone, 2 columns change; other values in total',
    ])
  })
})
