/**
 * Ten thousand rows of rubbish in each source of the shop: a build ends green, or checks name what is wrong. No statement
 * fails in the database, and no row is lost in silence.
 */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Files } from '../support/project.ts'
import { buildWarehouse, temporaryFolder, troubles } from '../support/warehouse.ts'
import { csv } from '../warehouse/shops.ts'

const ROWS = 10_000
const folder = temporaryFolder()
afterAll(() => folder.remove())

/** Ids from a small range, so that rows find each other, with blanks and capitals. */
const id = (prefix: string) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 3000 }).map(n => `${prefix}${n}`) },
    { weight: 1, arbitrary: fc.constantFrom(` ${prefix}7 `, `${prefix}\u00a08`, '-', 'null') },
  )

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map(value => value.replaceAll('\0', '')),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(value => value.replaceAll('\0', '')),
  fc.constantFrom(
    '',
    ' ',
    'NULL',
    'n/a',
    '\\',
    '%',
    "'; drop table x",
    'Non d√©fini',
    'Québec',
    '\u00a0',
  ),
)

const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.constantFrom('', '0', '0.005', '-0.001', '12345.6789', '1e3', '99999'),
)

const day = fc.oneof(
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map(date => date.toISOString().slice(0, 10)),
  fc.constantFrom(
    '2024-02-30',
    '2024-02-29',
    '2025-06-01T23:59:60Z',
    '2025-06-01 12:00:00+02',
    '01/02/2024',
    'soon',
    '',
  ),
)

const size = fc.oneof(
  text,
  fc.constantFrom('Nov-50', '10-Jan', '10,001+', '11–50', '51 to 200', '999999999999'),
)
const domain = fc.oneof(text, fc.domain(), fc.webUrl())

/** A source: its name, and an arbitrary for each column. */
type Columns = Readonly<Record<string, fc.Arbitrary<string>>>

const SOURCES: Readonly<Record<string, Columns>> = {
  'sales.customers': {
    customer_id: id('C'),
    customer_name: text,
    domain,
    industry: text,
    naics: text,
    city: text,
    state: text,
    country: text,
    employee_count: size,
    annual_revenue: fc.oneof(number, text, fc.constant('9'.repeat(40))),
  },
  'sales.products': { product_name: text, product_category: text, standard_cost: number },
  'sales.orders': {
    customer_id: id('C'),
    order_date: day,
    status: text,
    order_revenue: number,
    gross_margin: number,
  },
  'sales.order_lines': {
    order_id: id('O'),
    product_id: id('P'),
    product_category: text,
    quantity: number,
    unit_price: number,
    discount: number,
    line_cost: number,
  },
  'sales.prospects': {
    domain,
    company_name: text,
    industry: text,
    country: text,
    employee_count: size,
    annual_revenue: text,
  },
  'sales.suppressed_domains': { domain, reason: text },
  'reference.excluded_products': { product_id: id('P'), product_pattern: text, reason: text },
  'reference.unknown_values': { value: text },
}

/** Keys that a source promises are given in order; everything else is drawn. */
const KEYS: Readonly<Record<string, readonly [string, string]>> = {
  'sales.products': ['product_id', 'P'],
  'sales.orders': ['order_id', 'O'],
  'sales.order_lines': ['order_line_id', ''],
}

const quoted = (value: string) => (value === '' ? '' : `"${value.replaceAll('"', '""')}"`)

function rubbish(name: string, columns: Columns, seed: number): string {
  const rows = name.startsWith('reference') ? 50 : ROWS
  const drawn = fc.sample(fc.record(columns as Record<string, fc.Arbitrary<string>>), {
    numRuns: rows,
    seed,
  })
  const key = KEYS[name]
  const header = [...(key ? [key[0]] : []), ...Object.keys(columns)].join(',')
  const lines = drawn.map((row, index) =>
    [...(key ? [`${key[1]}${index + 1}`] : []), ...Object.values(row).map(quoted)].join(','),
  )
  return csv(header, lines)
}

/** Builds over rubbish; `change` may spoil the files further. */
async function buildRubbish(seed: number, change: (files: Files) => Files = files => files) {
  const files = Object.entries(SOURCES).map(([name, columns]) => [
    `${name}.csv`,
    rubbish(name, columns, seed),
  ])
  const sources = temporaryFolder(change(Object.fromEntries(files)))
  try {
    return await buildWarehouse({ seedPath: sources.path, targetPath: folder.path })
  } finally {
    sources.remove()
  }
}

describe('a shop of rubbish', () => {
  it('builds green, and every line is in a figure or counted as excluded', async () => {
    const warehouse = await buildRubbish(1)
    expect(troubles(warehouse.outcome)).toEqual([])
    const [row] = await warehouse.query(
      "select sum(rows) filter (where level in ('lines', 'excluded')) as lines from analytics.order_reconciliation",
    )
    await warehouse.close()
    expect(Number(row!['lines'])).toBe(ROWS)
  })

  it('with amounts that nobody has, ends with checks that name them and no error of the database', async () => {
    const more = ['NaN', 'Infinity', '99999999999999'].map(
      (price, index) => `X${index},O1,P1,,7,${price},,`,
    )
    const warehouse = await buildRubbish(2, files => ({
      ...files,
      'sales.order_lines.csv': `${files['sales.order_lines.csv']}${more.join('\n')}\n`,
    }))
    await warehouse.close()
    const failed = troubles(warehouse.outcome).filter(each => !each.includes(': held '))
    expect(failed).toEqual([
      expect.stringMatching(/accepted_range_int_order_lines_revenue.* fail Got 3 results/),
    ])
  })
})
