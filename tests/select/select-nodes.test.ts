import { expect, test } from 'vitest'
import { ModelError } from '../../src/errors/model-error.ts'
import type { Value } from '../../src/project/types.ts'
import { selectNodes } from '../../src/select/select-nodes.ts'
import type { SelectionFacts, SelectionRequest } from '../../src/select/types.ts'
import { manifestOf, model, shortNames, smallManifest, test as testNode } from './small-manifest.ts'

const manifest = smallManifest()

function request(over: Partial<SelectionRequest>): SelectionRequest {
  return { select: [], exclude: [], resourceTypes: [], indirect: 'empty', ...over }
}

function names(over: Partial<SelectionRequest>, facts?: SelectionFacts): string {
  return shortNames(selectNodes(manifest, request(over), facts).ids)
}

const ALL =
  'core.orders regions core/orders core/customers web/visits stg_orders stg_customers orders customers report'

/** Expressions and what they name, without tests that ride along. */
const EXPRESSIONS: readonly [string, string][] = [
  // fqn: leaf, folders, globs, schema
  ['orders', 'orders'],
  ['core.orders', 'core.orders'],
  ['staging', 'stg_orders stg_customers'],
  ['shop.staging', 'stg_orders stg_customers'],
  ['staging.stg_orders', 'stg_orders'],
  ['marts.deep', 'report'],
  ['deep', ''],
  ['stag', ''],
  ['fqn:orders', 'orders'],
  ['stg_*', 'stg_orders stg_customers'],
  ['staging.*', 'stg_orders stg_customers'],
  ['shop.staging.*', 'stg_orders stg_customers'],
  ['*.report', 'report'],
  [
    'marts.*',
    'orders customers report unique_orders_id not_null_customers_id relationships_orders_customers not_null_source_core_customers_id relationships_orders_regions',
  ],
  ['stg_order?', 'stg_orders'],
  ['stg_[co]*', 'stg_orders stg_customers'],
  ['stg_[!o]*', 'stg_customers'],
  ['analytics.orders', 'orders'],
  ['dev_analytics.orders', 'orders'],
  ['analytics.*', 'orders customers'],
  ['derived.report', 'report'],
  ['web.visits', 'web/visits'],
  ['model.nothing', ''],
  ['unique_orders_id', 'unique_orders_id'],
  // sets
  ['orders customers', 'orders customers'],
  ['orders  customers', 'orders customers'],
  ['tag:daily,tag:core', 'orders'],
  ['tag:daily,tag:weekly', ''],
  ['tag:weekly tag:daily,marts.orders', 'orders report'],
  // methods
  ['tag:daily', 'orders customers'],
  ['tag:*ly', 'orders customers report'],
  ['tag:raw', 'core/customers'],
  ['group:finance', 'orders'],
  ['access:public', 'customers'],
  ['access:protected', 'stg_orders stg_customers orders report'],
  ['source:core', 'core/orders core/customers'],
  ['source:core.orders', 'core/orders'],
  ['source:shop.core.*', 'core/orders core/customers'],
  ['source:*', 'core/orders core/customers web/visits'],
  ['exposure:dashboard', 'dashboard'],
  ['exposure:shop.*', 'dashboard'],
  ['path:models/staging', 'core/orders core/customers web/visits stg_orders stg_customers'],
  ['models/staging/', 'core/orders core/customers web/visits stg_orders stg_customers'],
  ['models/marts/orders.sql', 'orders'],
  ['./models/marts/orders.sql', 'orders'],
  ['models/*/stg_*.sql', 'stg_orders stg_customers'],
  ['models/**/report.sql', 'report'],
  ['models/**/orders.sql', 'orders'],
  ['path:models/mart', ''],
  ['path:seeds', 'core.orders regions'],
  ['orders.sql', 'orders'],
  ['regions.csv', 'regions'],
  ['file:stg_*.sql', 'stg_orders stg_customers'],
  ['package:shop,tag:weekly', 'report'],
  ['package:this,tag:weekly', 'report'],
  ['package:other', ''],
  ['config.materialized:table', 'orders customers'],
  ['config.materialized:view,marts', 'report'],
  ['config.meta.owner:ann', 'orders'],
  ['config.meta.pii:true', 'orders'],
  ['config.meta.pii:True', 'orders'],
  ['config.indexes:b', 'customers'],
  ['config.tags:weekly', 'report'],
  ['config.severity:WARN', 'not_null_customers_id'],
  ['config.nothing.at.all:1', ''],
  ['test_name:not_null', 'not_null_customers_id not_null_source_core_customers_id'],
  ['test_name:rel*,relationships_orders_regions', 'relationships_orders_regions'],
  ['test_type:singular', 'no_loss'],
  ['test_type:generic,no_loss', ''],
  ['test_type:data,+report+', 'no_loss'],
  ['test_type:unit', ''],
  ['resource_type:seed', 'core.orders regions'],
  ['resource_type:exposure', 'dashboard'],
  ['resource_type:snapshot', ''],
  // neighbours
  ['+orders', 'core.orders core/orders stg_orders orders'],
  ['1+orders', 'stg_orders orders'],
  ['2+orders', 'core/orders stg_orders orders'],
  ['0+orders', 'orders'],
  ['stg_customers+1', 'stg_customers customers'],
  ['+stg_customers+1', 'regions core/customers stg_customers customers'],
  ['1+customers+1,resource_type:model', 'stg_orders stg_customers customers report'],
  ['report+', 'report dashboard no_loss'],
  ['regions+1', 'regions stg_customers relationships_orders_regions'],
  ['source:web+,resource_type:model', 'report'],
  ['+tag:weekly,resource_type:seed', 'core.orders regions'],
  ['+exposure:dashboard,config.materialized:table', 'orders customers'],
  ['@stg_customers,resource_type:model', 'stg_orders stg_customers orders customers report'],
  ['@report,resource_type:source', 'core/orders core/customers web/visits'],
]

