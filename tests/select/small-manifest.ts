/** A manifest of a small shop, made by hand: only what selection looks at. */
import type { Manifest, Node } from '../../src/compile/manifest.ts'
import { buildGraph } from '../../src/graph/build-graph.ts'
import type { SelectorDeclaration, Value } from '../../src/project/types.ts'

interface Facts {
  readonly path: string
  readonly parents?: string
  readonly tags?: readonly string[]
  readonly schema?: string
  readonly config?: Record<string, Value>
  readonly meta?: Record<string, Value>
}

const PROJECT = 'shop'

/** Ids by what they are called: `model.shop.orders` is `orders`, `source.shop.core.orders` is `core/orders`. */
export function smallManifest(
  selectors: Record<string, { definition: Value; default?: boolean }> = {},
): Manifest {
  return manifestOf(
    [
      seed('core.orders', { path: 'seeds/core.orders.csv', schema: 'dev_core' }),
      seed('regions', { path: 'seeds/lookup/regions.csv' }),
      source('core', 'orders', { path: 'models/staging/sources.yml', parents: 'core.orders' }),
      source('core', 'customers', { path: 'models/staging/sources.yml', tags: ['raw'] }),
      source('web', 'visits', { path: 'models/staging/sources.yml' }),
      model('stg_orders', { path: 'models/staging/stg_orders.sql', parents: 'core/orders' }),
      model('stg_customers', {
        path: 'models/staging/stg_customers.sql',
        parents: 'core/customers regions',
        config: { materialized: 'ephemeral' },
      }),
      model('orders', {
        path: 'models/marts/orders.sql',
        parents: 'stg_orders',
        tags: ['daily', 'core'],
        schema: 'dev_analytics',
        config: { materialized: 'table', group: 'finance', meta: { owner: 'ann', pii: true } },
      }),
      model('customers', {
        path: 'models/marts/customers.sql',
        parents: 'stg_customers stg_orders',
        tags: ['daily'],
        schema: 'dev_analytics',
        config: { materialized: 'table', access: 'public', indexes: ['a', 'b'] },
      }),
      model('report', {
        path: 'models/marts/deep/report.sql',
        parents: 'orders customers web/visits',
        tags: ['weekly'],
        schema: 'dev_derived',
      }),
      test('unique_orders_id', 'unique', 'orders'),
      test('not_null_customers_id', 'not_null', 'customers', { severity: 'warn' }),
      test('relationships_orders_customers', 'relationships', 'orders customers'),
      test('not_null_source_core_customers_id', 'not_null', 'core/customers'),
      test('relationships_orders_regions', 'relationships', 'orders regions'),
      test('no_loss', undefined, 'report'),
      exposure('dashboard', 'report'),
    ],
    selectors,
  )
}

/** Ids without their types and project. */
export function shortNames(ids: readonly string[]): string {
  return ids.map(shortName).join(' ')
}

function shortName(id: string): string {
  const [kind, , ...rest] = id.split('.')
  return rest.join(kind === 'source' ? '/' : '.')
}

/** A manifest of these nodes; parents are found by their short names. */
export function manifestOf(
  nodes: readonly Node[],
  selectors: Record<string, { definition: Value; default?: boolean }> = {},
): Manifest {
  const byShortName = new Map(nodes.map(node => [shortName(node.id), node.id]))
  const linked = nodes.map(node => ({
    ...node,
    dependsOn: node.dependsOn.map(parent => byShortName.get(parent)!),
  }))
  const edges = linked.flatMap(node => node.dependsOn.map(parent => [parent, node.id] as const))
  const declarations = Object.entries(selectors).map(
    ([name, selector]): SelectorDeclaration => ({
      name,
      description: '',
      default: selector.default ?? false,
      definition: selector.definition,
      place: { file: 'selectors.yml', line: 1, column: 1 },
    }),
  )
  return {
    project: { name: PROJECT, selectors: declarations, target: { schemaPrefix: 'dev_' } },
    nodes: new Map(linked.map(node => [node.id, node])),
    graph: buildGraph(
      linked.map(node => node.id),
      edges,
    ),
    disabled: [],
  } as unknown as Manifest
}

export function model(name: string, facts: Facts): Node {
  const { materialized = 'view', ...raw } = facts.config ?? {}
  return node('model', name, facts, {
    relation: { schema: facts.schema ?? 'dev_staging', name },
    materialized,
    config: { materialized, enabled: true, contractEnforced: false, raw },
    meta: (raw['meta'] as Record<string, Value>) ?? {},
  })
}

function seed(name: string, facts: Facts): Node {
  return node('seed', name, facts, {
    relation: { schema: facts.schema ?? 'dev_public', name: name.split('.').at(-1)! },
    config: { materialized: 'seed', enabled: true, delimiter: ',', raw: facts.config ?? {} },
  })
}

function source(sourceName: string, name: string, facts: Facts): Node {
  return node('source', `${sourceName}.${name}`, facts, {
    name,
    sourceName,
    relation: { schema: sourceName, name },
    declaration: { name, sourceName, config: facts.config ?? {} },
  })
}

export function test(
  name: string,
  generic: string | undefined,
  parents: string,
  raw: Record<string, Value> = {},
): Node {
  const path = generic === undefined ? `tests/assertions/${name}.sql` : 'models/marts/schema.yml'
  const definition =
    generic === undefined
      ? { kind: 'singular' }
      : { kind: 'generic', test: generic, declaration: { test: generic } }
  return node(
    'test',
    name,
    { path, parents },
    {
      definition,
      config: { severity: 'error', enabled: true, ...raw, raw },
    },
  )
}

function exposure(name: string, parents: string): Node {
  return node('exposure', name, { path: 'models/marts/exposures.yml', parents }, {})
}

function node(kind: Node['kind'], name: string, facts: Facts, more: object): Node {
  const folders = facts.path.split('/').slice(1, -1)
  return {
    kind,
    id: `${kind}.${PROJECT}.${name}`,
    name,
    path: facts.path,
    fqn: [PROJECT, ...folders, name],
    description: '',
    tags: facts.tags ?? [],
    meta: facts.meta ?? {},
    dependsOn: facts.parents?.split(' ') ?? [],
    place: { file: facts.path, line: 1, column: 1 },
    ...more,
  } as unknown as Node
}
