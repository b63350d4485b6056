/** A manifest made by hand: one of each kind of node, or many models with tests. */
import type { MacroDefinition, TemplateFacts } from '../../src/compile/facts.ts'
import type { Manifest, ModelNode, Node, SourceNode, TestNode } from '../../src/compile/manifest.ts'
import { templateParser } from '../../src/compile/parsed-templates.ts'
import { buildGraph } from '../../src/graph/build-graph.ts'
import type { ColumnDeclaration, Project, TestDeclaration } from '../../src/project/types.ts'
import { memoryCache } from '../../src/util/content-cache.ts'

const place = { file: 'models/schema.yml', line: 3, column: 5 }

/** A column with a data type. */
export function column(name: string, given: Partial<ColumnDeclaration> = {}): ColumnDeclaration {
  const lists = { tags: [], constraints: [], tests: [] }
  return { name, description: `The ${name}.`, notNull: false, meta: {}, ...lists, place, ...given }
}

function template(path: string, text: string, macros: readonly string[] = []): TemplateFacts {
  const none = { references: [], vars: [], env: [], config: {}, configPlaces: {}, macroPlaces: {} }
  return { path, text, macros, ...none }
}

const base = { description: '', tags: [], meta: {}, place }

const config: ModelNode['config'] = {
  materialized: 'table',
  enabled: true,
  dialect: 'postgres',
  publish: 'together',
  onPublish: 'swap',
  indexes: [],
  preHooks: [],
  postHooks: ['grant select on {{this}} to readers'],
  grants: { select: ['readers'] },
  unlogged: false,
  contractEnforced: false,
  persistDocs: { relation: false, columns: false },
  script: { concurrency: 4, retries: 3, callTimeout: 60_000, maxFailures: 0, budget: {} },
  delimiter: ',',
  raw: { materialized: 'table', publish: 'together' },
}

/** A model of schema shop that reads `dependsOn`. */
export function model(name: string, given: Partial<ModelNode> = {}): ModelNode {
  const path = `models/marts/${name}.sql`
  return {
    ...base,
    kind: 'model',
    id: `model.shop.${name}`,
    name,
    path,
    fqn: ['shop', 'marts', name],
    description: `One row per ${name}.`,
    tags: ['daily'],
    meta: { owner: 'sales' },
    dependsOn: [],
    materialized: 'table',
    relation: { schema: 'shop', name },
    config,
    columns: [column('id', { dataType: 'integer' }), column('note', { meta: { pii: true } })],
    constraints: [],
    template: template(path, 'select * from {{source "core" "orders"}}'),
    hash: 'ab'.repeat(32),
    ...given,
  }
}

const defaults: TestNode['config'] = {
  severity: 'error',
  warnIf: '!= 0',
  errorIf: '!= 0',
  storeFailures: false,
  enabled: true,
  raw: {},
}

/** A generic test of a node's column. */
export function columnTest(
  test: string,
  attachedTo: string,
  given: { readonly column?: string; readonly arguments?: TestDeclaration['arguments'] } = {},
): TestNode {
  const owner = attachedTo.slice(attachedTo.lastIndexOf('.') + 1)
  const name = [test, owner, given.column].filter(part => part !== undefined).join('_')
  const declaration = { test, description: '', arguments: given.arguments ?? {}, config: {}, place }
  return {
    ...base,
    kind: 'test',
    id: `test.shop.${name}.0123456789`,
    name,
    alias: name,
    path: place.file,
    fqn: ['shop', 'marts', name],
    dependsOn: [attachedTo],
    config: defaults,
    definition: {
      kind: 'generic',
      test,
      attachedTo,
      ...(given.column !== undefined && { column: given.column }),
      declaration,
      references: {},
      builtIn: test !== 'is_even',
    },
  }
}

const seed: Node = {
  ...base,
  kind: 'seed',
  id: 'seed.shop.core.orders',
  name: 'core.orders',
  path: 'seeds/core.orders.csv',
  fqn: ['shop', 'core.orders'],
  dependsOn: [],
  relation: { schema: 'dev_core', name: 'orders' },
  config: { ...config, materialized: 'seed', postHooks: [] },
  columns: [column('id', { dataType: 'integer' })],
  constraints: [],
  backs: 'source.shop.core.orders',
  loadsManaged: false,
}

const source: SourceNode = {
  ...base,
  kind: 'source',
  id: 'source.shop.core.orders',
  name: 'orders',
  path: 'models/sources.yml',
  fqn: ['shop', 'core', 'orders'],
  dependsOn: ['seed.shop.core.orders'],
  sourceName: 'core',
  relation: { schema: 'dev_core', name: 'orders' },
  managed: false,
  refreshOnChange: false,
  declaration: {
    sourceName: 'core',
    name: 'orders',
    description: 'Orders as they come.',
    sourceDescription: 'The shop.',
    schema: 'core',
    identifier: 'orders',
    managed: false,
    columns: [],
    constraints: [],
    tests: [],
    config: {},
    tags: [],
    meta: {},
    loadedAtField: 'loaded_at',
    freshness: { warnAfter: { count: 12, period: 'hour' } },
    place,
  },
  columns: [column('id')],
}

