/** Ten thousand rows of rubbish as companies_clay.csv: a build ends green, and rows in are rows out and rows reported. */
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { buildWarehouse, temporaryFolder, troubles } from '../support/warehouse.ts'
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

function rubbish(): string {
  const drawn = fc.sample(fc.record(COLUMNS), { numRuns: ROWS, seed: 1 })
  const lines = drawn.map(row => Object.values(row).map(quoted).join(','))
  return `\ufeff${csv(Object.keys(COLUMNS).join(','), lines)}`
}

it('builds green, and every row is a company or reported', async () => {
  const sources = temporaryFolder({ 'gtm.companies_clay.csv': rubbish() })
  const warehouse = await buildWarehouse({
    seedPath: sources.path,
    targetPath: folder.path,
    select: ['+icp_agreement', 'companies_rejected'],
  })
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    const [counts] = await warehouse.query(`
      select
        (select count(*) from gtm.companies_clay)::int as rows_in
        , (select count(*) from gtm.companies)::int as companies
        , (select count(*) from gtm.companies_rejected)::int as rejected
        , (select count(*) from gtm.company_icp)::int as asked
        , (select count(distinct reason) from gtm.companies_rejected)::int as reasons`)
    const { rows_in, companies, rejected, asked, reasons } = counts as Record<string, number>
    expect(rows_in).toBe(ROWS)
    expect(companies! + rejected!).toBe(ROWS)
    expect(asked).toBe(companies)
    expect([companies! > 1000, rejected! > 1000, reasons]).toEqual([true, true, 5])
  } finally {
    await warehouse.close()
    sources.remove()
  }
})