test.each(EXPRESSIONS)('selectNodes() reads %s', (expression, expected) => {
  const { ids } = selectNodes(manifest, request({ select: [expression] }))
  expect(shortNames(ids).split(' ').sort()).toEqual(expected.split(' ').sort())
})

test('selectNodes() chooses everything when nothing is asked, in graph order', () => {
  const { ids, unmatched } = selectNodes(manifest, request({}))
  expect(ids).toEqual(manifest.graph.order())
  expect(unmatched).toEqual([])
  expect(names({ resourceTypes: ['seed', 'model', 'source'] })).toBe(ALL)
})

test('selectNodes() gives ids in graph order, whatever the order of the expressions', () => {
  expect(names({ select: ['report', 'orders', 'regions'] })).toBe('regions orders report')
})

test('selectNodes() takes away what --exclude names', () => {
  expect(names({ select: ['marts'], exclude: ['orders', 'resource_type:test'] })).toBe(
    'customers report',
  )
  expect(names({ exclude: ['tag:daily', 'resource_type:test'], resourceTypes: ['model'] })).toBe(
    'stg_orders stg_customers report',
  )
  expect(names({ select: ['+report'], exclude: ['+orders', 'resource_type:source'] })).toBe(
    'regions stg_customers customers report',
  )
})

test('selectNodes() keeps the resource types asked for', () => {
  expect(names({ select: ['+orders'], resourceTypes: ['model'] })).toBe('stg_orders orders')
  expect(names({ select: ['orders'], resourceTypes: ['all'] })).toBe('orders')
  expect(names({ resourceTypes: ['snapshot'] })).toBe('')
})

test('selectNodes() returns the expressions that matched nothing, as written', () => {
  const found = selectNodes(
    manifest,
    request({ select: ['nope orders', 'tag:x,orders'], exclude: ['path:none'] }),
  )
  expect(found.unmatched).toEqual(['nope', 'tag:x,orders', 'path:none'])
  expect(shortNames(found.ids)).toBe('orders')
})

const RIDING: readonly [string, SelectionRequest['indirect'], string][] = [
  [
    'orders',
    'eager',
    'unique_orders_id relationships_orders_customers relationships_orders_regions',
  ],
  ['orders', 'cautious', 'unique_orders_id'],
  ['orders', 'buildable', 'unique_orders_id'],
  ['orders', 'empty', ''],
  ['customers', 'buildable', 'not_null_customers_id'],
  ['+orders', 'buildable', 'unique_orders_id'],
  [
    '+orders customers',
    'cautious',
    'unique_orders_id not_null_customers_id relationships_orders_customers',
  ],
  ['orders regions', 'cautious', 'unique_orders_id relationships_orders_regions'],
  ['report', 'buildable', 'no_loss'],
  [
    'tag:daily',
    'cautious',
    'unique_orders_id not_null_customers_id relationships_orders_customers',
  ],
  ['report customers', 'buildable', 'not_null_customers_id no_loss relationships_orders_customers'],
  [
    'tag:daily,orders',
    'eager',
    'unique_orders_id relationships_orders_customers relationships_orders_regions',
  ],
  ['tag:daily,orders', 'cautious', 'unique_orders_id'],
]

test.each(RIDING)(
  'tests ride along with %s, indirect selection %s',
  (select, indirect, expected) => {
    const found = names({ select: [select], indirect, resourceTypes: ['test'] })
    expect(found.split(' ').sort()).toEqual(expected.split(' ').sort())
  },
)

