/** Ten thousand rows of rubbish as companies_clay.csv: a build ends green, and rows in are rows out and rows reported. */
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import {
  buildWarehouse,
  type Row,
  temporaryFolder,
  troubles,
  type Warehouse,
} from '../support/warehouse.ts'
import { csv } from '../warehouse/shops.ts'

const ROWS = 10_000
const folder = temporaryFolder()
afterAll(() => folder.remove())

const without0 = (value: string) => value.replaceAll('\0', '')
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map(without0),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map(without0),
  fc.string({ maxLength: 400 }),
  fc.constantFrom('', ' ', 'NULL', 'n/a', '\\', '(((', "'; drop table x", 'Ã©', '\u00a0', '\u200b'),
)
/** Few of them, so that rows are about one company. */
const hosts = ['a.com', 'b.co.uk', 'co.uk', 'www.c.de', 'É.fr', 'github.com/a', 'me@gmail.com']
const address = fc.oneof(text, fc.constantFrom(...hosts), fc.domain(), fc.webUrl())
const sizes = ['11-50', 'Nov-50', '10-Feb', '1950-11-01', '99999999999-1', '1-', '+', '١-٢']
const size = fc.oneof(text, fc.constantFrom(...sizes), fc.date().map(String), fc.nat().map(String))
const COLUMNS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Name: text,
  Domain: address,
  Description: text,
  'Primary Industry': text,
  Size: size,
  Type: text,
  Location: text,
  Country: fc.oneof(text, fc.constantFrom('US', 'us', 'États-Unis', 'N/A')),
  'LinkedIn URL': address,
}

const quoted = (value: string) => (value === '' ? '' : `"${value.replaceAll('"', '""')}"`)

const lines = fc
  .sample(fc.record(COLUMNS), { numRuns: ROWS, seed: 1 })
  .map(row => Object.values(row).map(quoted).join(','))

async function build(rows: readonly string[]): Promise<Warehouse> {
  const text = `\ufeff${csv(Object.keys(COLUMNS).join(','), rows)}`
  const sources = temporaryFolder({ 'gtm.companies_clay.csv': text })
  try {
    return await buildWarehouse({
      seedPath: sources.path,
      targetPath: folder.path,
      select: ['+icp_agreement', 'companies_rejected'],
    })
  } finally {
    sources.remove()
  }
}

/** All of a company but where it stands in the file. */
const COMPANIES = `select to_jsonb(companies) - 'source_row' as company from gtm.companies order by domain`

it('builds green, and every row is a company or reported, in any order of the file', async () => {
  const warehouse = await build(lines)
  let companies: readonly Row[]
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    const [counts] = await warehouse.query(`
      select
        (select count(*) from gtm.companies_clay)::int as rows_in
        , (select count(*) from gtm.companies)::int as companies
        , (select count(*) from gtm.companies_rejected)::int as rejected
        , (select count(*) from gtm.company_icp)::int as asked
        , (select count(distinct reason) from gtm.companies_rejected)::int as reasons`)
    const found = counts as Record<string, number>
    expect(found['rows_in']).toBe(ROWS)
    expect(found['companies']! + found['rejected']!).toBe(ROWS)
    expect(found['asked']).toBe(found['companies'])
    expect(found['reasons']).toBe(5)
    expect(Math.min(found['companies']!, found['rejected']!)).toBeGreaterThan(1000)
    companies = await warehouse.query(COMPANIES)
  } finally {
    await warehouse.close()
  }
  const reversed = await build(lines.toReversed())
  try {
    expect(troubles(reversed.outcome)).toEqual([])
    expect(await reversed.query(COMPANIES)).toEqual(companies)
  } finally {
    await reversed.close()
  }
})
