/**
 * The simulated pipeline where it could go wrong: other seeds, earlier and later moments, no company, one company, odds
 * calibrated on the companies at hand. Every build passes its checks, bounds of chance included.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildWarehouse,
  DOCUMENT_3,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
  warnings,
} from '../support/warehouse.ts'
import { clayFile, upTo } from '../warehouse/clay.ts'

const demonstration = temporaryFolder()
afterAll(() => demonstration.remove())

type Vars = Readonly<Record<string, string | number>>

/** Draws anew over the demonstration's companies, which stand. */
async function drawn<T>(vars: Vars, work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const select = ['int_gtm_intercepts+']
  const warehouse = await buildWarehouse({ targetPath: demonstration.path, select, vars })
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    expect(warnings(warehouse.outcome)).toEqual([])
    return await work(warehouse)
  } finally {
    await warehouse.close()
  }
}

const outcomes = `select count(*)::int as companies
  , count(*) filter (where outcome = 'won')::int as won, count(*) filter (where outcome = 'open')::int as open
  , count(*) filter (where outcome = 'lost')::int as lost
  , count(*) filter (where outcome = 'no_opportunity')::int as no_opportunity
  from gtm.unified`

beforeAll(async () => {
  const warehouse = await buildWarehouse({ targetPath: demonstration.path, select: [DOCUMENT_3] })
  await warehouse.close()
  expect(troubles(warehouse.outcome)).toEqual([])
  expect(warnings(warehouse.outcome)).toEqual([])
}, 240_000)

describe('draws over the demonstration', () => {
  it.each(['1', '2', '3', 'stedi', 'a | b'])(
    'of seed %s stay within the bounds of chance',
    async seed => {
      const [found] = await drawn({ gtm_seed: seed }, warehouse => warehouse.query(outcomes))
      expect(Number(found!['won'])).toBeGreaterThan(100)
    },
    120_000,
  )

  it('of another deal rate and win rate hit these', async () => {
    const vars = { gtm_deal_rate: 0.6, gtm_win_rate: 0.105 }
    const rows = await drawn(vars, warehouse =>
      warehouse.query(`select question, sum(drawn) / sum(predictions) as rate,
        sqrt(avg(target_rate) * (1 - avg(target_rate)) / sum(predictions)) as error, avg(target_rate) as target
        from gtm.calibration group by question order by question`),
    )
    expect(rows.map(({ target }) => Number(target))).toEqual([0.6, 0.105])
    // Later deals, of companies that lost one, are won less often than first ones: up to two points.
    for (const { rate, error, target } of rows)
      expect(Math.abs(Number(rate) - Number(target))).toBeLessThan(0.02 + 3.29 * Number(error))
  }, 120_000)

  it('calibrated on the companies at hand have exactly the mean that is asked for', async () => {
    const rows = await drawn({ gtm_calibrate_on: 'companies' }, warehouse =>
      warehouse.query(`select avg(p_deal) as deal, sum(p_deal * p_win) / sum(p_deal) as win
        , (select min(calibrated_on) from gtm.calibration) as calibrated_on from intermediate.int_gtm_odds`),
    )
    const [{ deal, win, calibrated_on: calibratedOn }] = rows as [Row]
    expect(calibratedOn).toBe('companies')
    expect(Math.abs(Number(deal) - 0.35)).toBeLessThan(1e-9)
    expect(Math.abs(Number(win) - 0.2)).toBeLessThan(1e-9)
  }, 120_000)
})

describe('an earlier as_of', () => {
  const history = `select deal_id, stage, entered_at::text as entered_at from gtm.deal_stage_history
    where entered_at <= timestamptz '2024-06-01 00:00:00Z' order by deal_id collate "C", stage_position`
  const contracts = `select billing_id, arr::text, start_date::text from gtm.billing
    where start_date <= date '2024-06-01' order by billing_id collate "C"`

  it('shows the same history up to then, and nothing after it', async () => {
    const later = await drawn({}, async warehouse => ({
      history: await warehouse.query(history),
      contracts: await warehouse.query(contracts),
    }))
    const earlier = await drawn({ as_of: '2024-06-01T00:00:00Z' }, async warehouse => ({
      history: await warehouse.query(
        history.replace('where entered_at', 'where true or entered_at'),
      ),
      contracts: await warehouse.query(contracts),
    }))
    expect(earlier).toEqual(later)
    expect(earlier.history.length).toBeGreaterThan(500)
  }, 240_000)

  it.each([
    ['before all deals', '2020-01-01T00:00:00Z', true],
    ['long after them', '2060-01-01T00:00:00Z', false],
  ])(
    '%s leaves no deal open',
    async (_, asOf, isEmpty) => {
      const [found] = await drawn({ as_of: asOf }, warehouse => warehouse.query(outcomes))
      expect(found!['open']).toBe(0)
      expect(found!['companies'] === found!['no_opportunity']).toBe(isEmpty)
    },
    120_000,
  )
})

describe('few companies', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())

  it.each([
    [0, 'reference'],
    [1, 'reference'],
    [3, 'companies'],
    [0, 'companies'],
  ])(
    '%i of them, calibrated on %s: the build ends green',
    async (number, calibrateOn) => {
      const sources = temporaryFolder({ 'gtm.companies_clay.csv': clayFile(upTo(number)) })
      const warehouse = await buildWarehouse({
        seedPath: sources.path,
        targetPath: folder.path,
        select: [DOCUMENT_3],
        vars: { gtm_calibrate_on: calibrateOn, gtm_deal_rate: 0.9 },
      })
      const [found] = await warehouse.query(outcomes)
      await warehouse.close()
      sources.remove()
      expect(troubles(warehouse.outcome)).toEqual([])
      expect(found!['companies']).toBe(number)
    },
    120_000,
  )
})
