/**
 * The shop's customers. What one earns depends on its traits (large health care and logistics customers are good, small
 * shops are served at a loss), so that the statistics over them have something to find.
 */
import { historyDays, isoDay } from './calendar.ts'
import type { Cell, SeedTable } from './csv.ts'
import { asTyped, garbled, orUnknown, untidy } from './dirt.ts'
import { inventedCompanies } from './names.ts'
import { type Profile, randomProfile, statedEmployees, statedRevenue } from './profiles.ts'
import { randomStream } from './random.ts'

const customerCount = 2000

export interface Customer {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly profile: Profile
  /** Share of all orders, unscaled. */
  readonly weight: number
  /** What it pays, as a share of the list price. */
  readonly priceLevel: number
  readonly firstDay: number
}

/** All customers, one in eight without orders. */
export function salesCustomers(): Customer[] {
  const random = randomStream('sales.customers')
  return inventedCompanies(customerCount, random).map((company, index) => {
    const profile = randomProfile(random)
    const spread = Math.max(-2.4, Math.min(2.4, random.normal()))
    return {
      ...company,
      id: `C${1001 + index}`,
      profile,
      // One customer of eight never orders.
      weight: random.chance(0.125) ? 0 : profile.volume * growth(spread),
      priceLevel: profile.priceLevel + 0.09 * random.normal(),
      firstDay: random.between(0, historyDays - 60),
    }
  })
}

/** About exp(x), by multiplications alone so that every machine draws the same. */
function growth(exponent: number): number {
  let power = 1 + exponent / 16
  for (let doubling = 0; doubling < 4; doubling++) power *= power
  return power
}

/** sales.customers, as somebody typed them. */
export function customerTable(customers: readonly Customer[]): SeedTable {
  const random = randomStream('sales.customers as typed')
  const row = (customer: Customer): Cell[] => [
    customer.id,
    untidy(garbled(customer.name, random, 0.2), random, 0.04),
    random.chance(0.06) ? null : asTyped(customer.domain, random, 0.06),
    orUnknown(untidy(customer.profile.industry, random, 0.05), random, 0.06),
    random.chance(0.25) ? null : customer.profile.naics,
    garbled(customer.profile.city, random, 0.25),
    orUnknown(customer.profile.state, random, 0.03),
    customer.profile.writtenCountry,
    statedEmployees(customer.profile, random),
    statedRevenue(customer.profile, random),
    isoDay(customer.firstDay - random.between(0, 30)),
  ]
  // A few customers were entered twice; the later entry has moved to another country.
  const again = customers
    .filter(() => random.chance(0.008))
    .map(customer => ({
      ...customer,
      firstDay: customer.firstDay + 40,
      profile: { ...customer.profile, writtenCountry: 'Canada', state: 'Ontario', city: 'Ottawa' },
    }))
  return {
    name: 'sales.customers',
    columns: [
      'customer_id',
      'customer_name',
      'domain',
      'industry',
      'naics',
      'city',
      'state',
      'country',
      'employee_count',
      'annual_revenue',
      'created_at',
    ],
    rows: [...customers, ...again].map(row),
  }
}
