/** What people decide about a target shows at once and outlives every rebuild, and the decision stays when the target goes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWarehouse, temporaryFolder, troubles, type Warehouse } from '../support/warehouse.ts'
import { shop } from './shops.ts'

const target = temporaryFolder()
const sources = temporaryFolder(shop({ buyers: 40, prospects: ['new-1.example', 'new-2.example'] }))
let warehouse: Warehouse

const statuses = async () => {
  const rows = await warehouse.query(
    'select domain, status from analytics.lookalike_targets order by domain',
  )
  return Object.fromEntries(rows.map(row => [row['domain'], row['status']]))
}

beforeAll(async () => {
  warehouse = await buildWarehouse({ seedPath: sources.path, targetPath: target.path })
}, 120_000)

afterAll(async () => {
  await warehouse.close()
  target.remove()
  sources.remove()
})

describe('analytics.lookalike_status', () => {
  it('a new target is pending', async () => {
    expect(troubles(warehouse.outcome)).toEqual([])
    expect(await statuses()).toEqual({ 'new-1.example': 'pending', 'new-2.example': 'pending' })
  })

  it('a decision shows in the view without a build', async () => {
    await warehouse.query(
      "insert into analytics.lookalike_status values ('new-1.example', 'approved', now()), ('gone.example', 'contacted', now())",
    )
    expect(await statuses()).toEqual({ 'new-1.example': 'approved', 'new-2.example': 'pending' })
  })

  it('refuses a status that nobody knows', async () => {
    await expect(
      warehouse.query("insert into analytics.lookalike_status values ('new-2.example', 'maybe')"),
    ).rejects.toThrow(/check constraint/)
  })

  it('survives a full refresh, and so does the one of a company that is no target', async () => {
    await warehouse.close()
    const run = { fullRefresh: true }
    warehouse = await buildWarehouse({ seedPath: sources.path, targetPath: target.path, run })
    expect(troubles(warehouse.outcome)).toEqual([])
    expect(await statuses()).toEqual({ 'new-1.example': 'approved', 'new-2.example': 'pending' })
    const kept = await warehouse.query(
      'select domain from analytics.lookalike_status order by domain',
    )
    expect(kept.map(row => row['domain'])).toEqual(['gone.example', 'new-1.example'])
  }, 120_000)
})
