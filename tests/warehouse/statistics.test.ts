/**
 * The statistical macros against values computed elsewhere: published tables, scipy, and exact arithmetic in whole
 * numbers here. All run through the warehouse's own project, so the macros are those that its models use.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'

const root = resolve(import.meta.dirname, '../..')
const targetPath = mkdtempSync(join(tmpdir(), 'model-statistics-'))
let workspace: Workspace

beforeAll(async () => {
  workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0, targetPath })
})

afterAll(async () => {
  await workspace.close()
  rmSync(targetPath, { recursive: true, force: true })
})

/** The text of what a template's only column holds, row by row. */
async function values(template: string): Promise<readonly string[]> {
  const { text: sql } = await workspace.compileInline(template)
  const { rows } = await workspace.query(sql, { limit: null })
  return rows.map(row => String(Object.values(row)[0]))
}

async function value(template: string): Promise<string> {
  return (await values(template))[0]!
}

describe('Wilson bounds', () => {
  it.each([
    [1, 1, 0.2065, 1],
    [3, 3, 0.4385, 1],
    [30, 100, 0.2189, 0.39585],
    [300, 1000, 0.2724, 0.3291],
    [43, 114, 0.2936, 0.4688],
    [0, 10, 0, 0.2775],
  ])('wilson_low() and wilson_high() of %i / %i are %d and %d', async (hits, total, low, high) => {
    const both = `select {{wilson_low "${hits}" "${total}"}} union all select {{wilson_high "${hits}" "${total}"}}`
    const [below, above] = await values(both)
    expect(Number(below)).toBeCloseTo(low, 4)
    expect(Number(above)).toBeCloseTo(high, 4)
  })

  it('wilson_low() is 0 exactly without a hit, NULL without a total', async () => {
    expect(Number(await value('select {{wilson_low "0" "7"}}'))).toBe(0)
    expect(await value('select {{wilson_low "0" "0"}}')).toBe('null')
  })
})

describe('hypergeometric()', () => {
  it.each([
    [31, 62, 219, 570],
    [1, 62, 198, 570],
    [0, 3, 2, 5],
    [2, 3, 2, 5],
    [4, 10, 10, 10],
  ])('gives the probability of %i hits in %i of %i, with %i others', async (x, n1, k, n2) => {
    const found = await value(`select {{hypergeometric "${x}" "${n1}" "${k}" "${n2}"}}`)
    const exact = probability(x, { n1, k, n2 })
    expect(Math.abs(Number(found) / exact - 1)).toBeLessThan(1e-11)
  })
})

/** a of n1 against c of n2. */
const TABLES = [
  [31, 62, 188, 570],
  [1, 62, 197, 570],
  [7, 62, 28, 570],
  [0, 20, 10, 200],
  [10, 20, 0, 200],
  [3, 4, 1, 4],
  [5, 5, 5, 5],
  [0, 5, 0, 5],
  [1, 2, 1, 2],
  [40, 120, 95, 380],
] as const

describe('fisher_two_sided()', () => {
  it('gives the probability that scipy gives', async () => {
    const found = await value('select {{fisher_two_sided "31" "62" "188" "570"}}')
    expect(found).toBe('0.0108952089615')
  })

  it.each(TABLES)('of %i of %i against %i of %i agrees with exact arithmetic', async (...table) => {
    const [a, n1, c, n2] = table
    const found = await value(`select {{fisher_two_sided "${a}" "${n1}" "${c}" "${n2}"}}`)
    const exact = exactFisher(a, { n1, k: a + c, n2 })
    expect(Math.abs(Number(found) / exact - 1)).toBeLessThan(1e-11)
  })

  it('keeps its digits for large groups, also where only a part of all tables is looked at', async () => {
    const found = await value('select {{fisher_two_sided "2150" "4000" "8200" "16000"}}')
    const exact = exactFisher(2150, { n1: 4000, k: 10_350, n2: 16_000 })
    expect(Math.abs(Number(found) / exact - 1)).toBeLessThan(1e-9)
  })

  it('gives a probability, not NULL, where the observed table lies beyond 20 standard deviations', async () => {
    const found = await value('select {{fisher_two_sided "3900" "4000" "2000" "16000"}}')
    expect(Number(found)).toBeGreaterThanOrEqual(0)
    expect(Number(found)).toBeLessThan(1e-100)
  })
})