test('tests of what --exclude names go with it when eager, and stay with their other parents when cautious', () => {
  const common = { select: ['tag:daily'], exclude: ['customers'], resourceTypes: ['test'] }
  expect(names({ ...common, indirect: 'eager' })).toBe(
    'unique_orders_id relationships_orders_regions',
  )
  expect(names({ ...common, indirect: 'cautious' })).toBe(
    'unique_orders_id relationships_orders_customers',
  )
})

const DEFINITIONS: readonly [string, Value, string][] = [
  ['a text', 'tag:daily,marts.orders', 'orders'],
  ['a text with several', '+report,resource_type:seed orders', 'core.orders regions orders'],
  ['one method', { tag: 'weekly' }, 'report'],
  ['a dotted method with a boolean', { 'config.meta.pii': true }, 'orders'],
  ['a union', { union: ['orders', { tag: 'weekly' }] }, 'orders report'],
  ['an intersection', { intersection: [{ tag: 'daily' }, { fqn: 'orders' }] }, 'orders'],
  [
    'a union with an exclusion',
    { union: [{ path: 'models/marts/*.sql' }, { exclude: ['orders', { tag: 'weekly' }] }] },
    'customers',
  ],
  [
    'sets in sets',
    {
      intersection: [
        { union: [{ tag: 'daily' }, { tag: 'weekly' }] },
        { exclude: [{ fqn: 'orders' }] },
      ],
    },
    'customers report',
  ],
  ['method and value', { method: 'fqn', value: 'orders' }, 'orders'],
  [
    'parents',
    { method: 'fqn', value: 'orders', parents: true, parents_depth: 1 },
    'stg_orders orders',
  ],
  [
    'children',
    { method: 'fqn', value: 'report', children: true, exclude: [{ resource_type: 'test' }] },
    'report dashboard',
  ],
  [
    "children's parents",
    {
      intersection: [
        { method: 'fqn', value: 'stg_orders', childrens_parents: true },
        { resource_type: 'seed' },
      ],
    },
    'core.orders regions',
  ],
  [
    'another selector',
    { union: [{ method: 'selector', value: 'other' }, 'report'] },
    'orders report',
  ],
  [
    'tests that ride along by its own rule',
    { method: 'fqn', value: 'report', indirect_selection: 'eager' },
    'report no_loss',
  ],
  ['nothing', { union: [] }, ''],
]

test.each(DEFINITIONS)('selectNodes() reads a selector of %s', (_, definition, expected) => {
  const withSelectors = smallManifest({ nightly: { definition }, other: { definition: 'orders' } })
  for (const over of [{ selector: 'nightly' }, { select: ['selector:nightly'] }]) {
    expect(shortNames(selectNodes(withSelectors, request(over)).ids)).toBe(expected)
  }
})

test('selectNodes() takes the default selector only when nothing else is said', () => {
  const withDefault = smallManifest({ daily: { definition: 'tag:daily', default: true } })
  const chosen = (over: Partial<SelectionRequest>) =>
    shortNames(selectNodes(withDefault, request(over)).ids)
  expect(chosen({})).toBe('orders customers')
  expect(chosen({ resourceTypes: ['model'] })).toBe('orders customers')
  expect(chosen({ select: ['report'] })).toBe('report')
  expect(chosen({ exclude: ['tag:daily'], resourceTypes: ['model'] })).toBe(
    'stg_orders stg_customers report',
  )
  expect(chosen({ selector: 'daily', exclude: ['orders'] })).toBe('customers')
})

test('selectNodes() says when a selector chooses nothing', () => {
  const empty = smallManifest({ none: { definition: 'tag:none' } })
  expect(selectNodes(empty, request({ selector: 'none' })).unmatched).toEqual(['selector:none'])
})

const MISTAKES: readonly [string, Partial<SelectionRequest>, string, RegExp][] = [
  ['tags:daily', {}, 'M1501', /no selection method "tags"; did you mean "tag"\?/],
  ['metric:x', {}, 'M1501', /no selection method "metric"/],
  ['constructor:x', {}, 'M1501', /no selection method/],
  ['a,,b', {}, 'M1502', /a side of a comma is empty/],
  ['tag:', {}, 'M1502', /names nothing/],
  ['+', {}, 'M1502', /names nothing/],
  ['@orders+', {}, 'M1502', /@ and a \+ behind exclude each other/],
  ['source:a.b.c.d', {}, 'M1502', /name\.table/],
  ['config:view', {}, 'M1502', /config needs a key/],
  ['resource_type:modle', {}, 'M1503', /did you mean "model"\?/],
  ['test_type:dat', {}, 'M1503', /generic, singular, data/],
  ['state:modfied', {}, 'M1503', /did you mean "modified"\?/],
  ['result:broken', {}, 'M1503', /success, error/],
  ['source_status:older', {}, 'M1503', /fresher/],
  ['orders', { resourceTypes: ['models'] }, 'M1503', /--resource-type does not know "models"/],
  ['state:modified', {}, 'M1504', /comparing the project/],
  ['result:error+', {}, 'M1504', /results of a run/],
  ['source_status:fresher+', {}, 'M1504', /freshness/],
  ['stale', {}, 'M1504', /refresh/],
  ['unit_test:x', {}, 'M1504', /unit tests/],
  ['column:orders.id', {}, 'M1504', /lineage of columns/],
  ['selector:nightyl', {}, 'M1505', /no selector named "nightyl"; did you mean "nightly"\?/],
]

