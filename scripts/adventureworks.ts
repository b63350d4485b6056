/**
 * Turns Microsoft's AdventureWorks resellers into sales.*.csv for `--seed-path`.
 * `npm run data:adventureworks -- IN_DIR OUT_DIR`; IN_DIR holds adventureworks_{resellers,products,reseller_sales}.csv.
 */
import { foldersOf, readCsv, type TextRow, writeTables } from './csv-file.ts'
import type { SeedTable } from './seeds/csv.ts'

const { input, output } = foldersOf('data:adventureworks')
const sales = readCsv(input, 'adventureworks_reseller_sales.csv')
writeTables(output, [
  customers(readCsv(input, 'adventureworks_resellers.csv')),
  products(readCsv(input, 'adventureworks_products.csv')),
  orders(sales),
  orderLines(sales),
  industryLookup(),
])

function customers(resellers: readonly TextRow[]): SeedTable {
  return {
    name: 'sales.customers',
    columns: ['customer_id', 'customer_name', 'industry', 'city', 'state', 'country'],
    rows: resellers.map(row => [
      row['ResellerKey']!,
      row['ResellerName']!,
      row['BusinessType']!,
      row['City']!,
      row['StateProvinceName']!,
      row['Country_Region']!,
    ]),
  }
}

function products(rows: readonly TextRow[]): SeedTable {
  return {
    name: 'sales.products',
    columns: ['product_id', 'product_name', 'product_category', 'standard_cost'],
    rows: rows.map(row => [
      row['ProductKey']!,
      row['Product']!,
      row['EnglishProductCategoryName']!,
      known(row['StandardCost']),
    ]),
  }
}

/** The amounts stay empty: they come from the lines. */
function orders(rows: readonly TextRow[]): SeedTable {
  const heads = new Map(rows.map(row => [row['SalesOrderNumber']!, row]))
  return {
    name: 'sales.orders',
    columns: ['order_id', 'customer_id', 'order_date'],
    rows: [...heads].map(([id, row]) => [id, row['ResellerKey']!, row['OrderDate']!]),
  }
}

function orderLines(rows: readonly TextRow[]): SeedTable {
  return {
    name: 'sales.order_lines',
    columns: [
      'order_line_id',
      'order_id',
      'product_id',
      'quantity',
      'unit_price',
      'discount',
      'line_cost',
    ],
    rows: rows.map((row, index) => [
      index + 1,
      row['SalesOrderNumber']!,
      row['ProductKey']!,
      row['OrderQuantity']!,
      row['UnitPrice']!,
      discount(row),
      lineCost(row),
    ]),
  }
}

/** What the amount charged lacks from quantity times price, in cents: the file states it nowhere. */
function discount(row: TextRow): string | null {
  const full = cents(row['UnitPrice']!) * Number(row['OrderQuantity'])
  const off = full - cents(row['SalesAmount']!)
  return off === 0 ? null : money(off)
}

/** The text NULL stands for a cost that was not booked: the line's own standard cost times its quantity. */
function lineCost(row: TextRow): string {
  const booked = known(row['TotalProductCost'])
  return booked ?? money(cents(row['StandardCost']!) * Number(row['OrderQuantity']))
}

/** One spelling of a kind of business. */
function industryLookup(): SeedTable {
  return {
    name: 'reference.industry_lookup',
    columns: ['industry_raw', 'industry_cleaned', 'method', 'confidence'],
    rows: [['Ware House', 'Warehouse', 'hand', 1]],
  }
}

function known(text: string | undefined): string | null {
  return text === undefined || text === '' || text === 'NULL' ? null : text
}

function cents(text: string): number {
  return Math.round(Number(text) * 100)
}

function money(amount: number): string {
  return (amount / 100).toFixed(2)
}
