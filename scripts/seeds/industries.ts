/** Industries as a clean list, as people write them, and the lookup that leads from one to the other. */
import type { SeedTable } from './csv.ts'
import type { Random } from './random.ts'

interface Industry {
  readonly clean: string
  readonly parent: string
  /** NAICS sector. */
  readonly naics: string
  /** Other spellings that the lookup knows. */
  readonly aliases: readonly string[]
}

const industryRows = `
Financial Services|Financials|52|Finance;Banking;Fintech;Financial Service;Banques
Insurance|Financials|52|Insurtech;Assurance
Healthcare|Health Care|62|Health Care;Hospitals;Health;Santé
Pharmaceuticals|Health Care|32|Pharma;Biotech;Biotechnology
Software|Information Technology|51|SaaS;Software Development;Enterprise Software;Logiciels
Telecommunications|Communication Services|51|Telecom;Telecoms;Telco
Media|Communication Services|51|Publishing;News;Video Streaming;Médias
Gaming|Communication Services|51|Games;Video Games
Retail|Consumer Discretionary|44|Retailers;Commerce de détail
E-Commerce|Consumer Discretionary|45|Ecommerce;e Commerce;Online Retail
Automotive|Consumer Discretionary|33|Automobile;Cars
Travel|Consumer Discretionary|72|Travel & Tourism;Hospitality;Tourisme;Leisure, Travel & Tourism
Education|Consumer Discretionary|61|Edtech;E-Learning;Higher Education
Food & Beverage|Consumer Staples|31|Food;Beverages;Food and Beverage
Manufacturing|Industrials|33|Industrial;Machinery;Industrie
Logistics|Industrials|48|Transportation;Supply Chain;Freight & Logistics;Transportation, Logistics and Storage
Construction|Industrials|23|Building;BTP
Professional Services|Industrials|54|Consulting;Legal Services;IT Consulting
Energy|Energy|21|Oil & Gas;Oil and Gas;Énergie
Utilities|Utilities|22|Water & Power;Electricity
Real Estate|Real Estate|53|Property;Proptech
Public Sector|Government|92|Government;Goverment;Public Administration
Non-profit|Government|81|Nonprofit;NGO;Charity`

/** What people write when they have no industry, or name a use case in its place: maps to unknown. */
const noIndustries = ['Others', 'Technology', 'Web analytics', 'Big Data', 'Monitoring', 'Startup']

/** Industries that the lookup does not know yet: counted as written, and listed as unmapped. */
const unlisted = [
  'Adtech',
  'Space',
  'Blockchain',
  'Sharing Economy',
  'Leisure, Wellness & Spas',
  'Drones, Robotics and Sensors',
]

export const industries: readonly Industry[] = industryRows
  .trim()
  .split('\n')
  .map(line => {
    const [clean, parent, naics, aliases] = line.split('|') as [string, string, string, string]
    return { clean, parent, naics, aliases: aliases.split(';') }
  })

/** reference.industry_lookup: every spelling once, an unknown one with an empty clean value. */
export function industryLookup(): SeedTable {
  const known = industries.flatMap(industry => [
    [industry.clean, industry.clean, industry.parent, 'exact', '1.00'],
    ...industry.aliases.map(alias => [alias, industry.clean, industry.parent, 'hand', '0.90']),
  ])
  const unknown = noIndustries.map(raw => [raw, null, null, 'rule', '0.50'])
  return {
    name: 'reference.industry_lookup',
    columns: ['industry_raw', 'industry_cleaned', 'parent_industry', 'method', 'confidence'],
    rows: [...known, ...unknown],
  }
}

/** An industry as somebody typed it: clean, an alias, two at once, or no industry at all. */
export function writtenIndustry(industry: Industry, random: Random): string {
  return random.weighted<() => string>([
    [() => industry.clean, 62],
    [() => random.pick(industry.aliases), 24],
    [() => `${industry.clean}, ${random.pick(industries).clean}`, 4],
    [() => `${random.pick(industries).clean}; ${industry.clean}`, 2],
    [() => `${industry.clean}, ${random.pick(noIndustries)}`, 1],
    [() => random.pick(noIndustries), 6],
    [() => random.pick(unlisted), 3],
  ])()
}

export type { Industry }
