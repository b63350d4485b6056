/**
 * Shops as they come: without customers, costs or sales, with one customer or four, with returns alone, with ties, free
 * lines and prices of three decimals. Each build ends green, and the figures are those that a person reckons by hand. One
 * database serves them all, one after the other.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Files } from '../support/project.ts'
import {
  buildWarehouse,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
  warnings,
} from '../support/warehouse.ts'
import { csv, type Line, shop } from './shops.ts'

const target = temporaryFolder()
afterAll(() => target.remove())

/** Builds over the files, hands the warehouse over, and closes it. */
async function withShop(files: Files, work: (warehouse: Warehouse) => Promise<void>) {
  const sources = temporaryFolder(files)
  const warehouse = await buildWarehouse({ seedPath: sources.path, targetPath: target.path })
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    await work(warehouse)
  } finally {
    await warehouse.close()
    sources.remove()
  }
}

const one = async (warehouse: Warehouse, sql: string): Promise<Row> =>
  (await warehouse.query(sql))[0]!

const count = async (warehouse: Warehouse, relation: string): Promise<number> =>
  Number((await one(warehouse, `select count(*) as n from analytics.${relation}`))['n'])

/** Figures as numbers, NULL as null, whatever the driver makes of them. */
function figures(row: Row): readonly (number | string | null)[] {
  return Object.values(row).map(value => {
    if (value === null) return null
    return Number.isNaN(Number(value)) ? String(value) : Number(value)
  })
}

const STATS = `select population_size, k, top20_count, threshold, top20_margin, positive_share, net_share
  , customers_for_80_percent, margin_lift, loss_makers from analytics.top20_stats`

/** Ten that earn: 100, twice 50 (a tie at the cut), and seven small ones. */
const EARNERS = ['T01', 'T02', 'T03', 'T04', 'T05', 'T06', 'T07', 'T08', 'T09', 'T10']
const MARGINS = [100, 50, 50, 7, 6, 5, 4, 3, 2, 1]
const OTHERS = ['NOCOST', 'RETURNS', 'CANCELLED', 'FREE', 'ZERO', 'LOSS', 'NEVER']

const ODD_LINES: readonly Line[] = [
  ...EARNERS.map((customer, index) => ({
    order: `O-${customer}`,
    customer,
    price: 100 + MARGINS[index]!,
    cost: 100,
  })),
  { order: 'O-T01', product: 'FRT', price: 15, cost: 1 },
  { order: 'O-NOCOST', customer: 'NOCOST', price: 40, cost: null },
  { order: 'O-RETURNS', customer: 'RETURNS', quantity: -1, price: 30, cost: -20 },
  { order: 'O-CANCELLED', customer: 'CANCELLED', status: 'cancelled', price: 10, cost: 4 },
  { order: 'O-FREE', customer: 'FREE', price: 30.005, cost: 20 },
  { order: 'O-FREE', price: 0, cost: 12 },
  { order: 'O-ZERO', customer: 'ZERO', price: 0, cost: null },
  { order: 'O-LOSS', customer: 'LOSS', price: 10, cost: 25 },
  { order: 'O-NOBODY', customer: null, price: 12.5, cost: 10 },
  { order: 'O-UNKNOWN', customer: 'X9', price: 7, cost: 5 },
  { order: 'O-FUTURE', customer: 'T01', day: '2027-01-01', price: 999, cost: 1 },
  { order: 'O-UNDATED', customer: 'T01', day: 'soon', price: 999, cost: 1 },
]

function oddShop(): Files {
  const customers = [...EARNERS, ...OTHERS].map(id => `${id},${id},,,,France,`)
  const moved = 'T01,T01,,,,Germany,'
  const files = shop({ customers: [...customers, moved], lines: ODD_LINES })
  return {
    ...files,
    'sales.order_lines.csv': `${files['sales.order_lines.csv']}999,NOWHERE,P1,1,5,1\n`,
    'reference.excluded_products.csv': csv('product_id,reason', ['FRT,freight']),
  }
}

