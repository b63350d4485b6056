/**
 * A warehouse of six nodes in memory, for tables of edits: seed -> backed source -> view -> ephemeral -> mart, and a
 * table beside. Its templates know `<ref>`, `$var`, `@macro` and `[incremental part]`.
 */
import { buildGraph } from '../../src/graph/build-graph.ts'
import {
  AS_OF_PLACEHOLDER,
  type DeclaredColumn,
  definitionHash,
  seedHash,
} from '../../src/state/definition-hash.ts'
import { createInputs, definitionInput, type InputValues } from '../../src/state/inputs.ts'
import { type CurrentState, type StaleReason, staleReasons } from '../../src/state/staleness.ts'
import type { Published } from '../../src/state/types.ts'
import { sha256 } from '../../src/util/hash.ts'
import type { Value } from '../../src/util/value.ts'

interface SmallNode {
  kind: 'seed' | 'source' | 'view' | 'ephemeral' | 'table'
  sql: string
  path: string
  columns: DeclaredColumn[]
  config: Record<string, Value>
  postHooks: string[]
  dialect: string
  staleAfter?: number
  /** What nobody may see in a hash. */
  description: string
  tags: string[]
  tests: string[]
  grants: string[]
  schema: string
}

export interface SmallWarehouse {
  nodes: Record<string, SmallNode>
  vars: Record<string, string>
  macros: Record<string, string>
  target: { name: string; prefix: string }
  asOf: string
  published: Map<string, Published>
  missing: Set<string>
}

export const DAY = 24 * 60 * 60 * 1000

/** The warehouse with everything published at one moment. */
export function smallWarehouse(): SmallWarehouse {
  const node = (
    kind: SmallNode['kind'],
    sql: string,
    over: Partial<SmallNode> = {},
  ): SmallNode => ({
    kind,
    sql,
    path: 'models/x.sql',
    columns: [],
    config: {},
    postHooks: [],
    dialect: 'postgres',
    description: '',
    tags: [],
    tests: [],
    grants: [],
    schema: 'analytics',
    ...over,
  })
  const warehouse: SmallWarehouse = {
    nodes: {
      seed: node('seed', 'id,total\n1,10\n', {
        columns: [{ name: 'id', dataType: 'int' }, { name: 'total' }],
        config: { delimiter: ',' },
      }),
      source: node('source', '<seed>'),
      view: node('view', 'select id, @cents(total) as total from <source>'),
      recent: node('ephemeral', "select * from <view> where day > '$as_of'::date - 30"),
      customers: node('table', 'select 1 as id'),
      mart: node(
        'table',
        'select id, sum(total) as total -- the mart\nfrom <recent> join <customers> using (id) where total > $minimum [and id > 5] group by id',
        {
          columns: [
            { name: 'id', dataType: 'bigint' },
            { name: 'total', dataType: 'numeric(10, 2)' },
          ],
          postHooks: ['update <mart> set total = 0 where total is null'],
          config: { unique_key: 'id' },
          staleAfter: DAY,
        },
      ),
    },
    vars: { minimum: '3' },
    macros: { cents: '100 *' },
    target: { name: 'local', prefix: '' },
    asOf: '2026-02-14T00:00:00Z',
    published: new Map(),
    missing: new Set(),
  }
  publish(warehouse, ['seed', 'view', 'customers', 'mart'])
  return warehouse
}

/** Publishes nodes; a seed only when it changed, as `build` does. */
export function publish(
  warehouse: SmallWarehouse,
  ids: readonly string[],
  flaw?: Published['flaw'],
): void {
  for (const id of ids) {
    const current = currentState(warehouse, id)
    const before = warehouse.published.get(id)
    const unchanged = before?.definitionHash === current.definitionHash && before.flaw === undefined
    if (warehouse.nodes[id]!.kind === 'seed' && unchanged) continue
    warehouse.published.set(id, {
      id,
      relation: { schema: warehouse.target.prefix + warehouse.nodes[id]!.schema, name: id },
      kind: warehouse.nodes[id]!.kind as 'table',
      runId: 'run',
      publishedAt: warehouse.asOf,
      definitionHash: current.definitionHash,
      inputs: current.inputs,
      version: `version ${warehouse.published.size + Math.random()}`,
      asOf: warehouse.asOf,
      usesAsOf: current.usesAsOf,
      rows: 1,
      ...(flaw === undefined ? {} : { flaw }),
    })
  }
}

export function reasons(warehouse: SmallWarehouse, id: string): readonly StaleReason[] {
  return staleReasons(warehouse.published.get(id), currentState(warehouse, id))
}

function currentState(warehouse: SmallWarehouse, id: string): CurrentState {
  const inputs = createInputs(graphOf(warehouse), {
    holdsData: each => holdsData(warehouse, each),
    usesAsOf: each => warehouse.nodes[each]!.sql.includes('$as_of'),
  })
  const { staleAfter } = warehouse.nodes[id]!
  return {
    definitionHash: hash(warehouse, id),
    inputs: inputs.of(id, inputValues(warehouse)),
    asOf: warehouse.asOf,
    usesAsOf: inputs.useAsOf(id),
    exists: !warehouse.missing.has(id),
    ...(staleAfter === undefined ? {} : { staleAfter }),
  }
}

function holdsData(warehouse: SmallWarehouse, id: string): boolean {
  const { kind, sql } = warehouse.nodes[id]!
  const backed = kind === 'source' && sql !== ''
  return !backed && kind !== 'view' && kind !== 'ephemeral'
}

function inputValues(warehouse: SmallWarehouse): InputValues {
  return {
    versionOf: id => warehouse.published.get(id)?.version ?? '',
    definitionOf: id =>
      warehouse.nodes[id]!.kind === 'source' ? undefined : definitionInput(hash(warehouse, id)),
  }
}

function graphOf({ nodes }: SmallWarehouse) {
  const edges = Object.entries(nodes).flatMap(([child, { sql }]) =>
    [...sql.matchAll(/<(\w+)>/g)].map(([, parent]) => [parent!, child] as const),
  )
  return buildGraph(Object.keys(nodes), edges)
}

function hash(warehouse: SmallWarehouse, id: string): string {
  const node = warehouse.nodes[id]!
  if (node.kind === 'seed') {
    const bytes = node.sql === '' ? undefined : sha256(node.sql)
    return seedHash({ bytes, columns: node.columns, options: node.config })
  }
  return definitionHash({
    materialized: node.kind,
    dialect: node.dialect,
    full: render(warehouse, node.sql, ''),
    incremental: render(warehouse, node.sql, '$1'),
    preHooks: [],
    postHooks: node.postHooks.map(hook => render(warehouse, hook, '')),
    columns: node.columns,
    config: node.config,
  })
}

function render({ vars, macros, target }: SmallWarehouse, sql: string, incremental: string) {
  return sql
    .replace(/\[(.*?)\]/g, incremental)
    .replace(/<(\w+)>/g, '"model.small.$1"')
    .replace(/@(\w+)/g, (_, name: string) => macros[name]!)
    .replace('$target', target.name)
    .replace(/\$as_of/g, AS_OF_PLACEHOLDER)
    .replace(/\$(\w+)/g, (_, name: string) => vars[name]!)
}
