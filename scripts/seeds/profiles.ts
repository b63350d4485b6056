/** What kind of company a customer or prospect is, and what that means for its orders. */
import type { Random } from './random.ts'

export interface Profile {
  readonly industry: string
  readonly naics: string
  readonly city: string
  readonly state: string
  readonly writtenCountry: string
  readonly employees: number
  /** In whole thousands. */
  readonly revenue: number
  /** Relative number of orders. */
  readonly volume: number
  readonly quantity: number
  readonly priceLevel: number
}

interface Kind {
  readonly name: string
  readonly naics: string
  readonly weight: number
  readonly volume: number
  readonly priceLevel: number
}

const kinds: readonly Kind[] = [
  { name: 'Healthcare', naics: '62', weight: 10, volume: 2.4, priceLevel: 0.98 },
  { name: 'Logistics', naics: '48', weight: 9, volume: 1.7, priceLevel: 0.95 },
  { name: 'Manufacturing', naics: '33', weight: 16, volume: 1.2, priceLevel: 0.9 },
  { name: 'Food & Beverage', naics: '31', weight: 9, volume: 1, priceLevel: 0.86 },
  { name: 'Energy', naics: '21', weight: 6, volume: 1.1, priceLevel: 0.92 },
  { name: 'Construction', naics: '23', weight: 11, volume: 0.9, priceLevel: 0.76 },
  { name: 'Professional Services', naics: '54', weight: 9, volume: 0.8, priceLevel: 0.88 },
  { name: 'Retail', naics: '44', weight: 18, volume: 1.1, priceLevel: 0.58 },
  { name: 'Education', naics: '61', weight: 7, volume: 0.6, priceLevel: 0.64 },
  { name: 'Public Sector', naics: '92', weight: 5, volume: 0.7, priceLevel: 0.72 },
]

/** state, city, country, weight, effect on volume. */
const places = `
Texas|Austin|United States|14|1.6
Texas|Houston|United States|9|1.6
California|San Diego|United States|15|1
New York|Albany|United States|12|1
Illinois|Peoria|United States|9|0.9
Ohio|Toledo|United States|9|1.2
Florida|Tampa|United States|9|0.6
Washington|Spokane|United States|7|1
Ontario|Ottawa|Canada|7|1
Québec|Montréal|Canada|6|0.9
Bayern|München|Germany|5|0.9
São Paulo|São Paulo|Brazil|4|0.7
England|Leeds|United Kingdom|6|0.8
Île-de-France|Orléans|France|4|0.9`
  .trim()
  .split('\n')
  .map(line => {
    const [state, city, country, weight, volume] = line.split('|') as [
      string,
      string,
      string,
      string,
      string,
    ]
    return [{ state, city, country, volume: Number(volume) }, Number(weight)] as const
  })

const otherSpellings: Record<string, readonly string[]> = {
  'United States': ['UNITED STATES', 'United States ', 'united states'],
  'United Kingdom': ['united kingdom', 'United\u00a0Kingdom'],
}

interface Size {
  readonly low: number
  readonly high: number
  readonly volume: number
  readonly quantity: number
}

/** Employee bands with their weight, their effect on volume and the quantity per line. */
const sizes: readonly (readonly [Size, number])[] = [
  [{ low: 1, high: 10, volume: 0.45, quantity: 3 }, 20],
  [{ low: 11, high: 50, volume: 0.8, quantity: 6 }, 26],
  [{ low: 51, high: 200, volume: 1, quantity: 10 }, 22],
  [{ low: 201, high: 500, volume: 1.7, quantity: 18 }, 14],
  [{ low: 501, high: 1000, volume: 1.3, quantity: 20 }, 8],
  [{ low: 1001, high: 5000, volume: 1.1, quantity: 22 }, 6],
  [{ low: 5001, high: 10000, volume: 1, quantity: 22 }, 2],
  [{ low: 10001, high: 60000, volume: 1, quantity: 24 }, 2],
]

/** A company drawn from the three trait tables. */
export function randomProfile(random: Random): Profile {
  const kind = random.weighted(kinds.map(each => [each, each.weight] as const))
  const place = random.weighted(places)
  const size = random.weighted(sizes)
  const employees = random.between(size.low, size.high)
  const spellings = otherSpellings[place.country]
  return {
    industry: kind.name,
    naics: kind.naics,
    city: place.city,
    state: place.state,
    writtenCountry: spellings && random.chance(0.06) ? random.pick(spellings) : place.country,
    employees,
    revenue: employees * random.between(60, 240),
    volume: kind.volume * place.volume * size.volume,
    quantity: size.quantity,
    priceLevel: kind.priceLevel,
  }
}

/** The head count as systems give it: a number, a number with a separator, a damaged range, or nothing. */
export function statedEmployees(profile: Profile, random: Random): string | null {
  const { employees } = profile
  const range = employees <= 10 ? '10-Jan' : employees <= 50 ? 'Nov-50' : String(employees)
  return random.weighted([
    [String(employees), 80],
    [String(employees).replace(/(?=(\d{3})$)(?<=\d)/, ','), 6],
    [range, 4],
    [null, 10],
  ])
}

/** Yearly revenue in whole currency units, or nothing. */
export function statedRevenue(profile: Profile, random: Random): string | null {
  return random.chance(0.15) ? null : String(profile.revenue * 1000)
}
