/**
 * Deals and billing are drawn by keyed hashes: who is in the file beside a company, and in which order, changes nothing
 * about it. Document 3's other promises are checks of the models themselves; here a build of all of them passes.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answeringWarehouse,
  buildWarehouse,
  DOCUMENT_3,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
  warnings,
} from '../support/warehouse.ts'
import { clayFile, upTo } from './clay.ts'
import { firstDeal, type Profile } from './drawn-by-hand.ts'

const tables = [
  'intermediate.int_gtm_odds',
  'gtm.deals',
  'gtm.deal_stage_history',
  'gtm.billing',
  'gtm.billing_months',
  'gtm.unified',
]
const newcomer = 'company500.example'
const folder = temporaryFolder()
afterAll(() => folder.remove())

/** Builds over these companies, and hands the open warehouse on. */
async function over<T>(
  numbers: readonly number[],
  work: (warehouse: Warehouse) => Promise<T>,
  noAudit = false,
): Promise<T> {
  const sources = temporaryFolder({ 'gtm.companies_clay.csv': clayFile(numbers) })
  const request = { seedPath: sources.path, targetPath: folder.path, select: [DOCUMENT_3] }
  const warehouse = await buildWarehouse({ ...request, run: { noAudit } })
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    return await work(warehouse)
  } finally {
    await warehouse.close()
    sources.remove()
  }
}

/** A hash of each table's rows, whatever their order, without those of the newcomer. */
async function hashes(warehouse: Warehouse): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {}
  for (const table of tables) {
    const key = table.startsWith('gtm') ? 'domain' : 'company_key'
    const rows = await warehouse.query(
      `select rows::text as text from ${table} as rows where ${key} <> '${newcomer}' order by rows::text collate "C"`,
    )
    const texts = rows.map(({ text }) => String(text)).join('\n')
    found[table] = { rows: rows.length, hash: createHash('md5').update(texts).digest('hex') }
  }
  return found
}

describe('a simulated pipeline', () => {
  const companies = upTo(90)
  let before: Readonly<Record<string, unknown>>
  let counts: Readonly<Record<string, unknown>>
  let said: readonly string[]
  let drawn: readonly Row[]

  beforeAll(async () => {
    await over(companies, async warehouse => {
      before = await hashes(warehouse)
      said = warnings(warehouse.outcome)
      const [row] = await warehouse.query(
        `select count(*)::int as companies, count(*) filter (where outcome = 'won')::int as won
          , count(*) filter (where employee_band is null and deal_count > 0)::int as unsized
          , (select count(*)::int from gtm.deals where win_probability = p_win and stage_position = 1) as at_first
        from gtm.unified`,
      )
      counts = row!
      drawn = await warehouse.query(
        `select profiles.*, odds.p_deal, odds.p_win, odds.has_deal, deals.is_won, deals.last_position
          , deals.cycle_days, deals.arr
        from intermediate.int_gtm_profiles as profiles
        join intermediate.int_gtm_odds as odds using (company_key)
        left join intermediate.int_gtm_attempts as deals
          on deals.company_key = profiles.company_key and deals.deal_number = 1`,
      )
    })
  }, 120_000)

  it('has companies of every outcome, and passes its checks', () => {
    expect(counts['companies']).toBe(companies.length)
    expect(Number(counts['won'])).toBeGreaterThan(0)
    expect(said).toEqual([])
  })

  it('draws what the formulas say, computed by hand', () => {
    expect(drawn).toHaveLength(companies.length)
    for (const row of drawn) {
      const byHand = firstDeal(String(row['company_key']), row as unknown as Profile)
      expect(Math.abs(Number(row['p_deal']) - byHand.pDeal)).toBeLessThan(1e-8)
      expect(Math.abs(Number(row['p_win']) - byHand.pWin)).toBeLessThan(1e-8)
      expect(row['has_deal']).toBe(byHand.hasDeal)
      if (!byHand.hasDeal) continue
      expect(row).toMatchObject({ is_won: byHand.isWon, last_position: byHand.lastPosition })
      expect(Number(row['cycle_days']) / byHand.cycleDays).toBeCloseTo(1, 9)
      expect(Number(row['arr'])).toBe(byHand.arr)
    }
  })

  it('gives a company deals although its size is not known', () => {
    expect(Number(counts['unsized'])).toBeGreaterThan(0)
  })

  it("writes document 3's files below the target path", () => {
    for (const file of ['raw/deals.csv', 'raw/billing.csv', 'final/unified.csv'])
      expect(existsSync(join(folder.path, 'data', file)), file).toBe(true)
    const lines = readFileSync(join(folder.path, 'data/final/unified.csv'), 'utf8').trimEnd()
    expect(lines.split('\n')).toHaveLength(companies.length + 1)
  })

  it('GET /api/pipeline and GET /api/unified answer from it, and say that it is simulated', async () => {
    const answering = await answeringWarehouse(folder.path, ['/api/pipeline', '/api/unified'])
    try {
      const { body: pipeline } = await answering.get('/api/pipeline', 'months=3')
      const outcomes = { companies: companies.length, won: counts['won'] }
      expect(pipeline).toMatchObject({ simulated: true, outcomes, funnel: { length: 5 } })
      const { months } = pipeline as { readonly months: readonly Row[] }
      expect(months.map(({ month }) => month)).toEqual(['2025-12', '2026-01', '2026-02'])
      const { body: won } = await answering.get('/api/unified', 'outcome=won&sort=arr&limit=1')
      const first = { outcome: 'won', is_simulated: true }
      expect(won).toMatchObject({ simulated: true, count: counts['won'], companies: [first] })
      const { body: none } = await answering.get('/api/unified', 'search=nobody')
      expect(none).toMatchObject({ count: 0, companies: [] })
      expect((await answering.get('/api/unified', 'limit=5001')).status).toBe(400)
    } finally {
      await answering.close()
    }
  }, 60_000)

  it('a new company in a shuffled file changes no row of another', async () => {
    const shuffled = [500, ...companies.toReversed()]
    const after = await over(shuffled, hashes, true)
    expect(after).toEqual(before)
  }, 120_000)
})
