/** Small shops for --seed-path: CSV texts by file name, every figure chosen, so that a test can say what must come out. */
import type { Files } from '../support/project.ts'

export interface Line {
  readonly order: string
  /** NULL for an order of nobody. */
  readonly customer?: string | null
  readonly day?: string
  readonly status?: string
  readonly product?: string
  readonly quantity?: number | string
  readonly price?: number | string
  readonly cost?: number | string | null
}

export interface Shop {
  /** So many customers B001, B002, ... each with one order; customer i earns i. */
  readonly buyers?: number
  readonly prospects?: readonly string[]
  readonly customers?: readonly string[]
  readonly lines?: readonly Line[]
}

const CUSTOMERS = 'customer_id,customer_name,domain,industry,state,country,employee_count'
const PROSPECTS = 'domain,company_name,industry,country'
const ORDERS = 'order_id,customer_id,order_date,status'
const LINES = 'order_line_id,order_id,product_id,quantity,unit_price,line_cost'

/** The files of a shop. Nullable columns that it does not need are left out: absent columns are NULL. */
export function shop({ buyers = 0, prospects = [], customers = [], lines = [] }: Shop): Files {
  const ids = Array.from({ length: buyers }, (_, index) => `B${String(index + 1).padStart(3, '0')}`)
  const earning = ids.map(
    (customer, index): Line => ({
      order: `O${customer}`,
      customer,
      price: 100 + index + 1,
      cost: 100,
    }),
  )
  const all = [...earning, ...lines]
  return {
    'sales.customers.csv': csv(CUSTOMERS, [...ids.map(customerOf), ...customers]),
    'sales.orders.csv': csv(ORDERS, ordersOf(all)),
    'sales.order_lines.csv': csv(LINES, all.map(lineOf)),
    'sales.prospects.csv': csv(
      PROSPECTS,
      prospects.map(domain => `${domain},${domain},Health,France`),
    ),
  }
}

/** Text of a CSV. */
export function csv(header: string, rows: readonly string[]): string {
  return [header, ...rows].map(row => `${row}\n`).join('')
}

function customerOf(id: string, index: number): string {
  const industry = index % 2 === 0 ? 'Health' : 'Retail'
  return `${id},Company ${id},${id.toLowerCase()}.example,${industry},State ${index % 3},France,${index + 1}`
}

function ordersOf(lines: readonly Line[]): readonly string[] {
  const heads = lines.filter(
    (line, index) => lines.findIndex(at => at.order === line.order) === index,
  )
  return heads.map(
    ({ order, customer, day = '2026-01-15', status = '' }) =>
      `${order},${customer ?? ''},${day},${status}`,
  )
}

function lineOf(line: Line, index: number): string {
  const { order, product = 'P1', quantity = 1, price = 10, cost = 5 } = line
  return `${index + 1},${order},${product},${quantity},${price},${cost ?? ''}`
}
