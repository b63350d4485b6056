import { describe, expect, it } from 'vitest'
import { find, searchIndex } from '../../src/pages/search/find.ts'
import { marked, SearchResults } from '../../src/pages/search/search-results.tsx'

const INDEX = searchIndex([
  ['m.orders', 'model', 'orders', 'marts', 'order_id customer_id', 'One row per order.'],
  ['m.stg', 'model', 'stg_orders', 'staging', 'order_id', ''],
  ['m.customers', 'model', 'customers', 'marts', 'id', 'Whom the shop knows. Clé étrangère.'],
  ['s.orders', 'source', 'sales.orders', 'sales', 'id', 'Raw orders'],
  ['m.evil', 'model', '<b>x</b>', 'a.b*c', 'a"onload="x', '<script>alert(1)</script>'],
])

const names = (query: string) => find(INDEX, query, 10).hits.map(({ entry }) => entry[0])

describe('find()', () => {
  it.each([
    ['orders', ['m.orders', 's.orders', 'm.stg']],
    ['ORDERS stag', ['m.stg']],
    ['customer', ['m.customers', 'm.orders']],
    ['order_id', ['m.orders', 'm.stg']],
    ['cle etrangere', ['m.customers']],
    ['nothing', []],
    ['orders nothing', []],
    ['  ', []],
    ['(', ['m.evil']],
    ['.*', []],
  ])('answers "%s" with %j', (query, expected) => {
    expect(names(query)).toEqual(expected)
  })

  it('counts all, returns the best, and says which columns', () => {
    const { hits, total } = find(INDEX, 'id', 1)
    expect([hits.length, total]).toEqual([1, 4])
    expect(find(INDEX, 'customer_id', 1).hits[0]!.columns).toEqual(['customer_id'])
  })
})

describe('SearchResults', () => {
  it.each([['<script>'], ['onload'], ['"><img src=x onerror=alert(1)>'], ['<b>']])(
    'escapes what is found and what was asked: %s',
    query => {
      const result = find(INDEX, query, 10)
      const html = String(SearchResults({ language: 'en', query, result, href: id => `/${id}` }))
      expect(html).not.toMatch(/<(script|img|b)\b/)
      expect(html).not.toMatch(/"onload=/)
    },
  )

  it('marks words, however they are written', () => {
    expect(String(marked('Clé et clef', ['cle']))).toBe('<mark>Clé</mark> et <mark>cle</mark>f')
  })
})
