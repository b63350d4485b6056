/**
 * Document 0 on a handful of companies that a person can count: every defect of the document's own SQL is a row here. The
 * same sources in another order, and with a company beside them that nobody knows, must give the same rows.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { model, query } from './project.ts'

const work = mkdtempSync(join(tmpdir(), 'model-profiles-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

type Sources = Readonly<Record<string, string>>

const sources: Sources = {
  'core.company_customers': `id,origin_company_domain,customer_domain,customer_name,case_study_url,created_at
1,acme.example,https://www.Alpha.example/about,Alpha,,2025-01-01
2,acme.example,alpha.example,ALPHA,,2025-02-01
3,acme.example,beta.example,Beta,https://acme.example/stories/1?utm=x,2025-01-01
4,acme.example,gamma.example,Gamma,,2025-01-01
5,acme.example,delta.example,Delta,,2025-01-01
6,https://acme.example,ACME.example,Acme itself,,2025-01-01
7,acme.example,,Nameless,,2025-01-01
8,acme.example,gmail.com,Somebody,,2025-01-01
9,acme.example,https://github.com/Theta/app,Theta,,2025-01-01
10,acme.example,github.com/iota,Iota,,2025-01-01
11,acme.example,later.example,Later,,2027-01-01
12,lonely.example,unheard.example,Unheard,,2025-01-01
13,,orphan.example,Orphan,,2025-01-01
14,nameless.example,,Nobody,,2025-01-01
`,
  // Beta's matched industry is older than its raw one; Delta's newest text is no industry; Alpha has two records.
  'extracted.company_firmographics': `company_domain,matched_industry,industry,employee_range,updated_at
alpha.example,,"Finance, Media",11-50,2025-06-01
alpha.example,,Retail,11-50,2024-06-01
beta.example,retail ,Software,Nov-50,2024-01-01
beta.example,,Software,,2025-01-01
gamma.example,,Unknown,,2025-01-01
delta.example,Others,,,2025-01-01
github.com/theta,,E-Commerce,,2025-01-01
https://github.com/iota,,e commerce,,2025-01-01
`,
  'extracted.company_discovery': `domain,industry,updated_at
delta.example,health care,2023-01-01
beta.example,Gaming,2025-12-01
gamma.example,,2025-12-01
`,
  'reference.industry_lookup': `industry_raw,industry_cleaned,parent_industry,method,confidence
Finance,Financial Services,Financials,hand,0.9
FINANCE,Finance,Financials,rule,0.5
Healthcare,Healthcare,Health Care,exact,1
Others,,,rule,0.5
`,
  'extracted.case_study_details': `id,origin_company_domain,customer_domain,case_study_url
1,acme.example,,https://www.acme.example/stories/1/
2,acme.example,gamma.example,https://acme.example/stories/2
`,
  // One person in two spellings, one with a profile that only one quotation prints, two of one name at two customers.
  'extracted.case_study_champions': `id,case_study_id,full_name,job_title,linkedin_url
1,1,Ann Bee,"CTO, Beta",
2,1,ANN BEE,cto at Beta,https://www.linkedin.com/in/ann-bee/
3,2,Cee Dee,Head of Data,
4,1,Cee Dee,Head of Data,
5,9,Gone Away,CEO,
`,
  'core.case_study_champions': `id,case_study_id,origin_company_domain,full_name,job_title,linkedin_url
1,1,acme.example,Ann Bee,CTO,
2,,acme.example,Ann Bee,CTO,
3,,lonely.example,Eff Gee,Directrice Générale,https://www.linkedin.com/
4,,lonely.example,Aitch Eye,Directeur général (H/F),https://www.linkedin.com/
`,
}

const reversed = (csv: string) => {
  const [head, ...rows] = csv.trimEnd().split('\n')
  return `${[head, ...rows.reverse()].join('\n')}\n`
}

/** The same rows from the last to the first, and one company that has nothing to do with the others. */
const shuffled: Sources = {
  ...Object.fromEntries(Object.entries(sources).map(([name, csv]) => [name, reversed(csv)])),
  'core.company_customers': `${reversed(sources['core.company_customers']!)}15,else.example,elsewhere.example,Else,,2025-01-01\n`,
}

function build(name: string, tables: Sources): string {
  const seeds = join(work, name)
  mkdirSync(seeds)
  for (const [table, csv] of Object.entries(tables)) writeFileSync(join(seeds, `${table}.csv`), csv)
  const target = join(work, `${name}-target`)
  model(target, ['build', '--seed-path', seeds, '--select', '+path:models/marts/derived'])
  return target
}

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

function ask(target: string): Answers {
  const lists = Object.entries(questions).map(
    ([name, sql]) => `'${name}', (
      select coalesce(json_agg((select json_agg(value) from json_each(to_json(answer)))), '[]')
      from (${sql}) as answer)`,
  )
  const coverage = `'coverage', (select to_jsonb(s) - 'updated_at' from derived.icp_coverage_stats as s)`
  const [row] = query(target, `select json_build_object(${[...lists, coverage]})::text as answers`)
  return JSON.parse(String(row!['answers']))
}

describe('a handful of companies', () => {
  let found: Answers

  beforeAll(() => {
    found = ask(build('plain', sources))
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

  it('all lists are the same from shuffled sources with an unrelated company beside them', () => {
    const { coverage: _, ...lists } = ask(build('shuffled', shuffled))
    expect(found).toMatchObject(lists)
  }, 120_000)
})
