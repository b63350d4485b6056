/** Orders and lines as the shop's database holds them: most amounts are not stated and come from the lines. */
import type { SeedTable } from './csv.ts'
import { untidy } from './dirt.ts'
import type { Line, Order } from './orders.ts'
import { randomStream } from './random.ts'

/** sales.orders. */
export function orderTable(orders: readonly Order[]): SeedTable {
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
        stated && random.chance(0.3) && hasAllCosts(order) ? statedMarginOf(order) : null,
      ]
    }),
  }
}

/** The sum of the order's merchandise, as the shop's own books have it. */
function statedRevenueOf(order: Order): string {
  return decimal(thousandthsOf(order), 3)
}

/** Margins are stated where every cost is booked, so that they are what the lines add up to. */
function hasAllCosts(order: Order): boolean {
  return merchandiseOf(order).every(line => line.cost !== null)
}

function statedMarginOf(order: Order): string {
  const cost = merchandiseOf(order).reduce((sum, line) => sum + line.cost!, 0)
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

/** sales.order_lines. */
export function lineTable(orders: readonly Order[]): SeedTable {
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

/** A whole number of units of 10^-digits, without needless zeros. */
function decimal(units: number, digits: number): string {
  const sign = units < 0 ? '-' : ''
  const padded = String(Math.abs(units)).padStart(digits + 1, '0')
  const fraction = padded.slice(-digits).replace(/0+$/, '')
  return sign + padded.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`)
}
