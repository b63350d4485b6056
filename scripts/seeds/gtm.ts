/**
 * gtm.companies_clay: companies as an enrichment tool exports them, with the headings of document 3 and what spreadsheets
 * do to such a file. Half of them have to do with health care. All are invented.
 */
import type { Cell, SeedTable } from './csv.ts'
import { asTyped, garbled, misplaced, orUnknown, untidy } from './dirt.ts'
import { inventedCompanies } from './names.ts'
import { type Random, randomStream } from './random.ts'
import { damagedSize } from './sizes.ts'
import { drawTrade, type Trade } from './trades.ts'

const companyCount = 2900
const rowCount = 3000

const columns = [
  'Name',
  'Domain',
  'Description',
  'Primary Industry',
  'Size',
  'Type',
  'Location',
  'Country',
  'LinkedIn URL',
] as const

const sizes: readonly (readonly [string, number])[] = [
  ['Self-employed', 1],
  ['2-10', 17],
  ['11-50', 28],
  ['51-200', 22],
  ['201-500', 12],
  ['501-1000', 7],
  ['1001-5000', 7],
  ['5001-10000', 3],
  ['10001+', 3],
]

const types: readonly (readonly [string, number])[] = [
  ['Privately Held', 68],
  ['Public Company', 9],
  ['Nonprofit', 9],
  ['Partnership', 6],
  ['Educational Institution', 2],
  ['Government Agency', 2],
  ['Self-Owned', 2],
  ['Sole Proprietorship', 2],
]

/** Country code, its forms in the file, its places. */
const countries: readonly (readonly [Place, number])[] = [
  [
    {
      written: ['US', 'US', 'US', 'US', 'United States', 'USA', 'us'],
      cities: [
        'Austin, Texas',
        'Boston, Massachusetts',
        'Denver, Colorado',
        'Nashville, Tennessee',
      ],
    },
    72,
  ],
  [{ written: ['CA', 'CA', 'Canada'], cities: ['Toronto, Ontario', 'Montréal, Québec'] }, 8],
  [{ written: ['GB', 'GB', 'United Kingdom', 'UK'], cities: ['London', 'Leeds'] }, 8],
  [{ written: ['FR', 'FR', 'France'], cities: ['Lyon', 'Besançon'] }, 5],
  [{ written: ['DE', 'DE', 'Germany', 'Deutschland'], cities: ['München, Bayern', 'Köln'] }, 5],
  [{ written: ['BR', 'Brazil', 'Brasil'], cities: ['São Paulo', 'Recife'] }, 2],
]

interface Place {
  readonly written: readonly string[]
  readonly cities: readonly string[]
}

interface Listed {
  readonly name: string
  readonly domain: string
  readonly trade: Trade
  readonly size: string
  readonly type: string
  readonly place: Place
  readonly city: string
}

/** The companies, each in one row, and rows that repeat one of them; a few rows without an address. */
export function clayTable(): SeedTable {
  const random = randomStream('gtm.companies_clay')
  const listed = inventedCompanies(companyCount, random).map(
    (company): Listed => ({ ...company, ...drawn(random) }),
  )
  const repeats = Array.from({ length: rowCount - companyCount }, () => random.pick(listed))
  const rows = [...listed, ...repeats].map((company, index) =>
    rowOf(company, random, index >= companyCount),
  )
  return {
    name: 'gtm.companies_clay',
    columns,
    rows: shuffled(rows, random),
    hasMark: true,
    isPacked: true,
  }
}

function drawn(random: Random): Omit<Listed, 'name' | 'domain'> {
  const place = random.weighted(countries)
  return {
    trade: drawTrade(random),
    size: random.weighted(sizes),
    type: random.weighted(types),
    place,
    city: random.pick(place.cities),
  }
}

function rowOf(company: Listed, random: Random, isRepeat: boolean): Cell[] {
  const { name, domain, trade, size, type, place, city } = company
  const slug = domain.split('.')[0]!.normalize('NFD').replace(/\p{M}/gu, '')
  return [
    random.chance(0.004) ? null : untidy(garbled(name, random, 0.4), random, 0.05),
    writtenDomain(domain, random, isRepeat),
    random.chance(0.08)
      ? null
      : untidy(garbled(trade.description(name), random, 0.3), random, 0.02),
    orUnknown(untidy(trade.industry, random, 0.04), random, 0.06),
    random.chance(0.05) ? null : damagedSize(size, random),
    random.chance(0.06) ? null : type,
    random.chance(0.07) ? null : garbled(city, random, 0.3),
    random.chance(0.05) ? null : random.pick(place.written),
    random.chance(0.1) ? null : `https://www.linkedin.com/company/${slug}-invented`,
  ]
}

/** An address as exported; empty, or leading nowhere, in one row of thirty. */
function writtenDomain(domain: string, random: Random, isRepeat: boolean): string | null {
  if (random.chance(0.018)) return null
  return asTyped(misplaced(domain, random, 0.015), random, isRepeat ? 0.6 : 0.06)
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map(value => ({ value, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value)
}