describe('benjamini_hochberg()', () => {
  it('gives the q-values that R gives, monotone and at most 1', async () => {
    const given = [0.01, 0.02, 0.03, 0.04, 0.05, 0.5, 0.9, 0.95]
    const rows = given.map((p, index) => `(${p}, ${index + 1})`).join(', ')
    const sql = `select round({{benjamini_hochberg "p" "place" "8"}}, 6) from (values ${rows}) as t (p, place) order by place`
    const found = (await values(sql)).map(Number)
    // p.adjust(p, 'BH') in R.
    expect(found).toEqual([0.08, 0.08, 0.08, 0.08, 0.08, 0.666667, 0.95, 0.95])
  })

  it('corrects each family of tests for itself', async () => {
    const sql = `select {{benjamini_hochberg "p" "place" "tests" family="run"}}::text
      from (values (1, 0.04, 1, 2), (1, 0.05, 2, 2), (2, 0.04, 1, 1)) as t (run, p, place, tests) order by run, place`
    expect((await values(sql)).map(Number)).toEqual([0.05, 0.05, 0.04])
  })
})

describe('keyed_draw()', () => {
  it('gives the draw of the golden value', async () => {
    const found = await value(`select {{keyed_draw "'42'" "'acme.com'" "'win'"}}`)
    expect(Number(found)).toBeCloseTo(0.8952494783978919, 15)
  })

  it('is uniform: ten thousand draws fill every tenth alike', async () => {
    const sql = `select count(*) from generate_series(1, 10000) as entity
      group by floor(10 * {{keyed_draw "'42'" "entity" "'fold'"}})`
    const counts = (await values(sql)).map(Number)
    expect(counts).toHaveLength(10)
    // Chi-square with 9 degrees of freedom: above 27.9 once in a thousand.
    expect(counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9)
  })
})

describe('percent_rank() and fifth()', () => {
  it('share a place among equals, and the scores are those of PERCENT_RANK', async () => {
    const sql = `select ({{percent_rank "rank() over (order by v)" "count(*) over ()"}} = (percent_rank() over (order by v))::numeric(18, 15))::text
      from (values (1), (1), (2), (3), (3)) as t (v)`
    expect(new Set(await values(sql))).toEqual(new Set(['true']))
    const fifths = `select {{fifth "rank() over (order by v) - 1" "count(*) over () - 1"}} from generate_series(0, 10) as v order by v`
    expect((await values(fifths)).map(Number)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5])
    expect(await value('select {{fifth "0" "0"}}')).toBe('1')
    expect(await value('select {{fifth "null::bigint" "7"}}')).toBe('null')
  })
})

interface Margins {
  readonly n1: number
  readonly k: number
  readonly n2: number
}

/** Ways to choose, exactly. */
function choose(n: number, k: number): bigint {
  let ways = 1n
  for (let i = 1; i <= k; i++) ways = (ways * BigInt(n - k + i)) / BigInt(i)
  return ways
}

/** A quotient of whole numbers of any size, to double precision. */
function quotient(numerator: bigint, denominator: bigint): number {
  let scaled = numerator
  let power = 0
  while (scaled !== 0n && scaled < denominator * 10n ** 17n) {
    scaled *= 10n
    power++
  }
  return Number(`${scaled / denominator}e-${power}`)
}

function probability(x: number, { n1, k, n2 }: Margins): number {
  return quotient(choose(n1, x) * choose(n2, k - x), choose(n1 + n2, k))
}

/** The sum over all tables no likelier than the observed one, in whole numbers: no rounding, no tolerance. */
function exactFisher(a: number, { n1, k, n2 }: Margins): number {
  const first = Math.max(0, k - n2)
  const last = Math.min(k, n1)
  let weight = choose(n1, first) * choose(n2, k - first)
  const weights = [weight]
  for (let x = first + 1; x <= last; x++) {
    weight = (weight * BigInt(k - x + 1) * BigInt(n1 - x + 1)) / (BigInt(x) * BigInt(n2 - k + x))
    weights.push(weight)
  }
  const observed = weights[a - first]!
  const extreme = weights.filter(each => each <= observed)
  return quotient(extreme.reduce(sum, 0n), weights.reduce(sum, 0n))
}

function sum(one: bigint, other: bigint): bigint {
  return one + other
}
