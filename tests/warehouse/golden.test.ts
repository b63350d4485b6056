/**
 * Figures measured elsewhere on public data, met by the warehouse: AdventureWorks resellers (sales) and the adopters of
 * two open-source products (customers with industries). The data lies beside the repository and is no part of it;
 * without it these tests are skipped by name.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildWarehouse,
  DOCUMENT_1,
  ROOT,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
} from '../support/warehouse.ts'

const shared = join(ROOT, '../shared/data')
const missing = existsSync(shared) ? '' : ' (skipped: ../shared/data is not there)'
const work = temporaryFolder()

afterAll(() => work.remove())

/** Turns the shared files into sources with one of the project's scripts. */
function convert(script: string, folder: string): void {
  const program = ['node_modules/jiti/lib/jiti-cli.mjs', `scripts/${script}.ts`, shared, folder]
  execFileSync(process.execPath, program, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
}

describe.skipIf(missing !== '')(`AdventureWorks resellers${missing}`, () => {
  const seedPath = join(work.path, 'adventureworks')
  const targetPath = join(work.path, 'adventureworks-target')
  let warehouse: Warehouse
  const query = (sql: string) => warehouse.query(sql)

  beforeAll(async () => {
    convert('adventureworks', seedPath)
    warehouse = await buildWarehouse({ seedPath, targetPath })
  }, 300_000)

  afterAll(() => warehouse.close())

  it('the build ends well', () => {
    expect(troubles(warehouse.outcome)).toEqual([])
  })

  it('top20_stats meets the measured cut and shares for customers with a positive margin', async () => {
    const [stats] = await query('select * from analytics.top20_stats')
    expect(stats).toBeDefined()
    expect(Number(stats!['total_customers'])).toBe(701)
    expect(Number(stats!['buyers'])).toBe(632)
    expect(Number(stats!['k'])).toBe(62)
    expect(Number(stats!['threshold'])).toBe(16_258.13)
    expect(Number(stats!['positive_share'])).toBeCloseTo(0.765, 3)
    expect(Number(stats!['net_share'])).toBeCloseTo(2.047, 3)
    expect(Number(stats!['whale_peak_percent'])).toBeCloseTo(267.6, 1)
    expect(Number(stats!['customers_for_80_percent'])).toBe(69)
    expect(Number(stats!['loss_makers'])).toBe(324)
  })

  it('icp_traits meets the golden rows and the number of tests', async () => {
    const rows = await query(
      `select trait_value, a, c, round(lift, 3) as lift, round(z, 2) as z, round(p_value, 4) as p
        , round(q_value, 3) as q, round(importance_score, 1) as importance
      from analytics.icp_traits
      where trait_value in ('Specialty Bike Shop', 'Warehouse', 'Texas')
      order by trait_value`,
    )
    expect(rows.map(numbers)).toEqual([
      ['Specialty Bike Shop', 1, 197, 0.166, -4.2, 0, 0, 57.3],
      ['Texas', 7, 28, 2.131, 1.9, 0.0699, 0.338, 0],
      ['Warehouse', 31, 188, 1.45, 2.47, 0.0109, 0.154, 0],
    ])
    const [tests] = await query('select count(q_value) as tests from analytics.icp_traits')
    expect(Number(tests!['tests'])).toBe(29)
  })

  it('the q-value of the negative trait is below .0001, and it is the only significant one', async () => {
    const rows = await query(
      `select trait_value, q_value < 0.0001 as is_certain, direction, recommended
      from analytics.icp_traits where status = 'significant'`,
    )
    expect(rows).toEqual([
      {
        trait_value: 'Specialty Bike Shop',
        is_certain: true,
        direction: 'negative',
        recommended: false,
      },
    ])
  })

  it('the two spellings of a warehouse are one value: apart it would lose five resellers', async () => {
    const [apart] = await query(
      `select count(*) as resellers from staging.stg_sales__customers as customers
      join analytics.customer_metrics as metrics on metrics.customer_id = customers.customer_id
      where customers.industry = 'Ware House' and metrics.order_count > 0`,
    )
    expect(Number(apart!['resellers'])).toBe(5)
  })

  it('the whale curve climbs to its peak over those that earn and falls to 100 over 324 that cost', async () => {
    const [curve] = await query(
      `select round(max(percent_of_net), 1) as peak, count(*) filter (where total_gross_margin < 0) as losing
        , round(max(percent_of_net) filter (where position = 632), 6) as last
        , max(position) filter (where total_gross_margin > 0) as earning
      from analytics.whale_curve`,
    )
    expect(numbers(curve!)).toEqual([267.6, 324, 100, 308])
  })

  it('the same money is in lines, orders and customers', async () => {
    const rows = await query('select * from analytics.order_reconciliation order by level')
    const money = Object.fromEntries(
      rows.map(row => [row['level'], [Number(row['revenue']), Number(row['gross_margin'])]]),
    )
    expect(money).toEqual({
      lines: [77_548_570.2, 999_494.57],
      orders: [77_548_570.2, 999_494.57],
      customers: [77_548_570.2, 999_494.57],
      unassigned: [0, 0],
      excluded: [0, 0],
    })
  })

  it('every reseller is a target or left out with a reason, and none that lost money is a target', async () => {
    const rows = await query(
      `select source as what, count(*) as n from analytics.lookalike_targets group by 1
      union all select reason, count(*) from analytics.lookalike_left_out group by 1 order by 1`,
    )
    const counts = Object.fromEntries(rows.map(row => [row['what'], Number(row['n'])]))
    // The books end in 2020: every reseller has lapsed long before the demonstration's clock.
    expect(counts).toEqual({
      win_back: 308,
      'past margin not above 0': 324,
      'customer that never bought': 69,
    })
  })

  it('the score is held against buyers that it was not learnt from', async () => {
    const [row] = await query(
      'select customers, top_customers, auc, auc_low, verdict from analytics.lookalike_validation',
    )
    expect(Number(row!['customers'])).toBe(632)
    expect(Number(row!['top_customers'])).toBe(62)
    expect(Number(row!['auc_low'])).toBeGreaterThan(0.5)
    expect(Number(row!['auc'])).toBeLessThan(0.75)
    expect(row!['verdict']).toBe('better than chance')
  })

  it('fisher_two_sided gives the probability that scipy gives', async () => {
    const [row] = await query(
      "select p_value as p from analytics.icp_traits where trait_value = 'Warehouse'",
    )
    expect(Number(row!['p'])).toBeCloseTo(0.010895208961529897, 10)
  })

  it('top20_stats meets the measured cut and shares when all buyers are the population', async () => {
    await warehouse.close()
    const vars = { top20_population: 'buyers' }
    warehouse = await buildWarehouse({ seedPath, targetPath, select: [DOCUMENT_1], vars })
    expect(troubles(warehouse.outcome)).toEqual([])
    const [stats] = await query('select * from analytics.top20_stats')
    expect(Number(stats!['k'])).toBe(127)
    expect(Number(stats!['threshold'])).toBe(2596.07)
    expect(Number(stats!['positive_share'])).toBeCloseTo(0.968, 3)
    expect(Number(stats!['net_share'])).toBeCloseTo(2.59, 2)
  }, 300_000)
})

describe.skipIf(missing !== '')(`vendors and their customers${missing}`, () => {
  const seedPath = join(work.path, 'vendors')
  let warehouse: Warehouse

  beforeAll(async () => {
    convert('vendor-customers', seedPath)
    const targetPath = join(work.path, 'vendors-target')
    const select = ['+derived.company_icp_industries_from_customers']
    warehouse = await buildWarehouse({ seedPath, targetPath, select })
  }, 300_000)

  afterAll(() => warehouse.close())

  it("company_icp_industries meets the shares and Wilson bounds of Superset's adopters", async () => {
    const rows = await warehouse.query(
      `select icp_industry, customer_count, customers_with_industry
        , round(share, 3) as share, round(wilson_low, 3) as low
      from derived.company_icp_industries_from_customers
      where domain = 'superset.apache.org' and icp_industry in ('Enterprise Technology', 'E-Commerce')
      order by customer_count desc`,
    )
    expect(rows.map(numbers)).toEqual([
      ['Enterprise Technology', 43, 114, 0.377, 0.294],
      ['E-Commerce', 18, 114, 0.158, 0.102],
    ])
  })
})

/** A row's values in order, figures as numbers whatever the engine prints them as. */
function numbers(row: Row): readonly (string | number)[] {
  return Object.values(row).map(value =>
    Number.isNaN(Number(value)) ? String(value) : Number(value),
  )
}
