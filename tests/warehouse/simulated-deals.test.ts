/**
 * Deals and billing are drawn by keyed hashes: who is in the file beside a company, and in which order, changes nothing
 * about it. Document 3's other promises are checks of the models themselves; here a build of all of them passes.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildWarehouse,
  DOCUMENT_3,
  temporaryFolder,
  troubles,
  type Warehouse,
  warnings,
} from '../support/warehouse.ts'
import { clayFile, upTo } from './clay.ts'

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
    })
  }, 120_000)

  it('has companies of every outcome, and passes its checks', () => {
    expect(counts['companies']).toBe(companies.length)
    expect(Number(counts['won'])).toBeGreaterThan(0)
    expect(said).toEqual([])
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

  it('a new company in a shuffled file changes no row of another', async () => {
    const shuffled = [500, ...companies.toReversed()]
    const after = await over(shuffled, hashes, true)
    expect(after).toEqual(before)
  }, 120_000)
})
