/**
 * A shop whose top customers are all in health care: small enough to reckon every figure of a target by hand, large
 * enough to be significant. What people decide outlives a rebuild, and what may not matter does not: the order of the
 * rows, and a company that never bought.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Files } from '../support/project.ts'
import {
  buildWarehouse,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
} from '../support/warehouse.ts'
import { csv, type Line, shop } from './shops.ts'

/** 148 buyers, one that is gone and one that is slow: health care earns about 1000 each, the two others about 10 and 100. So the 30 on top are of 50 in health. */
const INDUSTRIES = ['Health', 'Retail', 'Energy']
const EARNS = [1000, 10, 100]
const buyers = Array.from({ length: 148 }, (_, index) => ({
  id: `C${100 + index}`,
  industry: INDUSTRIES[index % 3]!,
  margin: EARNS[index % 3]! + index,
  state: `State ${index % 5}`,
}))
const topMargins = buyers
  .map(buyer => buyer.margin)
  .toSorted((a, b) => b - a)
  .slice(0, 30)

const lines: readonly Line[] = buyers.map(({ id, margin }) => ({
  order: `O-${id}`,
  customer: id,
  price: 50 + margin,
  cost: 50,
}))
/** Earned 140 and has been silent for the 365 days up to the clock's 2026-02-14. */
const lapsed: Line = { order: 'O-GONE', customer: 'GONE', day: '2025-02-14', price: 190, cost: 50 }

/** Orders every hundred days, and has been silent for 250: not long, for this one. */
const slow = ['2024-08-13', '2024-11-21', '2025-03-01', '2025-06-09'].map(
  (day): Line => ({ order: `O-SLOW-${day}`, customer: 'SLOW', day, price: 60, cost: 50 }),
)

const PROSPECTS = [
  'https://www.alike.example/,Alike,HEALTH,France',
  'unlike.example,Unlike,Retail,France',
  'blank.example,Blank,unknown,France',
  'c100.example,Customer already,Health,France',
  'never.example,Never,Health,France',
]

function files(order: (rows: readonly string[]) => readonly string[], more: readonly string[]) {
  const customers = buyers.map(
    ({ id, industry, state }) =>
      `${id},${id},${id.toLowerCase()}.example,${industry},${state},France,`,
  )
  const silent = ['GONE', 'SLOW'].map(
    id => `${id},${id},${id.toLowerCase()}.example,Energy,State 1,France,`,
  )
  const all = [...customers, ...silent, ...more]
  const plain = shop({ customers: all, lines: [...lines, lapsed, ...slow] })
  const shuffled = Object.entries(plain).map(([name, text]) => {
    const [header, ...rows] = text.trimEnd().split('\n')
    return [name, csv(header!, order(rows))]
  })
  return {
    ...(Object.fromEntries(shuffled) as Files),
    'sales.prospects.csv': csv('domain,company_name,industry,country', order(PROSPECTS)),
    'sales.suppressed_domains.csv': csv('domain,reason', ['never.example,competitor']),
  }
}

const asWritten = (rows: readonly string[]) => rows
const reversed = (rows: readonly string[]) => rows.toReversed()

const folder = temporaryFolder()
const sources = temporaryFolder(files(asWritten, []))
let warehouse: Warehouse

beforeAll(async () => {
  warehouse = await buildWarehouse({ seedPath: sources.path, targetPath: folder.path })
}, 300_000)

afterAll(async () => {
  await warehouse.close()
  folder.remove()
  sources.remove()
})

const target = async (domain: string): Promise<Row> =>
  (
    await warehouse.query(`select * from analytics.lookalike_targets where domain = '${domain}'`)
  )[0]!

