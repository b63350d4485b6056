/** The sources of document 0: who sells to whom, what is known of the customers, who speaks in case studies. */
import { domainToASCII } from 'node:url'
import type { Cell, SeedTable } from './csv.ts'
import { asTyped, employeeRange, garbled, misplaced, untidy } from './dirt.ts'
import { type Industry, industries, writtenIndustry } from './industries.ts'
import { type Company, inventedCompanies, inventedPerson } from './names.ts'
import { type Random, randomStream } from './random.ts'
import { printedTitle } from './titles.ts'

const originCount = 300
const customerCount = 6000
const linkCount = 9000
/** The last origins sell to companies of which nothing is known. */
const obscureOrigins = 25
const obscureCustomers = 300

interface Customer extends Company {
  readonly industry: Industry
  /** Found in no table of extraction. */
  readonly isObscure: boolean
}

interface Link {
  readonly id: number
  readonly origin: Company
  readonly customer: Customer
  /** Number of the case study about this customer. */
  readonly caseStudy: number | null
}

/** All tables of core.* and extracted.*. */
export function companyTables(): SeedTable[] {
  const customers = customerCompanies()
  const links = customerLinks(customers)
  return [
    companyCustomers(links),
    companyDescriptions(customers),
    firmographics(customers),
    discovery(customers),
    ...caseStudies(links),
  ]
}

function customerCompanies(): Customer[] {
  const random = randomStream('customers')
  return inventedCompanies(customerCount, random).map((company, index) => ({
    ...company,
    industry: random.pick(industries),
    isObscure:
      (index >= originCount - obscureOrigins && index < originCount) ||
      index >= customerCount - obscureCustomers,
  }))
}

/** Each origin sells mostly to one industry; a few origins have most of the customers. */
function customerLinks(customers: readonly Customer[]): Link[] {
  const random = randomStream('links')
  const origins = inventedCompanies(originCount, random).map((origin, rank) => ({
    origin,
    focus: industries[rank % industries.length]!,
    weight: 1 / (rank + 8),
  }))
  const weighted = origins.map(each => [each, each.weight] as const)
  const everyone = weighted.slice(0, -obscureOrigins)
  const obscure = weighted.slice(-obscureOrigins)
  let caseStudy = 0
  return Array.from({ length: linkCount }, (_, index) => {
    // The first rounds give every customer a vendor and every origin a customer.
    const customer = customers[index] ?? random.pick(customers)
    const focused = everyone.filter(([each]) => each.focus === customer.industry)
    const vendors = customer.isObscure ? obscure : random.chance(0.45) ? focused : everyone
    const { origin, focus } = origins[index] ?? random.weighted(vendors)
    const itself = random.chance(0.003)
    return {
      id: index + 1,
      origin,
      customer: itself ? { ...origin, industry: focus, isObscure: true } : customer,
      caseStudy: random.chance(0.28) ? ++caseStudy : null,
    }
  })
}

function companyCustomers(links: readonly Link[]): SeedTable {
  const random = randomStream('core.company_customers')
  return {
    name: 'core.company_customers',
    columns: [
      'id',
      'origin_company_domain',
      'customer_domain',
      'customer_name',
      'case_study_url',
      'created_at',
    ],
    rows: links.map(link => [
      link.id,
      random.chance(0.001) ? null : asTyped(link.origin.domain, random, 0.04),
      random.chance(0.03) ? null : customerAddress(link.customer, random),
      untidy(garbled(link.customer.name, random, 0.3), random, 0.05),
      link.caseStudy === null ? null : caseStudyUrl(link.origin, link.caseStudy),
      // A few rows are from after the demonstration's clock.
      random.chance(0.004) ? '2026-02-20' : day(random, 2023, 2025),
    ]),
  }
}

/** An accented domain is now and then written in ASCII (xn--), any domain misplaced or as somebody typed it. */
function customerAddress(customer: Customer, random: Random): string {
  const isAccented = domainToASCII(customer.domain) !== customer.domain
  if (isAccented && random.chance(0.06)) return domainToASCII(customer.domain)
  return asTyped(misplaced(customer.domain, random, 0.012), random, 0.1)
}

function caseStudyUrl(origin: Company, number: number): string {
  return `https://${origin.domain}/stories/${number}`
}

function companyDescriptions(customers: readonly Customer[]): SeedTable {
  const random = randomStream('core.company_descriptions')
  return {
    name: 'core.company_descriptions',
    columns: ['domain', 'description'],
    rows: customers
      .filter(() => random.chance(0.3))
      .map(customer => [
        customer.domain,
        `${customer.name} works in ${customer.industry.clean.toLowerCase()}.`,
      ]),
  }
}

const bands = [
  '1-10',
  '11-50',
  '51-200',
  '201-500',
  '501-1000',
  '1001-5000',
  '5001-10000',
  '10001+',
]

