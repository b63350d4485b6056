import { describe, expect, it } from 'vitest'
import type { Manifest, Node } from '../../src/compile/manifest.ts'
import { resolveReference } from '../../src/compile/references.ts'
import { displayRelation } from '../../src/sql/relation.ts'
import { compileFiles, type Files } from '../broken-projects/harness.ts'

const PROJECT = `name: shop
targets:
  demo: {adapter: pglite, demo_sources: true, schema: main, schema_prefix: dev_}
  real: {adapter: postgres, schema: main, schema_prefix: dev_}
target: demo
models:
  +tags: [all]
  marts: {+materialized: table, +schema: analytics, +meta: {owner: sales}}
seeds: {+schema: reference}
`

const SOURCES = `sources:
  - name: core
    schema: raw
    tables:
      - name: orders
        columns: [{name: id, data_type: integer}]
      - name: lines
      - {name: clicks, managed: true, columns: [{name: id, data_type: text}]}
`

const FILES: Files = {
  'project.yml': PROJECT,
  'models/sources.yml': SOURCES,
  'models/staging/stg_orders.sql': 'select * from {{source "core" "orders"}}',
  'models/marts/customers.sql': `{{config tags=(list "daily") meta=(dict level=2)}}
select * from {{ref "stg_orders"}} join {{ref "regions"}} using (id)`,
  'models/marts/schema.yml': `models:
  - name: customers
    description: One row per customer.
    config: {alias: customer_metrics, tags: weekly}
    columns:
      - {name: id, tests: [unique, not_null]}
`,
  'seeds/core.orders.csv': 'id\n1\n',
  'seeds/regions.csv': 'id\n1\n',
}

const compileFor = (target: string, files: Files = FILES) => compileFiles(files, { target })
const ids = (manifest: Manifest) => [...manifest.nodes.keys()].map(id => id.replace('.shop', ''))
const get = <K extends Node['kind']>(manifest: Manifest, id: string, _kind: K) =>
  manifest.nodes.get(id) as Extract<Node, { kind: K }>

