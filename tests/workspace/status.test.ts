/** `model status`: the format that others read, and what it says over the life of a project. */
import { beforeAll, describe, expect, it } from 'vitest'
import { inWorkspace, keepEngineOpen, run, writeFiles, writeProject } from '../support/project.ts'

keepEngineOpen()

const FILES = {
  'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse, demo_sources: true}
vars: {as_of: '2026-02-14T00:00:00Z'}
`,
  'seeds/core.orders.csv': 'order_id,amount\n1,5\n2,7\n',
  'models/sources.yml': `sources:
  - name: core
    tables:
      - name: orders
        columns:
          - {name: order_id, data_type: integer, tests: [unique]}
          - {name: amount, data_type: numeric}
`,
  'models/totals.sql': `{{config materialized="table"}}
select sum(amount) as total from {{source "core" "orders"}}
`,
}

/** What differs from run to run, by key. */
const VOLATILE = [
  'refreshed_at',
  'age_seconds',
  'run_id',
  'definition_hash',
  'ended_at',
  'checked_at',
]

describe('status()', () => {
  let root: string
  beforeAll(() => {
    root = writeProject(FILES)
  })
  const status = (now?: Date) =>
    inWorkspace(root, workspace => workspace.status(), now === undefined ? {} : { now: () => now })

  it('says never before the first build', async () => {
    expect((await status()).map(row => [row.name, row.state])).toEqual([
      ['core.orders', 'never'],
      ['public.totals', 'never'],
    ])
  })

  it('has the documented keys and values after a build', async () => {
    await run(root)
    const rows = await status()
    const steady = JSON.stringify(
      rows,
      (key, value) => (VOLATILE.includes(key) && value !== null ? '...' : value),
      2,
    )
    await expect(`${steady}\n`).toMatchFileSnapshot('status.golden.json')
  })

  it('has the same content and a later refreshed_at after a second build', async () => {
    const [before] = (await status()).filter(row => row.name === 'public.totals')
    await run(root)
    const [after] = (await status()).filter(row => row.name === 'public.totals')
    expect(after!.definition_hash).toBe(before!.definition_hash)
    expect(after!.refreshed_at! > before!.refreshed_at!).toBe(true)
    expect(after!.state).toBe('fresh')
  })

  it('names what made a relation stale', async () => {
    writeFiles(root, {
      'models/totals.sql': FILES['models/totals.sql'].replace('sum(amount)', 'max(amount)'),
    })
    const [row] = (await status()).filter(each => each.name === 'public.totals')
    expect(row).toMatchObject({ state: 'stale', reasons: [{ code: 'definition' }] })
  })

  it('says missing when somebody dropped the relation', async () => {
    await inWorkspace(root, workspace => workspace.query('drop table totals', { limit: null }))
    const [row] = (await status()).filter(each => each.name === 'public.totals')
    expect(row!.state).toBe('missing')
  })
})