/** About six customers of ten have a record, one in thirty has two, the older one often wrong. */
function firmographics(customers: readonly Customer[]): SeedTable {
  const random = randomStream('extracted.company_firmographics')
  const record = (customer: Customer): Cell[] => [
    asTyped(customer.domain, random, 0.03),
    random.chance(0.45) ? customer.industry.clean : null,
    random.chance(0.75) ? untidy(writtenIndustry(customer.industry, random), random, 0.08) : null,
    random.chance(0.8) ? employeeRange(random.pick(bands), random) : null,
    random.chance(0.003) ? '2026-03-01' : day(random, 2024, 2025),
  ]
  const known = customers.filter(each => !each.isObscure && random.chance(0.6))
  const repeated = known
    .filter(() => random.chance(0.03))
    .map(customer => ({ ...customer, industry: random.pick(industries) }))
  return {
    name: 'extracted.company_firmographics',
    columns: ['company_domain', 'matched_industry', 'industry', 'employee_range', 'updated_at'],
    rows: [...known, ...repeated].map(record),
  }
}

function discovery(customers: readonly Customer[]): SeedTable {
  const random = randomStream('extracted.company_discovery')
  return {
    name: 'extracted.company_discovery',
    columns: ['domain', 'industry', 'updated_at'],
    rows: customers
      .filter(customer => !customer.isObscure && random.chance(0.35))
      .map(customer => [
        asTyped(customer.domain, random, 0.02),
        random.chance(0.1)
          ? random.pick(['Unknown', 'N/A', 'null'])
          : untidy(writtenIndustry(customer.industry, random), random, 0.06),
        day(random, 2024, 2025),
      ]),
  }
}

const peoplePerStudy = [
  [0, 25],
  [1, 50],
  [2, 25],
] as const

interface Quote {
  readonly caseStudy: number
  readonly origin: Company
  readonly name: string
  readonly title: string | null
  readonly profile: string | null
}

/** The studies and the two champion tables, which overlap: core holds a part of extracted, and some of its own. */
function caseStudies(links: readonly Link[]): SeedTable[] {
  const random = randomStream('case studies')
  const told = links.filter(link => link.caseStudy !== null)
  const quotes = told.flatMap(link => quotesOf(link, random))
  const details: SeedTable = {
    name: 'extracted.case_study_details',
    columns: ['id', 'origin_company_domain', 'customer_domain', 'case_study_url'],
    rows: told.map(link => [
      link.caseStudy,
      asTyped(link.origin.domain, random, 0.03),
      random.chance(0.05) ? null : link.customer.domain,
      caseStudyUrl(link.origin, link.caseStudy!),
    ]),
  }
  return [details, extractedChampions(quotes, random), coreChampions(quotes, random)]
}

function quotesOf(link: Link, random: Random): Quote[] {
  const people = Array.from({ length: random.weighted(peoplePerStudy) }, () => {
    const name = inventedPerson(random)
    const slug = name.toLowerCase().replaceAll(' ', '-')
    const profile = `https://www.linkedin.com/in/${slug}-invented`
    return {
      caseStudy: link.caseStudy!,
      origin: link.origin,
      name,
      title: random.chance(0.04) ? null : printedTitle(link.customer.name, random),
      // A host alone is what forms leave behind where nobody filled in a profile.
      profile: random.chance(0.4)
        ? profile
        : random.chance(0.03)
          ? 'https://www.linkedin.com/'
          : null,
    }
  })
  // A person is quoted again, under the same name in another case.
  return people.flatMap(person =>
    random.chance(0.15) ? [person, { ...person, name: person.name.toUpperCase() }] : [person],
  )
}

function extractedChampions(quotes: readonly Quote[], random: Random): SeedTable {
  return {
    name: 'extracted.case_study_champions',
    columns: ['id', 'case_study_id', 'full_name', 'job_title', 'linkedin_url'],
    rows: quotes
      .filter(() => random.chance(0.85))
      .map((quote, index) => [index + 1, quote.caseStudy, quote.name, quote.title, quote.profile]),
  }
}

function coreChampions(quotes: readonly Quote[], random: Random): SeedTable {
  return {
    name: 'core.case_study_champions',
    columns: [
      'id',
      'case_study_id',
      'origin_company_domain',
      'full_name',
      'job_title',
      'linkedin_url',
    ],
    rows: quotes
      .filter(() => random.chance(0.4))
      .map((quote, index) => [
        index + 1,
        random.chance(0.1) ? null : quote.caseStudy,
        quote.origin.domain,
        untidy(quote.name, random, 0.1),
        quote.title,
        quote.profile,
      ]),
  }
}

function day(random: Random, firstYear: number, lastYear: number): string {
  const month = String(random.between(1, 12)).padStart(2, '0')
  const date = String(random.between(1, 28)).padStart(2, '0')
  return `${random.between(firstYear, lastYear)}-${month}-${date}`
}
