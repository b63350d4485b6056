/**
 * The sources of document 1. What a customer earns depends on its traits (large health care and logistics customers
 * are good, small shops are served at a loss), so that the statistics over them have something to find.
 */
import type { Cell, SeedTable } from './csv.ts'
import { asTyped, garbled, untidy } from './dirt.ts'
import { inventedCompanies } from './names.ts'
import { type Product, products, productTable } from './products.ts'
import { type Profile, randomProfile, statedEmployees, statedRevenue } from './profiles.ts'
import { type Random, randomStream } from './random.ts'

const customerCount = 2000
const orderCount = 40_000
const lineCount = 120_000
/** The demonstration's clock: orders run up to it, and a few past it. */
const lastDay = Date.UTC(2026, 1, 14)
const historyDays = 1140

interface Customer {
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

/** All tables of sales.* that document 1 reads. */
export function salesTables(): SeedTable[] {
  const customers = salesCustomers()
  const orders = salesOrders(customers)
  return [
    customerTable(customers),
    productTable(),
    orderTable(orders),
    lineTable(orders),
    prospectTable(customers),
    suppressedTable(customers),
  ]
}

function salesCustomers(): Customer[] {
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

/** About exp(x), of whole powers alone so that every machine draws the same. */
function growth(exponent: number): number {
  const step = 1 + exponent / 16
  return step ** 16
}

function customerTable(customers: readonly Customer[]): SeedTable {
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

function orUnknown(value: string, random: Random, rate: number): string | null {
  if (!random.chance(rate)) return value
  return random.pick(['Unknown', 'N/A', 'unspecified', null, ''])
}

interface Line {
  readonly product: Product
  readonly quantity: number
  /** In thousandths. */
  readonly price: number
  /** In hundredths. */
  readonly discount: number
  /** In hundredths; null: the product's standard cost counts. */
  readonly cost: number | null
}

interface Order {
  readonly id: number
  readonly customerId: string | null
  readonly date: string
  readonly status: string | null
  readonly lines: readonly Line[]
}

function salesOrders(customers: readonly Customer[]): Order[] {
  const random = randomStream('sales.orders')
  const buyers = cumulative(customers)
  let linesLeft = lineCount
  return Array.from({ length: orderCount }, (_, index) => {
    const customer = draw(buyers, random)
    const ordersLeft = orderCount - index
    const mean = linesLeft / ordersLeft
    const count = ordersLeft === 1 ? linesLeft : random.between(1, Math.ceil(2 * mean) - 1)
    linesLeft -= count
    return { ...orderHead(customer, index, random), ...orderBody(customer, count, random) }
  })
}

function orderHead(customer: Customer, index: number, random: Random) {
  // Twenty orders are dated after the demonstration's clock.
  const future = index % 2000 === 7
  const day = future
    ? historyDays + random.between(1, 20)
    : random.between(customer.firstDay, historyDays)
  return {
    id: 100_001 + index,
    customerId: random.weighted([
      [customer.id, 960],
      [null, 30],
      // Deleted from the customers' table, still on its orders.
      [`X${random.between(1, 9)}`, 10],
    ]),
    date: random.chance(0.7) ? isoDay(day) : `${isoDay(day)}T${clock(random)}Z`,
  }
}

function orderBody(customer: Customer, count: number, random: Random) {
  const returned = random.chance(0.03)
  const sign = returned ? -1 : 1
  const distinct = Array.from({ length: count }, () => orderLine(customer, sign, random))
  // Now and then a line is there twice, alike in every field.
  const lines =
    count > 1 && random.chance(0.002) ? [distinct[0]!, ...distinct.slice(0, -1)] : distinct
  const status = returned
    ? random.pick(['returned', 'cancelled', 'Cancelled '])
    : random.weighted(saleStatuses)
  return { status, lines }
}

const saleStatuses: readonly (readonly [string | null, number])[] = [
  ['completed', 52],
  [null, 36],
  ['shipped', 8],
  ['Completed', 3],
  ['cancelled', 1],
]

function orderLine(customer: Customer, sign: number, random: Random): Line {
  const product = random.weighted(products.map(item => [item, item.popularity] as const))
  const quantity = sign * Math.max(1, Math.round(customer.profile.quantity * (0.4 + random.next())))
  const charged = product.kind === 'service' ? 1 : customer.priceLevel
  const list = product.listPrice * charged
  // Most prices are whole cents, some have three decimals, a few lines are free.
  const price = random.chance(0.012) ? 0 : random.chance(0.1) ? round(list * 10) : round(list) * 10
  const discount = random.chance(0.06) && price > 0 ? round(Math.abs(quantity) * list * 0.05) : 0
  const cost = random.chance(0.35)
    ? round(quantity * product.cost * (0.95 + random.next() / 10))
    : null
  return { product, quantity, price, discount: sign * discount, cost }
}

function orderTable(orders: readonly Order[]): SeedTable {
  const random = randomStream('sales.orders as stored')
  return {
    name: 'sales.orders',
    columns: ['order_id', 'customer_id', 'order_date', 'status', 'order_revenue', 'gross_margin'],
    rows: orders.map(order => {
      const stated = random.chance(0.1)
      return [
        order.id,
        order.customerId,
        order.date,
        order.status,
        stated ? statedRevenueOf(order) : null,
        stated && random.chance(0.3) ? statedMarginOf(order) : null,
      ]
    }),
  }
}

/** The sum of the order's merchandise, as the shop's own books have it. */
function statedRevenueOf(order: Order): string {
  return decimal(thousandthsOf(order), 3)
}

/** The books know a cost for every line. */
function statedMarginOf(order: Order): string {
  const cost = merchandiseOf(order)
    .map(line => line.cost ?? line.quantity * line.product.cost)
    .reduce((sum, value) => sum + value, 0)
  return decimal(thousandthsOf(order) - cost * 10, 3)
}

function thousandthsOf(order: Order): number {
  return merchandiseOf(order).reduce(
    (sum, line) => sum + line.quantity * line.price - line.discount * 10,
    0,
  )
}

function merchandiseOf(order: Order): readonly Line[] {
  return order.lines.filter(line => line.product.kind === 'merchandise')
}

function lineTable(orders: readonly Order[]): SeedTable {
  const random = randomStream('sales.order_lines as stored')
  const lines = orders.flatMap(order => order.lines.map(line => ({ order, line })))
  return {
    name: 'sales.order_lines',
    columns: [
      'order_line_id',
      'order_id',
      'product_id',
      'product_category',
      'quantity',
      'unit_price',
      'discount',
      'line_cost',
    ],
    rows: lines.map(({ order, line }, index) => [
      index + 1,
      order.id,
      line.product.id,
      random.chance(0.02) ? untidy(line.product.category, random, 0.5) : null,
      line.quantity,
      decimal(line.price, 3),
      line.discount === 0 ? null : decimal(line.discount, 2),
      line.cost === null ? null : decimal(line.cost, 2),
    ]),
  }
}

/** Companies from lists: most are new, some are customers already. */
function prospectTable(customers: readonly Customer[]): SeedTable {
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

function suppressedTable(customers: readonly Customer[]): SeedTable {
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

interface Share {
  readonly customer: Customer
  readonly upTo: number
}

function cumulative(customers: readonly Customer[]): Share[] {
  let upTo = 0
  return customers.map(customer => {
    upTo += customer.weight
    return { customer, upTo }
  })
}

/** A customer in proportion to its weight (binary search over the running sum). */
function draw(shares: readonly Share[], random: Random): Customer {
  const target = random.next() * shares.at(-1)!.upTo
  let low = 0
  let high = shares.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (shares[middle]!.upTo > target) high = middle
    else low = middle + 1
  }
  return shares[low]!.customer
}

function clock(random: Random): string {
  const hour = String(random.between(0, 23)).padStart(2, '0')
  return `${hour}:${String(random.between(0, 59)).padStart(2, '0')}`
}

function isoDay(day: number): string {
  return new Date(lastDay - (historyDays - day) * 86_400_000).toISOString().slice(0, 10)
}

function round(value: number): number {
  return Math.round(value)
}

/** A whole number of units of 10^-digits, without needless zeros. */
function decimal(units: number, digits: number): string {
  const sign = units < 0 ? '-' : ''
  const padded = String(Math.abs(units)).padStart(digits + 1, '0')
  const fraction = padded.slice(-digits).replace(/0+$/, '')
  return sign + padded.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`)
}