describe('a shop with every oddity at once', () => {
  let warehouse: Warehouse
  const sources = temporaryFolder(oddShop())

  beforeAll(async () => {
    warehouse = await buildWarehouse({ seedPath: sources.path, targetPath: target.path })
  }, 300_000)

  afterAll(async () => {
    await warehouse.close()
    sources.remove()
  })

  const metrics = (id: string, columns: string) =>
    one(warehouse, `select ${columns} from analytics.customer_metrics where customer_id = '${id}'`)

  it('builds green, and warns of the order that cannot be dated', () => {
    expect(troubles(warehouse.outcome)).toEqual([])
    expect(warnings(warehouse.outcome)).toEqual(['not_null_stg_sales__orders_order_date'])
  })

  it('lets all ties at the cut in, and says how many places there were', async () => {
    // Ten earners: two places, three customers. FREE and LOSS lose money and are ranked, too.
    expect(figures(await one(warehouse, STATS))).toEqual([
      10,
      2,
      3,
      50,
      200,
      expect.closeTo(200 / 228, 10),
      expect.closeTo(200 / 211.005, 10),
      3,
      expect.closeTo(200 / 3 / (11.005 / 9), 9),
      2,
    ])
  })

  it('an unknown cost is no margin, and such a buyer is among the others', async () => {
    const row = await metrics(
      'NOCOST',
      'total_revenue, total_gross_margin, cost_coverage, order_count, margin_rank, rfm_segment',
    )
    expect(figures(row)).toEqual([40, null, 0, 1, null, 'margin unknown'])
  })

  it('returns and cancellations change the money and are no orders', async () => {
    const columns = 'total_revenue, total_gross_margin, order_count, avg_order_value, rfm_segment'
    expect(figures(await metrics('RETURNS', columns))).toEqual([-30, -10, 0, null, 'never bought'])
    expect(figures(await metrics('CANCELLED', columns))).toEqual([10, 6, 0, null, 'never bought'])
  })

  it('a free line is a cost, and three decimals are rounded once, at the end', async () => {
    const row = await metrics('FREE', 'total_revenue, total_gross_margin, order_count, is_top_20')
    expect(figures(row).slice(0, 3)).toEqual([30.01, -2, 1])
    const [exact] = await warehouse.query(
      "select margin from intermediate.int_customer_totals where customer_id = 'FREE'",
    )
    expect(Number(exact!['margin'])).toBe(-1.995)
  })

  it('a sale of nothing is no order; no order at all is 0 where it counts and NULL where it cannot be told', async () => {
    const columns =
      'total_revenue, total_gross_margin, order_count, order_frequency, consistency_score, orders_per_month, recency_days'
    expect(figures(await metrics('NEVER', columns))).toEqual([0, 0, 0, 0, 0, null, null])
    expect(figures(await metrics('ZERO', columns))).toEqual([0, null, 0, 0, 0, null, null])
  })

  it('freight, orders of the future and lines of no order are in no figure, and counted', async () => {
    const row = await metrics('T01', 'total_revenue, total_gross_margin, order_count')
    expect(figures(row)).toEqual([200, 100, 1])
    const levels = await warehouse.query(
      'select level, rows, revenue, gross_margin from analytics.order_reconciliation order by level collate "C"',
    )
    const earned = MARGINS.reduce((sum, margin) => sum + margin, 0)
    expect(levels.map(figures)).toEqual([
      ['customers', 17, 1288.01, expect.closeTo(earned - 4 - 1.995 - 15, 2)],
      ['excluded', 4, 15 + 2 * 999 + 5, 14 + 2 * 998 + 4],
      ['lines', 19, 1307.51, expect.closeTo(earned - 4 - 1.995 - 15 + 4.5, 2)],
      ['orders', 18, 1307.51, expect.closeTo(earned - 4 - 1.995 - 15 + 4.5, 2)],
      ['unassigned', 2, 19.5, 4.5],
    ])
  })

  it('a customer in two countries is one customer in one', async () => {
    const rows = await warehouse.query(
      "select country from staging.stg_sales__customers where customer_id = 'T01'",
    )
    expect(rows).toEqual([{ country: 'France' }])
  })

  it('says nothing of traits that too few have, and that the score is worth nothing', async () => {
    const rows = await warehouse.query(
      'select distinct status from analytics.icp_traits order by 1',
    )
    expect(rows.map(row => row['status'])).toEqual(['constant', 'descriptive'])
    const row = await one(
      warehouse,
      'select auc, verdict, statement from analytics.lookalike_validation',
    )
    expect(figures(row).slice(0, 2)).toEqual([0.5, 'no better than chance'])
    expect(row['statement']).toContain('Do not choose targets by it')
  })
})

