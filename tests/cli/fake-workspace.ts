/** A workspace of a small shop that answers from memory: the command line is tested without an engine. */
import type { Manifest, ModelNode, Node, SeedNode, TestNode } from '../../src/compile/manifest.ts'
import { modelError } from '../../src/errors/model-error.ts'
import { buildGraph } from '../../src/graph/build-graph.ts'
import type { CheckResult, NodeResult, Result } from '../../src/plan/types.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../../src/run/types.ts'
import type { Workspace, WorkspaceOptions } from '../../src/workspace.ts'

export const NOW = new Date('2026-02-14T12:00:00.000Z')
const STARTED = '2026-02-14T11:59:57.500Z'
export const SECRET = 'p4ss word"1'

const base = (id: string, name: string, path: string, dependsOn: readonly string[]) => ({
  id,
  name,
  path,
  fqn: ['shop', name],
  description: '',
  tags: name === 'orders' ? ['daily'] : [],
  meta: {},
  dependsOn,
  place: { file: path, line: 3, column: 1 },
})

const config = (materialized: 'view' | 'table' | 'seed') =>
  ({ materialized, enabled: true, raw: {} }) as unknown as ModelNode['config']

const model = (name: string, materialized: 'view' | 'table', dependsOn: readonly string[]) =>
  ({
    ...base(`model.shop.${name}`, name, `models/${name}.sql`, dependsOn),
    kind: 'model',
    materialized,
    relation: { schema: 'marts', name },
    config: config(materialized),
    columns: [],
    constraints: [],
    hash: '',
  }) as unknown as ModelNode

const seed = {
  ...base('seed.shop.raw_orders', 'raw_orders', 'seeds/raw_orders.csv', []),
  kind: 'seed',
  relation: { schema: 'raw', name: 'raw_orders' },
  config: config('seed'),
} as unknown as SeedNode

const test = (name: string, attachedTo: string) =>
  ({
    ...base(`test.shop.${name}`, name, 'models/schema.yml', [attachedTo]),
    kind: 'test',
    config: { severity: 'error', warnIf: '!= 0', errorIf: '!= 0', enabled: true, raw: {} },
    definition: { kind: 'generic', test: 'unique', attachedTo, declaration: { arguments: {} } },
  }) as unknown as TestNode

export const NODES: readonly Node[] = [
  seed,
  model('orders', 'table', [seed.id]),
  model('customers', 'view', ['model.shop.orders']),
  model('broken', 'table', [seed.id]),
  test('unique_orders_id', 'model.shop.orders'),
  test('not_null_orders_id', 'model.shop.orders'),
]

const nodeResult = (node: string, more: Partial<NodeResult>): NodeResult => ({
  kind: 'node',
  node,
  status: 'success',
  message: '',
  startedAt: STARTED,
  duration: 120,
  rows: null,
  thread: 1,
  ...more,
})

const checkResult = (node: string, more: Partial<CheckResult>): CheckResult => ({
  kind: 'check',
  node,
  status: 'pass',
  failures: 0,
  message: '',
  sample: [],
  sql: 'select 1',
  startedAt: STARTED,
  duration: 10,
  thread: 1,
  ...more,
})

const RESULTS: Record<string, Result> = Object.fromEntries(
  [
    nodeResult('seed.shop.raw_orders', { rows: 99 }),
    checkResult('test.shop.not_null_orders_id', {}),
    checkResult('test.shop.unique_orders_id', {
      status: 'fail',
      failures: 7,
      message: 'Got 7 results, expected none.',
      sample: [
        { id: '11', label: 'Straße', n: '2' },
        { id: '7', label: null, n: '13' },
      ],
      sql: 'select id, label, count(*) as n\nfrom marts.orders\ngroup by 1, 2\nhaving count(*) > 1',
    }),
    nodeResult('model.shop.orders', { rows: 1 }),
    nodeResult('model.shop.customers', { status: 'skipped', duration: 0, message: 'held back' }),
    nodeResult('model.shop.broken', {
      status: 'error',
      message: 'column "amout" does not exist',
      error: modelError(
        'M5014',
        { name: 'amout', nearest: 'amount' },
        { place: { file: 'models/broken.sql', line: 2, column: 8, length: 5 } },
      ),
    }),
  ].map(result => [result.node, result]),
)

export interface FakeOptions {
  readonly protected?: boolean
  readonly fails?: boolean
  readonly run?: (options: RunOptions, say: (event: RunEvent) => void) => Promise<RunOutcome>
  readonly query?: Workspace['query']
}

/** What a fake was asked, for assertions. */
export interface FakeLog {
  options?: WorkspaceOptions
  runs: RunOptions[]
  closed: number
}

