/** The shop's orders and lines: sales, returns, cancellations, free lines, discounts, freight, twins. */
import { historyDays, isoDay } from './calendar.ts'
import type { Customer } from './customers.ts'
import { type Product, products } from './products.ts'
import { type Random, randomStream } from './random.ts'

const orderCount = 40_000
const lineCount = 120_000

export interface Line {
  readonly product: Product
  readonly quantity: number
  /** In thousandths. */
  readonly price: number
  /** In hundredths. */
  readonly discount: number
  /** In hundredths; null: the product's standard cost counts. */
  readonly cost: number | null
}

export interface Order {
  readonly id: number
  readonly customerId: string | null
  readonly date: string
  readonly status: string | null
  readonly lines: readonly Line[]
}

/** All orders with their lines. */
export function salesOrders(customers: readonly Customer[]): Order[] {
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

function round(value: number): number {
  return Math.round(value)
}
