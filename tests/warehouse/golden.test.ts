/**
 * Figures measured elsewhere on public data, met by the warehouse through the built command line: AdventureWorks
 * resellers (sales) and the adopters of two open-source products (customers with industries). The data lies beside the
 * repository and is no part of it; without it these tests are skipped by name.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const shared = join(root, '../shared/data')
const missing = existsSync(shared) ? '' : ' (skipped: ../shared/data is not there)'
const work = mkdtempSync(join(tmpdir(), 'model-golden-'))

afterAll(() => rmSync(work, { recursive: true, force: true }))

/** Runs a program in the repository and returns what it printed. */
function run(args: readonly string[]): string {
  return execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  })
}

/** Turns the shared files into sources with one of the project's scripts. */
function convert(script: string, folder: string): void {
  run(['node_modules/jiti/lib/jiti-cli.mjs', `scripts/${script}.ts`, shared, folder])
}

interface Build {
  readonly seeds: string
  readonly target: string
  readonly select: readonly string[]
  readonly vars?: string
}

function build({ seeds, target, select, vars }: Build): void {
  const given = vars === undefined ? [] : ['--vars', vars]
  const options = ['--seed-path', seeds, '--target-path', target, ...given]
  run(['dist/bin.js', 'build', '--project-dir', root, ...options, '--select', ...select])
}

type Row = Readonly<Record<string, string | number | boolean | null>>

/** The rows of a query against what a build published. */
function query(target: string, sql: string): readonly Row[] {
  const options = ['--project-dir', root, '--target-path', target, '--output', 'json']
  return JSON.parse(run(['dist/bin.js', 'query', sql, ...options])) as readonly Row[]
}

const top20 = '+analytics.top20_stats'
const traits = '+analytics.icp_traits'

describe.skipIf(missing !== '')(`AdventureWorks resellers${missing}`, () => {
  const seeds = join(work, 'adventureworks')
  const target = join(work, 'adventureworks-target')

  beforeAll(() => {
    convert('adventureworks', seeds)
    build({ seeds, target, select: [traits, top20] })
  }, 120_000)

  it('top20_stats meets the measured cut and shares for customers with a positive margin', () => {
    const [stats] = query(target, 'select * from analytics.top20_stats')
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

  it('icp_traits meets the golden rows and the number of tests', () => {
    const rows = query(
      target,
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
    const [tests] = query(target, 'select count(q_value) as tests from analytics.icp_traits')
    expect(Number(tests!['tests'])).toBe(29)
  })

  it('fisher_two_sided gives the probability that scipy gives', () => {
    const [row] = query(
      target,
      "select p_value as p from analytics.icp_traits where trait_value = 'Warehouse'",
    )
    expect(Number(row!['p'])).toBeCloseTo(0.010895208961529897, 10)
  })

  it('top20_stats meets the measured cut and shares when all buyers are the population', () => {
    build({ seeds, target, select: [top20], vars: '{"top20_population": "buyers"}' })
    const [stats] = query(target, 'select * from analytics.top20_stats')
    expect(Number(stats!['k'])).toBe(127)
    expect(Number(stats!['threshold'])).toBe(2596.07)
    expect(Number(stats!['positive_share'])).toBeCloseTo(0.968, 3)
    expect(Number(stats!['net_share'])).toBeCloseTo(2.59, 2)
  }, 120_000)
})

describe.skipIf(missing !== '')(`vendors and their customers${missing}`, () => {
  const seeds = join(work, 'vendors')
  const target = join(work, 'vendors-target')

  beforeAll(() => {
    convert('vendor-customers', seeds)
    build({ seeds, target, select: ['+derived.company_icp_industries_from_customers'] })
  }, 120_000)

  it("company_icp_industries meets the shares and Wilson bounds of Superset's adopters", () => {
    const rows = query(
      target,
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