describe('small and empty shops', () => {
  it('nothing at all: one row of statistics with 0 places, five levels of 0, no traits, no targets', async () => {
    await withShop({}, async warehouse => {
      expect(figures(await one(warehouse, STATS))).toEqual([
        0,
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
      ])
      expect(await count(warehouse, 'customer_metrics')).toBe(0)
      expect(await count(warehouse, 'icp_traits')).toBe(0)
      expect(await count(warehouse, 'lookalike_targets')).toBe(0)
      expect(await count(warehouse, 'order_reconciliation')).toBe(5)
      const row = await one(warehouse, 'select verdict from analytics.lookalike_validation')
      expect(row['verdict']).toBe('cannot be told')
    })
  }, 300_000)

  it('one buyer: one place, nobody to compare with, and a target of which nothing can be said', async () => {
    await withShop(shop({ buyers: 1, prospects: ['new.example'] }), async warehouse => {
      expect(figures(await one(warehouse, STATS))).toEqual([1, 1, 1, 1, 1, 1, 1, 1, null, 0])
      const row = await one(
        warehouse,
        'select tier, fit_logit, p_fit, similarity_score, opportunity_score, expected_value from analytics.lookalike_targets',
      )
      expect(figures(row)).toEqual(['U', null, null, null, null, null])
    })
  }, 300_000)

  it('four buyers: one place', async () => {
    await withShop(shop({ buyers: 4 }), async warehouse => {
      expect(figures(await one(warehouse, STATS))).toEqual([4, 1, 1, 4, 4, 0.4, 0.4, 3, 2, 0])
    })
  }, 300_000)

  it('all margins negative: nobody earns, so nobody is a top customer and nobody a target', async () => {
    const lines = ['A', 'B', 'C'].map(id => ({ order: id, customer: id, price: 10, cost: 30 }))
    const customers = ['A', 'B', 'C'].map(id => `${id},${id},,,,,`)
    await withShop(shop({ customers, lines, prospects: ['new.example'] }), async warehouse => {
      expect(figures(await one(warehouse, STATS))).toEqual([
        0,
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        3,
      ])
      expect(await count(warehouse, 'lookalike_targets')).toBe(0)
      expect(await count(warehouse, 'icp_traits')).toBe(0)
      const curve = await warehouse.query(
        'select distinct percent_of_net from analytics.whale_curve',
      )
      expect(curve).toEqual([{ percent_of_net: null }])
    })
  }, 300_000)

  it('no cost at all: revenue, and no margin of anybody', async () => {
    const lines = ['A', 'B'].map(id => ({ order: id, customer: id, price: 10, cost: null }))
    const customers = ['A', 'B'].map(id => `${id},${id},,,,,`)
    await withShop(shop({ customers, lines }), async warehouse => {
      expect(figures(await one(warehouse, STATS)).slice(0, 3)).toEqual([0, 0, 0])
      const row = await one(
        warehouse,
        'select sum(total_revenue) as revenue, sum(total_gross_margin) as margin, max(cost_coverage) as coverage from analytics.customer_metrics',
      )
      expect(figures(row)).toEqual([20, null, 0])
      expect(await count(warehouse, 'whale_curve')).toBe(0)
    })
  }, 300_000)
})
