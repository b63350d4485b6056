/** What the demonstration's shop sells: merchandise in eight categories, and lines that are no merchandise. */
import type { SeedTable } from './csv.ts'
import { randomStream } from './random.ts'

export interface Product {
  readonly id: string
  readonly name: string
  readonly category: string
  /** In hundredths. */
  readonly cost: number
  /** In hundredths. */
  readonly listPrice: number
  readonly kind: 'merchandise' | 'service'
  readonly popularity: number
}

const categories = [
  'Sensors',
  'Controllers',
  'Cables',
  'Enclosures',
  'Power Supplies',
  'Tools',
  'Spare Parts',
  'Safety Équipement',
]

const services: readonly Product[] = [
  ['FRT', 'Freight'],
  ['POST', 'Postage'],
  ['FEE', 'Bank charge'],
  ['SAMPLE1', 'Sample kit'],
].map(([id, name]) => ({
  id: id!,
  name: name!,
  category: 'Other',
  cost: 0,
  listPrice: 1500,
  kind: 'service',
  popularity: 1,
}))

/** All products, the services last. */
export const products: readonly Product[] = [...merchandise(), ...services]

function merchandise(): Product[] {
  const random = randomStream('sales.products')
  return Array.from({ length: 160 }, (_, index) => {
    const category = categories[index % categories.length]!
    const cost = random.between(150, 2500) * random.pick([1, 1, 2, 5])
    return {
      id: `P${101 + index}`,
      name: `${category} ${random.pick(['S', 'M', 'L', 'XL'])}-${random.between(10, 99)}`,
      category,
      cost,
      listPrice: Math.round(cost * (1.35 + random.next() / 2)),
      kind: 'merchandise' as const,
      popularity: random.pick([1, 1, 2, 4]),
    }
  })
}

/** sales.products; one product of twelve has no standard cost. */
export function productTable(): SeedTable {
  const random = randomStream('sales.products as stored')
  return {
    name: 'sales.products',
    columns: ['product_id', 'product_name', 'product_category', 'standard_cost'],
    rows: products.map(product => [
      product.id,
      product.name,
      product.category,
      product.kind === 'service' || random.chance(0.08) ? null : (product.cost / 100).toFixed(2),
    ]),
  }
}
