/**
 * Turns vendor-customer pairs with industries into core.* and extracted.* CSVs for `--seed-path`.
 * `npm run data:vendor-customers -- IN_DIR OUT_DIR`; IN_DIR holds vendor_customers_with_industry.csv.
 */
import { foldersOf, readCsv, writeTables } from './csv-file.ts'

const { input, output } = foldersOf('data:vendor-customers')
const pairs = readCsv(input, 'vendor_customers_with_industry.csv')
writeTables(output, [
  {
    name: 'core.company_customers',
    columns: ['id', 'origin_company_domain', 'customer_domain', 'customer_name'],
    rows: pairs.map((pair, index) => [
      index + 1,
      pair['vendor_domain']!,
      pair['customer_url']!,
      pair['customer_name']!,
    ]),
  },
  {
    name: 'extracted.company_firmographics',
    columns: ['company_domain', 'industry'],
    rows: pairs.map(pair => [pair['customer_url']!, pair['industry_raw']!]),
  },
])