/** A function that opens the fake, and what it was asked. */
export function fakeWorkspace(fake: FakeOptions = {}) {
  const log: FakeLog = { runs: [], closed: 0 }
  const manifest = {
    project: {
      root: '/shop',
      name: 'shop',
      targetPath: '/shop/target',
      targetNames: ['local', 'prod'],
      target: { name: 'local', protected: fake.protected === true, secrets: [SECRET] },
    },
    nodes: new Map(NODES.map(node => [node.id, node])),
    graph: buildGraph(
      NODES.map(node => node.id),
      NODES.flatMap(node => node.dependsOn.map(parent => [parent, node.id] as const)),
    ),
    macros: { names: [] },
    disabled: [],
  } as unknown as Manifest
  const select: Workspace['select'] = async ({ select: expressions }) => {
    const wanted = (node: Node) =>
      expressions.length === 0 ||
      expressions.includes(node.name) ||
      (node.kind === 'test' && expressions.some(name => node.dependsOn[0]?.endsWith(`.${name}`)))
    const ids = NODES.filter(wanted).map(({ id }) => id)
    const unmatched = expressions.filter(name => !NODES.some(node => node.name === name))
    return { ids, unmatched }
  }
  const run = fake.run ?? ((options, say) => playRun(options, say, fake.fails !== false))
  const workspace = {
    manifest,
    select,
    deferral: async () => undefined,
    describeTarget: async () => ({
      target: 'local',
      adapter: 'pglite',
      host: 'target/warehouse',
      database: 'postgres',
      prefix: '',
    }),
    compile: (id: string) => ({ text: `select '${id}' as id\n` }),
    compileInline: (text: string) => ({ text }),
    run: async (options: RunOptions, say: (event: RunEvent) => void) => {
      log.runs.push(options)
      await options.after
      return run(options, say)
    },
    query: fake.query ?? (async () => ROWS),
    show: async () => ROWS,
    showInline: async () => ROWS,
    status: async () => [],
    runs: async () => [
      {
        runId: 'abc-1',
        command: 'build',
        target: 'local',
        startedAt: STARTED,
        endedAt: NOW.toISOString(),
        status: 'success',
        asOf: STARTED,
        invocation: `model build --vars k=${SECRET}`,
      },
    ],
    results: async () => [],
    debug: async () => [{ what: 'connection', ok: false, detail: `url has ${SECRET}` }],
    validate: async () => undefined,
    clean: async () => ['target/compiled'],
    close: async () => {
      log.closed++
    },
  } as unknown as Workspace
  const open = async (options: WorkspaceOptions) => {
    log.options = options
    return workspace
  }
  return { open, log, workspace }
}

const ROWS = {
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'label', type: 'text' },
    { name: 'amount', type: 'numeric(20,2)' },
  ],
  rows: [
    { id: '9007199254740993', label: 'a,"b"', amount: '10.50' },
    { id: '2', label: null, amount: 'NaN' },
  ],
  rowCount: 2,
  command: 'SELECT',
}

async function playRun(
  options: RunOptions,
  say: (event: RunEvent) => void,
  fails: boolean,
): Promise<RunOutcome> {
  const results = Object.values(RESULTS).filter(
    ({ status }) => fails || status === 'success' || status === 'pass',
  )
  const nodes = results.filter(result => result.kind === 'node')
  const total = nodes.length
  say({
    kind: 'run started',
    runId: 'r1',
    asOf: STARTED,
    models: 3,
    seeds: 1,
    tests: 2,
    sources: 0,
    threads: 1,
    total,
  })
  let index = 0
  for (const result of results) {
    if (result.kind === 'check')
      say({ kind: 'check finished', result, over: [attachedTo(result.node)] })
    else {
      const node = NODES.find(({ id }) => id === result.node)!
      const materialized = node.kind === 'model' ? node.materialized : 'seed'
      say({ kind: 'node started', node: result.node, index: ++index, total, materialized })
      say({ kind: 'node finished', result, index, total, materialized })
    }
  }
  const published = fails ? ['seed.shop.raw_orders'] : nodes.map(({ node }) => node)
  say({ kind: 'publishing', nodes: published })
  say({ kind: 'published', nodes: published, repointed: [], inPlace: [], duration: 20 })
  return {
    runId: 'r1',
    command: options.command,
    asOf: STARTED,
    startedAt: STARTED,
    endedAt: NOW.toISOString(),
    status: fails ? 'error' : 'success',
    plan: {
      command: options.command,
      selected: [],
      warnings: [],
      steps: [
        {
          kind: 'stage',
          node: 'model.shop.orders',
          materialized: 'table',
          stage: { schema: 'marts__stage', name: 'orders' },
          final: { schema: 'marts', name: 'orders' },
          reason: { code: 'never', text: 'it was never built' },
        },
      ],
    },
    results,
    published,
    held: fails
      ? [
          { node: 'model.shop.orders', because: 'test.shop.unique_orders_id' },
          { node: 'model.shop.customers', because: 'test.shop.unique_orders_id' },
        ]
      : [],
  }
}

function attachedTo(test: string): string {
  const node = NODES.find(({ id }) => id === test)
  return node?.kind === 'test' ? node.dependsOn[0]! : test
}
