/** Small lookups that the models read beside the sources: what is no merchandise, what means unknown. */
import type { SeedTable } from './csv.ts'
import { industryLookup } from './industries.ts'

/** All tables of reference.*. */
export function referenceTables(): SeedTable[] {
  return [industryLookup(), excludedProducts(), unknownValues()]
}

/** A product_id is compared as it stands, a pattern with `ilike` against id and name. */
function excludedProducts(): SeedTable {
  return {
    name: 'reference.excluded_products',
    columns: ['product_id', 'product_pattern', 'reason'],
    rows: [
      ['FRT', null, 'freight'],
      ['POST', null, 'postage'],
      ['FEE', null, 'bank charge'],
      ['ADJ', null, 'manual correction'],
      ['GIFT', null, 'gift card'],
      [null, 'SAMPLE%', 'sample'],
    ],
  }
}

function unknownValues(): SeedTable {
  const values = ['unknown', 'unspecified', 'n/a', 'null', 'none', 'European Community', '-']
  return {
    name: 'reference.unknown_values',
    columns: ['value'],
    rows: [[''], ...values.map(value => [value])],
  }
}