const singular: TestNode = {
  ...columnTest('x', 'model.shop.orders'),
  id: 'test.shop.no_negative_amounts',
  name: 'no_negative_amounts',
  alias: 'no_negative_amounts',
  path: 'tests/assertions/no_negative_amounts.sql',
  config: { ...defaults, severity: 'warn', storeFailures: true, where: 'id > 0', limit: 100 },
  definition: {
    kind: 'singular',
    template: template(
      'tests/assertions/no_negative_amounts.sql',
      'select * from {{ref "orders"}}',
    ),
  },
}

const exposure: Node = {
  ...base,
  kind: 'exposure',
  id: 'exposure.shop.weekly',
  name: 'weekly',
  path: 'models/exposures.yml',
  fqn: ['shop', 'weekly'],
  dependsOn: ['model.shop.orders'],
  declaration: {
    name: 'weekly',
    type: 'dashboard',
    maturity: 'high',
    url: 'https://example.com/weekly',
    description: '',
    owner: { name: 'Sales', email: 'sales@example.com' },
    dependsOn: ["ref('orders')"],
    enabled: true,
    tags: [],
    meta: {},
    place,
  },
}

const evenTest: MacroDefinition = {
  kind: 'test',
  name: 'is_even',
  parameters: ['model', 'column'],
  defaults: {},
  path: 'macros/even.sql',
  language: 'hbs',
  standard: false,
  source: { path: 'macros/even.sql', text: '' },
  offset: 0,
  facts: template('macros/even.sql', '{{#test "is_even" as |model column|}}{{/test}}', [
    'ref',
    'cents',
  ]),
  place,
}

const cents: MacroDefinition = {
  ...evenTest,
  kind: 'macro',
  name: 'cents',
  parameters: ['amount'],
  defaults: { scale: 2 },
  adapter: 'duckdb',
  facts: template('macros/even.sql', '{{#macro "cents" as |amount|}}{{/macro}}'),
}

const project = {
  name: 'shop',
  root: '/shop',
  target: { name: 'dev', adapter: 'duckdb', schemaPrefix: 'dev_' },
  paths: {
    models: ['models'],
    macros: ['macros'],
    seeds: ['seeds'],
    tests: ['tests/assertions'],
    target: 'target',
    keep: 'keep',
  },
  properties: [
    {
      kind: 'model',
      name: 'orders',
      description: '',
      config: {},
      columns: [],
      constraints: [],
      tests: [],
      place,
    },
  ],
  macros: [{ name: 'cents', description: 'Money as cents.', place }],
  selectors: [{ name: 'nightly', description: '', default: false, definition: 'tag:daily', place }],
} as unknown as Project

/** A manifest of these nodes, in this order. */
export function manifestOf(nodes: readonly Node[]): Manifest {
  const all = [cents, evenTest]
  return {
    project,
    parse: templateParser(memoryCache()),
    nodes: new Map(nodes.map(node => [node.id, node])),
    graph: buildGraph(
      nodes.map(node => node.id),
      nodes.flatMap(node => node.dependsOn.map(parent => [parent, node.id] as const)),
    ),
    macros: {
      all,
      names: ['cents'],
      find: name => all.find(macro => macro.kind === 'macro' && macro.name === name),
      findTest: name => all.find(macro => macro.kind === 'test' && macro.name === name),
      callFunction: () => undefined,
    },
    disabled: [],
  }
}

/** One of each kind of node. */
export function smallManifest(): Manifest {
  const orders = model('orders', {
    dependsOn: ['source.shop.core.orders'],
    constraints: [{ type: 'primary_key', columns: ['id'] }],
    config: { ...config, contractEnforced: true, alias: 'orders', schema: 'shop' },
    template: template('models/marts/orders.sql', 'select {{cents "amount"}} as amount', ['cents']),
  })
  const recent = model('recent', { materialized: 'ephemeral', dependsOn: ['model.shop.orders'] })
  const values = { values: ['paid', 1], quote: true }
  return manifestOf([
    seed,
    source,
    orders,
    recent,
    columnTest('unique', 'model.shop.orders', { column: 'id' }),
    columnTest('accepted_values', 'source.shop.core.orders', {
      column: 'status',
      arguments: values,
    }),
    columnTest('is_even', 'model.shop.orders', { column: 'id' }),
    singular,
    exposure,
  ])
}
