/** Small lookups that the models read beside the sources: what is no merchandise, what means unknown. */
import type { SeedTable } from './csv.ts'
import { industryLookup } from './industries.ts'
import { publicSuffixes } from './public-suffixes.ts'

/** All tables of reference.*. */
export function referenceTables(): SeedTable[] {
  return [industryLookup(), excludedProducts(), unknownValues(), rfmSegments(), publicSuffixes()]
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

/** The first rule that fits names the segment of a buyer with a known margin. */
function rfmSegments(): SeedTable {
  const rules: readonly (readonly [string, string, string, string])[] = [
    ['champions', '4-5', '4-5', '4-5'],
    ['cannot lose', '1-2', '4-5', '4-5'],
    ['loyal', '1-5', '4-5', '1-5'],
    ['big spenders', '1-5', '1-5', '5-5'],
    ['new', '5-5', '1-1', '1-5'],
    ['promising', '4-5', '1-2', '1-5'],
    ['at risk', '1-2', '3-5', '1-5'],
    ['hibernating', '1-2', '1-5', '1-5'],
    ['steady', '1-5', '1-5', '1-5'],
  ]
  return {
    name: 'rfm_segments',
    columns: ['priority', 'segment', 'r_from', 'r_to', 'f_from', 'f_to', 'm_from', 'm_to'],
    rows: rules.map(([segment, ...ranges], index) => [
      index + 1,
      segment,
      ...ranges.flatMap(range => range.split('-')),
    ]),
  }
}
