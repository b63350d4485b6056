/** Companies that might become customers, and those that must never be a target. */
import type { Cell, SeedTable } from './csv.ts'
import type { Customer } from './customers.ts'
import { asTyped, orUnknown, untidy } from './dirt.ts'
import { inventedCompanies } from './names.ts'
import { randomProfile, statedEmployees, statedRevenue } from './profiles.ts'
import { randomStream } from './random.ts'

/** Companies from lists: most are new, some are customers already. */
export function prospectTable(customers: readonly Customer[]): SeedTable {
  const random = randomStream('sales.prospects')
  const known = customers.filter(() => random.chance(0.06))
  const companies = [...inventedCompanies(2400, random), ...known]
  const rows = companies.map((company): Cell[] => {
    const profile = randomProfile(random)
    return [
      asTyped(company.domain, random, 0.05),
      untidy(company.name, random, 0.04),
      orUnknown(profile.industry, random, 0.15),
      random.chance(0.4) ? null : profile.naics,
      random.chance(0.3) ? null : profile.city,
      orUnknown(profile.state, random, 0.1),
      profile.writtenCountry,
      random.chance(0.25) ? null : statedEmployees(profile, random),
      random.chance(0.4) ? null : statedRevenue(profile, random),
      random.pick(['directory', 'event', 'website']),
    ]
  })
  return {
    name: 'sales.prospects',
    columns: [
      'domain',
      'company_name',
      'industry',
      'naics',
      'city',
      'state',
      'country',
      'employee_count',
      'annual_revenue',
      'source',
    ],
    rows,
  }
}

/** sales.suppressed_domains: some customers that left, and others. */
export function suppressedTable(customers: readonly Customer[]): SeedTable {
  const random = randomStream('sales.suppressed_domains')
  const reasons = ['competitor', 'own company', 'asked not to be contacted', 'subsidiary']
  const left = customers.filter(customer => customer.weight === 0 && random.chance(0.1))
  const others = inventedCompanies(60, random)
  return {
    name: 'sales.suppressed_domains',
    columns: ['domain', 'reason'],
    rows: [...left, ...others].map(company => [company.domain, random.pick(reasons)]),
  }
}
