/**
 * Document 0 over ten thousand rows of rubbish in each of its sources, and over each source empty: a build ends green,
 * and every row is counted or left out for a reason.
 */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Files } from '../support/project.ts'
import { buildWarehouse, DOCUMENT_0, temporaryFolder, troubles } from '../support/warehouse.ts'
import { companySources } from '../warehouse/companies.ts'
import { csv } from '../warehouse/shops.ts'

const ROWS = 10_000
const folder = temporaryFolder()
afterAll(() => folder.remove())

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map(value => value.replaceAll('\0', '')),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map(value => value.replaceAll('\0', '')),
  fc.string({ maxLength: 400 }),
  fc.constantFrom('', ' ', 'NULL', 'n/a', '\\', '(((', "'; drop table x", 'Ã©', '\u00a0', '\u200b'),
)
/** Few of them, so that rows find each other. */
const hosts = ['a.com', 'b.co.uk', 'www.c.de', 'É.fr', 'xn--9ca.fr', 'github.com/a', 'me@yahoo.com']
const address = fc.oneof(text, fc.constantFrom(...hosts), fc.domain(), fc.webUrl())
const words = ['Finance', 'finance', 'Media', 'Others', 'Oil & Gas', 'Unknown', '']
const signs = fc.constantFrom(', ', ';', '|', ' & ', ',,')
const industry = fc.oneof(
  text,
  fc.constantFrom(...words),
  fc.tuple(fc.constantFrom(...words), signs, fc.constantFrom(...words)).map(all => all.join('')),
)
const title = fc.oneof(
  text,
  fc.constantFrom(
    'CTO',
    'cto at A',
    'Directeur Général (H/F)',
    'a',
    'and',
    '&',
    '·e',
    'R&D',
    'C.E.O.',
  ),
)
const moment = fc.constantFrom(
  '2025-01-01',
  '2027-01-01',
  '1900-01-01 00:00:00+14',
  '9999-12-31',
  '',
)
const study = fc.oneof(fc.constant(''), fc.integer({ min: 1, max: ROWS }).map(String))

const SOURCES: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<string>>>>> = {
  'core.company_customers': {
    origin_company_domain: address,
    customer_domain: address,
    customer_name: text,
    case_study_url: address,
    created_at: moment,
  },
  'core.company_descriptions': { domain: address, description: text },
  'core.case_study_champions': {
    case_study_id: study,
    origin_company_domain: address,
    full_name: text,
    job_title: title,
    linkedin_url: address,
  },
  'extracted.company_firmographics': {
    company_domain: address,
    matched_industry: industry,
    industry,
    employee_range: text,
    updated_at: moment,
  },
  'extracted.company_discovery': { domain: address, industry, updated_at: moment },
  'extracted.case_study_details': {
    origin_company_domain: address,
    customer_domain: address,
    case_study_url: address,
  },
  'extracted.case_study_champions': {
    case_study_id: study,
    full_name: text,
    job_title: title,
    linkedin_url: address,
  },
  'reference.industry_lookup': {
    industry_raw: industry,
    industry_cleaned: industry,
    parent_industry: text,
    method: text,
    confidence: fc.constantFrom('0', '0.5', '1', ''),
  },
}

const quoted = (value: string) => (value === '' ? '' : `"${value.replaceAll('"', '""')}"`)

/** Each row has a key of its own; where the source has none, the column is not there. */
function rubbish(name: string): string {
  const columns = SOURCES[name]!
  const hasKey = /customers$|details$|champions$/.test(name)
  const drawn = fc.sample(fc.record(columns), { numRuns: ROWS, seed: 1 })
  const lines = drawn.map((row, index) =>
    [...(hasKey ? [String(index + 1)] : []), ...Object.values(row).map(quoted)].join(','),
  )
  return csv([...(hasKey ? ['id'] : []), ...Object.keys(columns)].join(','), lines)
}

async function build(files: Files) {
  const sources = temporaryFolder(files)
  try {
    return await buildWarehouse({
      seedPath: sources.path,
      targetPath: folder.path,
      select: [DOCUMENT_0],
    })
  } finally {
    sources.remove()
  }
}

it('builds green over rubbish, and every row is counted or left out for a reason', async () => {
  const files = Object.keys(SOURCES).map(name => [`${name}.csv`, rubbish(name)] as const)
  const warehouse = await build(Object.fromEntries(files))
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    const [row] = await warehouse.query(
      'select customer_rows, champion_rows from derived.icp_coverage_stats',
    )
    expect([Number(row!['customer_rows']), Number(row!['champion_rows'])]).toEqual([ROWS, 2 * ROWS])
  } finally {
    await warehouse.close()
  }
})

describe('a source without rows', () => {
  const files = Object.entries(companySources).map(([name, text]) => [`${name}.csv`, text] as const)
  it.each(['all', ...files.map(([name]) => name)])('%s: the build ends green', async empty => {
    const kept = files.filter(([name]) => empty !== 'all' && name !== empty)
    const warehouse = await build(Object.fromEntries(kept))
    await warehouse.close()
    expect(troubles(warehouse.outcome)).toEqual([])
  })
})
