/** A run of a workspace: the renderers and hashes it needs, then its artifacts and the engine's upkeep. */
import { hostname } from 'node:os'
import type { Adapter } from '../adapters/adapter.ts'
import type { Manifest } from '../compile/manifest.ts'
import { type NodeCompiler, nodeCompiler } from '../compile/node-compiler.ts'
import type { Deferral } from '../plan/elsewhere.ts'
import type { Definitions } from '../run/context.ts'
import { staleness } from '../run/published-row.ts'
import type { Planned } from '../run/read-plan.ts'
import { startRun } from '../run/start-run.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import type { Scope } from '../state/types.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { inSlices } from '../util/in-slices.ts'
import { type Artifacts, openArtifacts } from './artifacts.ts'
import { publishedRelation } from './compiled-sql.ts'
import { projectDefinitions } from './definitions.ts'
import { refuseProblems } from './validate.ts'

export interface WorkspaceRun {
  readonly manifest: Manifest
  readonly cache: ContentCache
  /** The engine, which may still be opening. */
  readonly opening: Promise<Adapter>
  readonly scope: Scope
  readonly deferral?: Deferral
  readonly selected: readonly string[]
  readonly options: RunOptions
  readonly now: () => Date
  /** Of the process, for others who wait for this run. */
  readonly processId: number | undefined
  readonly at: (point: string) => void | Promise<void>
  /** The version of the tool. */
  readonly tool: string
  /** Told of values that must not be printed from now on. */
  readonly hide: (secret: string) => void
  readonly onEvent: (event: RunEvent) => void
}

/** Runs, then writes target/compiled, target/manifest.json and target/run_results.json. */
export async function runInWorkspace(request: WorkspaceRun): Promise<RunOutcome> {
  const { adapter, definitions, artifacts, outcome } = await start(request)
  if (request.options.dryRun) return withCalls(request, outcome, { adapter, definitions })
  await artifacts.finish(outcome)
  await adapter.maintain()
  await request.at('maintained')
  const { throwAway = false } = request.options
  if (adapter.folder !== undefined && !throwAway) await keepData(request, adapter)
  return outcome
}

/** What models in TypeScript would ask; only a dry run runs their code for it, a plan does not. */
async function withCalls(
  request: WorkspaceRun,
  outcome: RunOutcome,
  parts: Pick<Started, 'adapter' | 'definitions'>,
): Promise<RunOutcome> {
  const { nodes } = request.manifest
  if (![...nodes.values()].some(node => node.kind === 'model' && node.script !== undefined))
    return outcome
  const { countCalls } = await import('../run/typescript/count-calls.ts')
  const { asOf, plan } = outcome
  const calls = await countCalls({ ...request, ...parts, asOf, emit: request.onEvent }, plan)
  return { ...outcome, calls }
}

async function keepData(request: WorkspaceRun, adapter: Adapter): Promise<void> {
  const { keepAfterRun } = await import('./keep/keep.ts')
  const { manifest, tool, now, at, onEvent } = request
  await keepAfterRun({ project: manifest.project, adapter, tool, now, at }, message =>
    onEvent({ kind: 'warning', code: 'keep', message }),
  )
}

/** The plan of a dry run, with what it was made from. */
export async function planInWorkspace(
  request: WorkspaceRun,
): Promise<Started & { readonly planned: Planned }> {
  let planned: Planned | undefined
  const onPlanned = (made: Planned) => {
    planned = made
  }
  const options = { ...request.options, dryRun: true }
  const started = await start({ ...request, options }, onPlanned)
  return { ...started, planned: planned! }
}

interface Started {
  readonly adapter: Adapter
  readonly definitions: Definitions
  readonly compiler: NodeCompiler
  readonly artifacts: Artifacts
  readonly outcome: RunOutcome
}

async function start(
  request: WorkspaceRun,
  onPlanned: (planned: Planned) => void = () => undefined,
): Promise<Started> {
  const { manifest, selected, options } = request
  const startedAt = request.now()
  const given = manifest.project.vars['as_of']
  const asOf = typeof given === 'string' ? given : (options.asOf ?? startedAt.toISOString())
  const [adapter, { definitions, hashed }] = await Promise.all([
    request.opening,
    prepare(request, asOf),
    options.after,
  ])
  const vars = { ...manifest.project.vars, as_of: asOf }
  const compiler = nodeCompiler(manifest, { vars, isIncremental: false })
  const artifacts = openArtifacts({
    manifest,
    cache: request.cache,
    database: adapter.location.database,
    compiled: (id, elsewhere) => {
      const node = manifest.nodes.get(id)
      if (node?.kind === 'model' && node.script !== undefined) return undefined
      return compiler.node(id, publishedRelation(manifest, elsewhere)).text
    },
    now: request.now,
  })
  const outcome = await startRun({
    manifest,
    adapter,
    scope: request.scope,
    ...(request.deferral && { deferral: request.deferral }),
    options,
    selected,
    asOf,
    startedAt,
    origin: { processId: request.processId, host: hostname() },
    now: request.now,
    emit: event => {
      if (event.kind === 'published') artifacts.published()
      request.onEvent(event)
    },
    at: request.at,
    hide: request.hide,
    definitions,
    hashed,
    render: compiler.node,
    renderText: (text, { file, relation, thisRelation }) =>
      compiler.text({ path: file, text }, relation, thisRelation),
    renderTest: compiler.test,
    onPlanned,
    onStarted: artifacts.started,
    staleReasons: staleness(manifest, definitions, asOf),
  }).catch(async (error: unknown) => {
    await artifacts.settle()
    throw error
  })
  return { adapter, definitions, compiler, artifacts, outcome }
}

/** What needs no database is done while it opens, and answers. @throws ProblemsError when the run must not start. */
async function prepare(
  { manifest, cache, selected, options }: WorkspaceRun,
  asOf: string,
): Promise<{ readonly definitions: Definitions; readonly hashed: Promise<void> }> {
  refuseProblems(selected.flatMap(id => manifest.nodes.get(id) ?? []))
  const ofKind = (kind: string) => selected.filter(id => manifest.nodes.get(id)?.kind === kind)
  const definitions = projectDefinitions({ manifest, asOf, cache })
  const builds = options.command !== 'test' && options.command !== 'seed'
  const hashed = hashAll(definitions, builds ? ofKind('model') : [])
  if (options.command === 'refresh')
    hashed.then(
      () => hashChecks(definitions, ofKind('test')),
      () => undefined,
    )
  // Who needs them waits for them; a run may fail for another reason before.
  hashed.catch(() => undefined)
  // What is loaded in any case is read for its hash while it is loaded. Whoever needs
  // the hash awaits the same reading, and gets its error.
  const compared = !/^(test|clone)$/.test(options.command) && !options.fullRefresh
  if (compared) readAll(definitions, ofKind('seed')).catch(() => undefined)
  return { definitions, hashed }
}

async function readAll(definitions: Definitions, seeds: readonly string[]): Promise<void> {
  for (const id of seeds) await definitions.readSeed(id)
}

/** Whoever compares one that cannot be rendered gets the error again, in its place. */
function hashChecks(definitions: Definitions, ids: readonly string[]): Promise<void> {
  return inSlices(ids, id => {
    try {
      definitions.check(id)
    } catch {
      // See above.
    }
  })
}

/** In slices: what the database says is heard between them. */
function hashAll(definitions: Definitions, ids: readonly string[]): Promise<void> {
  return inSlices(ids, id => {
    definitions.of(id)
  })
}