describe('a profile of health care', () => {
  it('builds green', () => {
    expect(troubles(warehouse.outcome)).toEqual([])
  })

  it('scores by what is significant: the industry, and nothing else', async () => {
    const rows = await warehouse.query(
      'select trait_name from analytics.icp_trait_strength where is_in_use',
    )
    expect(rows).toEqual([{ trait_name: 'industry' }])
  })

  it('a company with the trait is as alike as can be; its logit is the base and the logarithm of the lift', async () => {
    const row = await target('alike.example')
    const pooled = (10 * 50) / 150
    const health = (30 + pooled) / 40 / ((20 + pooled) / 130)
    const logit = Math.log(30 / 120) + Math.log(health)
    expect(Number(row['fit_logit'])).toBeCloseTo(logit, 10)
    expect(Number(row['p_fit'])).toBeCloseTo(1 / (1 + Math.exp(-logit)), 10)
    expect(Number(row['similarity_score'])).toBe(100)
    expect(Number(row['coverage'])).toBe(1)
    expect(row['source']).toBe('net_new')
    expect(row['reason_codes']).toEqual([`INDUSTRY:HEALTH:+${Math.log(health).toFixed(2)}`])
  })

  it('its expected value is the likelihood times the mean margin of the top customers', async () => {
    const row = await target('alike.example')
    const mean = topMargins.reduce((sum, margin) => sum + margin, 0) / 30
    expect(Number(row['expected_value'])).toBeCloseTo(Number(row['p_fit']) * mean, 2)
  })

  it('a company without the trait is as unlike as can be, and the reason is negative', async () => {
    const row = await target('unlike.example')
    expect(Number(row['similarity_score'])).toBeCloseTo(0, 10)
    expect((row['reason_codes'] as string[])[0]).toMatch(/^INDUSTRY:RETAIL:-1\.\d\d$/)
    expect(row['tier']).toBe('C')
  })

  it('a company of which nothing is known is average, says what is missing, and is no C', async () => {
    const row = await target('blank.example')
    expect(Number(row['coverage'])).toBe(0)
    expect(row['tier']).toBe('U')
    expect(row['reason_codes']).toEqual(['DATA_GAP:INDUSTRY'])
  })

  it('a lapsed customer is valued by its own margin, which fades', async () => {
    const row = await target('gone.example')
    expect(row['source']).toBe('win_back')
    expect(row['customer_id']).toBe('GONE')
    // It has no gap of its own: three times the median of those that have one.
    expect([row['recency_days'], Number(row['lapse_limit'])]).toEqual([365, 300])
    const fading = 140 * 0.5 ** (65 / 365)
    expect(Number(row['expected_value'])).toBeCloseTo(Number(row['p_fit']) * fading, 2)
  })

  it('a customer whose silence is not longer than usual is no target', async () => {
    const rows = await warehouse.query(
      "select reason, recency_days from analytics.lookalike_left_out where customer_id = 'SLOW'",
    )
    expect(rows).toEqual([{ reason: 'active customer', recency_days: 250 }])
  })

  it('a customer and a suppressed company are left out, with the reason', async () => {
    const rows = await warehouse.query(
      "select domain, reason from analytics.lookalike_left_out where company_key like 'prospect:%' order by 1",
    )
    expect(rows).toEqual([
      { domain: 'c100.example', reason: 'customer already' },
      { domain: 'never.example', reason: 'suppressed: competitor' },
    ])
  })

  it('the reasons are there in words', async () => {
    const rows = await warehouse.query(
      "select sentence from analytics.lookalike_reasons where domain = 'alike.example' order by position",
    )
    expect(rows.map(row => row['sentence'])).toEqual([
      'Before anything is known: 20.0 % of buyers are top customers.',
      expect.stringMatching(/^Industry Health: 4\.\d times as frequent among top customers/),
    ])
  })

  it('the score is better than chance on buyers that it was not learnt from', async () => {
    const [row] = await warehouse.query('select auc, verdict from analytics.lookalike_validation')
    expect(row!['verdict']).toBe('better than chance')
    expect(Number(row!['auc'])).toBeGreaterThan(0.8)
  })

  it('publishes no floating-point number', async () => {
    const rows = await warehouse.query(
      "select table_name, column_name from information_schema.columns where table_schema = 'analytics' and data_type in ('real', 'double precision')",
    )
    expect(rows).toEqual([])
  })
})

const statuses = async () => {
  const rows = await warehouse.query(
    "select domain, status from analytics.lookalike_targets where domain like '%like.example' order by domain",
  )
  return Object.fromEntries(rows.map(row => [row['domain'], row['status']]))
}

describe('what people decide', () => {
  it('a new target is pending', async () => {
    expect(await statuses()).toEqual({ 'alike.example': 'pending', 'unlike.example': 'pending' })
  })

  it('a decision shows in the view without a build', async () => {
    await warehouse.query(
      "insert into analytics.lookalike_status values ('alike.example', 'approved', now()), ('once.example', 'contacted', now())",
    )
    expect(await statuses()).toEqual({ 'alike.example': 'approved', 'unlike.example': 'pending' })
  })

  it('a status that nobody knows is refused', async () => {
    const unknown = "insert into analytics.lookalike_status values ('unlike.example', 'maybe')"
    await expect(warehouse.query(unknown)).rejects.toThrow(/check constraint/)
  })
})

/** Every published row but the counts of customers, as one text per table. */
const CONTENTS = [
  'customer_metrics',
  'whale_curve',
  'icp_traits',
  'icp_trait_strength',
  'lookalike_targets',
  'lookalike_reasons',
  'lookalike_validation',
  'lookalike_deciles',
]
const contents = async (): Promise<Row> => {
  const columns = CONTENTS.map(
    name =>
      `(select md5(string_agg(t::text, '|' order by t::text collate "C")) from analytics.${name} as t where t::text not like '%IDLE%') as ${name}`,
  )
  return (await warehouse.query(`select ${columns.join(', ')}`))[0]!
}

describe('a full refresh over rows in another order, with one company more that never bought', () => {
  it('changes no published row', async () => {
    const before = await contents()
    await warehouse.close()
    const idle = 'IDLE,IDLE,idle.example,Banking,State 9,Chad,77'
    const other = temporaryFolder(files(reversed, [idle]))
    const run = { fullRefresh: true }
    warehouse = await buildWarehouse({ seedPath: other.path, targetPath: folder.path, run })
    other.remove()
    expect(troubles(warehouse.outcome)).toEqual([])
    expect(await contents()).toEqual(before)
  }, 300_000)

  it('leaves every decision where it was, also that about a company that is no target', async () => {
    expect(await statuses()).toEqual({ 'alike.example': 'approved', 'unlike.example': 'pending' })
    const kept = await warehouse.query(
      'select domain from analytics.lookalike_status order by domain',
    )
    expect(kept.map(row => row['domain'])).toEqual(['alike.example', 'once.example'])
  })
})