describe('compileProject()', () => {
  it('orders seeds, sources, models and tests, with ids as dbt has them', async () => {
    const found = ids(await compileFor('demo'))
    expect(found.map(id => id.replace(/[0-9a-f]{10}$/, 'HASH'))).toEqual([
      'seed.regions',
      'seed.core.orders',
      'source.core.orders',
      'source.core.lines',
      'source.core.clicks',
      'model.customers',
      'model.stg_orders',
      'test.unique_customers_id.HASH',
      'test.not_null_customers_id.HASH',
    ])
  })

  it('merges config of project.yml, schema file and template', async () => {
    const model = get(await compileFor('demo'), 'model.shop.customers', 'model')
    expect(model.tags).toEqual(['all', 'weekly', 'daily'])
    expect(model.meta).toEqual({ owner: 'sales', level: 2 })
    expect(model.materialized).toBe('table')
    expect(model.relation).toEqual({ schema: 'dev_analytics', name: 'customer_metrics' })
    expect(model.fqn).toEqual(['shop', 'marts', 'customers'])
    expect(model.description).toBe('One row per customer.')
  })

  it('gives nodes of one folder one config', async () => {
    const manifest = await compileFiles({ 'models/a.sql': 'select 1', 'models/b.sql': 'select 2' })
    const [a, b] = ['a', 'b'].map(name => get(manifest, `model.shop.${name}`, 'model'))
    expect(a!.config).toBe(b!.config)
  })

  it('makes a seed the parent of the source that it backs, on targets with demo_sources alone', async () => {
    const demo = await compileFor('demo')
    const real = await compileFor('real')
    const source = 'source.shop.core.orders'
    expect(displayRelation(get(demo, source, 'source').relation)).toBe('dev_raw.orders')
    expect(demo.graph.parents(source)).toEqual(['seed.shop.core.orders'])
    expect(get(demo, 'seed.shop.core.orders', 'seed')).toMatchObject({
      relation: { schema: 'dev_raw', name: 'orders' },
      backs: source,
      columns: [{ name: 'id', dataType: 'integer' }],
    })
    expect(displayRelation(get(real, source, 'source').relation)).toBe('raw.orders')
    expect(real.nodes.has('seed.shop.core.orders')).toBe(false)
    expect(real.nodes.has('seed.shop.regions')).toBe(true)
  })

  it('never prefixes a source that is neither backed nor managed', async () => {
    const demo = await compileFor('demo')
    const relation = (name: string) =>
      displayRelation(get(demo, `source.shop.core.${name}`, 'source').relation)
    expect([relation('lines'), relation('clicks')]).toEqual(['raw.lines', 'dev_raw.clicks'])
  })

  it('has an empty seed for a source without a file under --seed-path', async () => {
    const manifest = await compileFiles(
      { ...FILES, 'own/core.lines.csv': 'id\n' },
      { target: 'demo', seedPath: 'own' },
    )
    expect(get(manifest, 'seed.shop.core.orders', 'seed').file).toBeUndefined()
    expect(get(manifest, 'seed.shop.core.lines', 'seed').file).toMatchObject({ replaced: true })
    expect(get(manifest, 'source.shop.core.lines', 'source').relation.schema).toBe('dev_raw')
  })

  it('builds the graph from references', async () => {
    const { graph } = await compileFor('demo')
    expect(graph.parents('model.shop.customers')).toEqual([
      'model.shop.stg_orders',
      'seed.shop.regions',
    ])
    expect(graph.ancestors('model.shop.customers').has('seed.shop.core.orders')).toBe(true)
  })

  it('reads references of macros, hooks and `where` as dependencies', async () => {
    const manifest = await compileFiles({
      'models/a.sql': 'select 1 as id',
      'models/b.sql': 'select 1 as id',
      'models/c.sql': 'select 1 as id',
      'models/d.sql': `{{config post_hook="insert into {{this}} select * from {{ref 'b'}}"}}select {{outer}}`,
      'models/d.yml': `models: [{name: d, columns: [{name: id, tests: [{unique: {where: 'id in (select id from {{ref "c"}})'}}]}]}]`,
      'macros/m.sql':
        '{{#macro "outer"}}{{inner}}{{/macro}}{{#macro "inner"}}(select max(id) from {{ref "a"}}){{/macro}}',
    })
    expect(manifest.graph.parents('model.shop.d')).toEqual(['model.shop.a', 'model.shop.b'])
    const test = [...manifest.nodes.values()].find(node => node.kind === 'test')!
    expect(test.dependsOn).toEqual(['model.shop.d', 'model.shop.c'])
  })

  it('leaves disabled nodes and their tests out', async () => {
    const manifest = await compileFiles({
      'models/a.sql': '{{config enabled=false}}select 1 as id',
      'models/a.yml': 'models: [{name: a, columns: [{name: id, tests: [unique]}]}]',
      'models/b.sql': 'select 1 as id',
      'models/b.yml':
        'models: [{name: b, columns: [{name: id, tests: [{unique: {enabled: false}}]}]}]',
    })
    expect(ids(manifest)).toEqual(['model.b'])
    expect(manifest.disabled[0]).toBe('model.shop.a')
    expect(manifest.disabled[1]).toMatch(/^test\.shop\.unique_b_id\./)
  })

  it('compiles exposures and singular tests', async () => {
    const manifest = await compileFiles({
      'models/a.sql': 'select 1 as id',
      'models/s.yml': `
sources: [{name: core, tables: [{name: orders}]}]
exposures:
  - name: weekly
    type: dashboard
    owner: {email: sales@example.com}
    depends_on: [ref('a'), "source('core', 'orders')"]
`,
      'tests/finance/no_rows.sql': '{{config severity="warn"}}select * from {{ref "a"}}',
    })
    expect(manifest.nodes.get('exposure.shop.weekly')!.dependsOn).toEqual([
      'model.shop.a',
      'source.shop.core.orders',
    ])
    expect(get(manifest, 'test.shop.no_rows', 'test')).toMatchObject({
      fqn: ['shop', 'finance', 'no_rows'],
      config: { severity: 'warn' },
      definition: { kind: 'singular' },
      dependsOn: ['model.shop.a'],
    })
  })

  it('does not compile what did not change anew, and gives an equal manifest', async () => {
    const first = await compileFor('demo')
    const second = await compileFor('demo')
    expect(ids(second)).toEqual(ids(first))
    expect(second.graph.order()).toEqual(first.graph.order())
  })
})

describe('resolveReference()', () => {
  it('finds nodes by name and explains what is not there', async () => {
    const manifest = await compileFor('demo')
    const place = { file: 'x', line: 1, column: 1 }
    const find = (kind: 'ref' | 'source', ...names: string[]) =>
      resolveReference(manifest, { kind, names }, place)
    expect(find('ref', 'regions')).toBe('seed.shop.regions')
    expect(find('source', 'core', 'lines')).toBe('source.shop.core.lines')
    expect(() => find('ref', 'core.orders')).toThrow('No model or seed')
    expect(() => find('ref', 'customer')).toThrow(
      expect.objectContaining({ hint: 'Did you mean customers?' }),
    )
  })
})
