/**
 * Document 0 on a handful of companies that a person can count: every defect of the document's own SQL is a row here. The
 * same sources in another order, and with a company beside them that nobody knows, must give the same rows.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWarehouse, DOCUMENT_0, temporaryFolder, troubles } from '../support/warehouse.ts'
import { companySources, shuffledSources, type Tables } from './companies.ts'

/** All that is asked of a build, in one statement: rows as lists, without the unrelated company's. */
const questions = {
  industries: `select domain, icp_industry, customer_count, customers_with_industry, customers_total
      , round(share, 3)::text, mapped_count, round(map_confidence, 2)::text
    from derived.company_icp_industries_from_customers order by domain, icp_industry collate "C"`,
  titles: `select domain, job_title, champion_count, quotes_count, canonical_title, confidence::text
    from derived.icp_job_titles_from_champions order by domain, job_title collate "C"`,
  blockers: `select domain, customers_total, customers_with_industry, customers_without_domain
      , customers_without_record, customers_of_unknown_industry, is_blocked, next_step
    from derived.icp_blockers where domain <> 'else.example' order by domain`,
  missing: `select customer_domain, website, reason, origins_count, blocked_origins_count
    from derived.icp_missing_customers where customer_domain <> 'elsewhere.example' order by send_rank`,
}
type Answers = Readonly<Record<keyof typeof questions | 'coverage', readonly unknown[]>>

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** What a build over these sources answers. */
async function ask(tables: Tables): Promise<Answers> {
  const files = Object.entries(tables).map(([name, csv]) => [`${name}.csv`, csv])
  const sources = temporaryFolder(Object.fromEntries(files))
  const request = { seedPath: sources.path, targetPath: folder.path, select: [DOCUMENT_0] }
  const warehouse = await buildWarehouse(request)
  try {
    expect(troubles(warehouse.outcome)).toEqual([])
    const lists = Object.entries(questions).map(
      ([name, sql]) => `'${name}', (
        select coalesce(json_agg((select json_agg(value) from json_each(to_json(answer)))), '[]')
        from (${sql}) as answer)`,
    )
    const coverage = `'coverage', (select to_jsonb(s) - 'updated_at' from derived.icp_coverage_stats as s)`
    const [row] = await warehouse.query(
      `select json_build_object(${[...lists, coverage]})::text as answers`,
    )
    return JSON.parse(String(row!['answers']))
  } finally {
    await warehouse.close()
    sources.remove()
  }
}

describe('a handful of companies', () => {
  let found: Answers

  beforeAll(async () => {
    found = await ask(companySources)
  }, 180_000)

  it('company_icp_industries counts each customer once, by its preferred text that names an industry', () => {
    expect(found.industries).toEqual([
      ['acme.example', 'E-Commerce', 2, 5, 6, '0.400', 0, null],
      ['acme.example', 'Financial Services', 1, 5, 6, '0.100', 1, '0.90'],
      ['acme.example', 'Healthcare', 1, 5, 6, '0.200', 1, '1.00'],
      ['acme.example', 'Media', 1, 5, 6, '0.100', 0, null],
      ['acme.example', 'retail', 1, 5, 6, '0.200', 0, null],
    ])
  })

  it('icp_job_titles counts persons of both tables once, whatever their title is printed like', () => {
    expect(found.titles).toEqual([
      ['acme.example', 'CTO', 1, 2, 'Chief Technology Officer', '0.95'],
      ['acme.example', 'Head of Data', 2, 2, 'Head of Data', '0.8'],
      ['lonely.example', 'Directeur général', 1, 1, 'Chief Executive Officer', '0.95'],
      ['lonely.example', 'Directrice Générale', 1, 1, 'Chief Executive Officer', '0.95'],
    ])
  })

  it('icp_blockers says how far the customers of each origin got', () => {
    expect(found.blockers).toEqual([
      ['acme.example', 6, 5, 2, 0, 1, false, 'find the domains of customers'],
      ['lonely.example', 1, 0, 0, 1, 0, true, 'send customers to enrichment'],
      ['nameless.example', 0, 0, 1, 0, 0, true, 'find the domains of customers'],
    ])
  })

  it('icp_missing_customers lists first what unlocks a blocked vendor', () => {
    expect(found.missing).toEqual([
      ['unheard.example', 'https://unheard.example', 'no record', 1, 1],
      ['gamma.example', 'https://gamma.example', 'says unknown', 1, 0],
    ])
  })

  it('icp_coverage_stats accounts for every row', () => {
    expect(found.coverage).toMatchObject({
      customer_rows: 14,
      customer_rows_counted: 8,
      rows_later_than_as_of: 1,
      rows_without_origin: 1,
      customers_without_domain: 3,
      rows_of_own_customers: 1,
      champion_rows: 9,
      champion_rows_counted: 8,
    })
  })

  it('all lists are the same from shuffled sources with an unrelated company beside them', async () => {
    const { coverage: _, ...lists } = await ask(shuffledSources)
    expect(found).toMatchObject(lists)
  }, 120_000)
})
