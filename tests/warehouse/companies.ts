/** A handful of companies that a person can count; every defect of document 0's own SQL is a row here. */

/** CSV texts by the relation they stand for. */
export type Tables = Readonly<Record<string, string>>

export const companySources: Tables = {
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
export const shuffledSources: Tables = {
  ...Object.fromEntries(Object.entries(companySources).map(([name, csv]) => [name, reversed(csv)])),
  'core.company_customers': `${reversed(companySources['core.company_customers']!)}15,else.example,elsewhere.example,Else,,2025-01-01\n`,
}