test.each(MISTAKES)('selectNodes() refuses %s', (expression, over, code, message) => {
  const withSelectors = smallManifest({ nightly: { definition: 'orders' } })
  const select = () => selectNodes(withSelectors, request({ select: [expression], ...over }))
  expect(select).toThrow(message)
  expect(select).toThrow(expect.objectContaining({ code }))
})

const BAD_DEFINITIONS: readonly [Value, RegExp][] = [
  [{ union: ['a'], intersection: ['b'] }, /"union" stands alone/],
  [{ union: 'orders' }, /"union" must be a list/],
  [{ union: [{ exclude: ['a'] }, { exclude: ['b'] }] }, /more than one "exclude"/],
  [{ method: 'tag' }, /expected "method" and "value", found method/],
  [{ method: 'tag', value: 'x', childen: true }, /did you mean "children"\?/],
  [{ method: 'tag', value: 'x', children: true, children_depth: 'two' }, /whole number/],
  [{ method: 'tag', value: ['x'] }, /needs one value/],
  [{ method: 'tag', value: 'x', indirect_selection: 'lazy' }, /eager, cautious, buildable, empty/],
  [7, /expected a text or a dictionary, found 7/],
]

test.each(BAD_DEFINITIONS)(
  'selectNodes() refuses the selector %j with its place',
  (definition, message) => {
    const broken = smallManifest({ nightly: { definition } })
    const select = () => selectNodes(broken, request({ selector: 'nightly' }))
    expect(select).toThrow(message)
    expect(select).toThrow(
      expect.objectContaining({
        code: 'M1506',
        place: expect.objectContaining({ file: 'selectors.yml' }),
      }),
    )
  },
)

test('selectNodes() names selectors that refer to each other in a circle', () => {
  const circular = smallManifest({
    a: { definition: { union: [{ method: 'selector', value: 'b' }] } },
    b: { definition: 'selector:a' },
  })
  const select = () => selectNodes(circular, request({ selector: 'a' }))
  expect(select).toThrow(ModelError)
  expect(select).toThrow('a -> b -> a')
})

test('selectNodes() uses facts where they are given', () => {
  const facts: SelectionFacts = {
    state: (id, comparison) => comparison === 'modified.body' && id.endsWith('.orders'),
    results: new Map([['model.shop.report', 'error']]),
    fresherSources: new Set(['source.shop.web.visits']),
    stale: id => id === 'model.shop.customers',
  }
  expect(names({ select: ['state:modified.body,resource_type:model'] }, facts)).toBe('orders')
  expect(names({ select: ['result:error'] }, facts)).toBe('report')
  expect(names({ select: ['source_status:fresher+1'] }, facts)).toBe('web/visits report')
  for (const expression of ['stale', 'stale:*', 'stale:']) {
    expect(names({ select: [expression] }, facts)).toBe('customers')
  }
  const named = manifestOf([model('stale', { path: 'models/stale.sql' })])
  expect(shortNames(selectNodes(named, request({ select: ['stale'] }), facts).ids)).toBe('stale')
})

test('selectNodes() chooses among 30,000 nodes', () => {
  const nodes = Array.from({ length: 10_000 }, (_, i) => [
    model(`m${i}`, {
      path: `models/layer${i % 10}/m${i}.sql`,
      tags: [`tag${i % 7}`],
      ...(i > 0 ? { parents: `m${Math.floor(i / 2)}` } : {}),
    }),
    testNode(`unique_m${i}`, 'unique', `m${i}`),
    testNode(`not_null_m${i}`, 'not_null', `m${i}`),
  ]).flat()
  const large = manifestOf(nodes)
  const counted = (select: string[]) =>
    selectNodes(large, request({ select, indirect: 'eager' })).ids.length
  const counts = [[], ['m5000'], ['+m9999'], ['tag:tag1+'], ['layer3', '@m5']].map(counted)
  expect(counts.slice(0, 2)).toEqual([30_000, 3])
  for (const count of counts) expect(count).toBeGreaterThan(0)
})
