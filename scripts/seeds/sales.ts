/** The sources of document 1: one shop's customers, products, orders, and whom it might win. */
import type { SeedTable } from './csv.ts'
import { customerTable, salesCustomers } from './customers.ts'
import { lineTable, orderTable } from './order-tables.ts'
import { salesOrders } from './orders.ts'
import { productTable } from './products.ts'
import { prospectTable, suppressedTable } from './prospects.ts'

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
