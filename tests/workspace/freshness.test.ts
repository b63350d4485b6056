/** `model source freshness`: ages against rules, what cannot be read, the artifact. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgeFreshness } from '../../src/checks/freshness.ts'
import { inWorkspace, keepEngineOpen, rows, writeProject } from '../support/project.ts'

keepEngineOpen()

const HOUR = { count: 1, period: 'hour' } as const
const DAY = { count: 1, period: 'day' } as const

test.each([
  [3600, 'pass'],
  [3601, 'warn'],
  [86_400, 'warn'],
  [86_401, 'error'],
  [null, 'error'],
])('judgeFreshness() of %s seconds is %s', (age, status) => {
  expect(judgeFreshness(age, { warnAfter: HOUR, errorAfter: DAY })).toBe(status)
})

test('freshness() reads each source that declares it, and goes on when one cannot be read', async () => {
  const root = writeProject({
    'models/schema.yml': `sources:
  - name: shop
    schema: shop
    loaded_at_field: loaded_at
    freshness: {warn_after: {count: 1, period: hour}, error_after: {count: 1, period: day}}
    tables:
      - name: orders
      - name: clicks
        freshness: {warn_after: {count: 1, period: hour}, filter: "kind = 'human'"}
      - name: gone
      - name: empty
      - {name: quiet, freshness: null}
`,
    'models/one.sql': 'select 1 as one\n',
  })
  await rows(root, 'create schema shop')
  await rows(root, "create table shop.orders as select timestamp '2026-02-12 09:00' as loaded_at")
  await rows(
    root,
    "create table shop.clicks as select * from (values (timestamptz '2026-02-14 09:30Z', 'human'), ('2026-02-14 09:59Z', 'robot')) as v (loaded_at, kind)",
  )
  await rows(root, 'create table shop.empty (loaded_at timestamptz)')
  const now = () => new Date('2026-02-14T10:00:00Z')
  const found = await inWorkspace(
    root,
    async workspace => workspace.freshness([...workspace.manifest.nodes.keys()]),
    { now },
  )
  expect(found.map(({ name, status, ageSeconds }) => [name, status, ageSeconds])).toEqual([
    ['shop.orders', 'error', 49 * 3600],
    ['shop.clicks', 'pass', 1800],
    ['shop.gone', 'runtime error', null],
    ['shop.empty', 'error', null],
  ])
  const artifact = JSON.parse(readFileSync(join(root, 'target/sources.json'), 'utf8'))
  expect(artifact.metadata.dbt_schema_version).toContain('sources/v3')
  expect(artifact.results[0]).toMatchObject({
    unique_id: 'source.shop.shop.orders',
    status: 'error',
    max_loaded_at: '2026-02-12T09:00:00.000Z',
    criteria: { warn_after: { count: 1, period: 'hour' } },
  })
  expect(await rows(root, 'select count(*)::int as n from model_meta.freshness')).toEqual([
    { n: 4 },
  ])
})
