/** A run of a workspace: the renderers and hashes it needs, then its artifacts and the engine's upkeep. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Adapter } from '../adapters/adapter.ts'
import { manifestArtifactText } from '../catalog/manifest-artifact.ts'
import { runResultsArtifact } from '../catalog/run-results-artifact.ts'
import type { Manifest } from '../compile/manifest.ts'
import { type NodeCompiler, nodeCompiler } from '../compile/node-compiler.ts'
import type { Deferral } from '../plan/elsewhere.ts'
import type { Definitions } from '../run/context.ts'
import { staleness } from '../run/published-row.ts'
import { startRun } from '../run/start-run.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import type { Scope } from '../state/types.ts'
import { publishedRelation } from './compiled-sql.ts'
import { projectDefinitions } from './definitions.ts'
import { refuseProblems } from './validate.ts'

export interface WorkspaceRun {
  readonly manifest: Manifest
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
  const { adapter, compiler, outcome } = await start(request)
  if (request.options.dryRun) return outcome
  writeArtifacts(request, outcome, {
    compiled: compiledTexts(request, compiler, outcome),
    database: adapter.location.database,
  })
  await adapter.maintain()
  await request.at('maintained')
  if (adapter.folder !== undefined) await keepData(request, adapter)
  return outcome
}

async function keepData(request: WorkspaceRun, adapter: Adapter): Promise<void> {
  const { keepAfterRun } = await import('./keep/keep.ts')
  const { manifest, tool, now, at, onEvent } = request
  await keepAfterRun({ project: manifest.project, adapter, tool, now, at }, message =>
    onEvent({ kind: 'warning', code: 'keep', message }),
  )
}

/** The plan of a dry run, with what it was made from. */
export function planInWorkspace(request: WorkspaceRun): Promise<Started> {
  return start({ ...request, options: { ...request.options, dryRun: true } })
}

interface Started {
  readonly adapter: Adapter
  readonly definitions: Definitions
  readonly compiler: NodeCompiler
  readonly outcome: RunOutcome
}

async function start(request: WorkspaceRun): Promise<Started> {
  const { manifest, selected, options } = request
  const startedAt = request.now()
  const given = manifest.project.vars['as_of']
  const asOf = typeof given === 'string' ? given : startedAt.toISOString()
  const [adapter, { definitions, hashed }] = await Promise.all([
    request.opening,
    prepare(request, asOf),
  ])
  const vars = { ...manifest.project.vars, as_of: asOf }
  const compiler = nodeCompiler(manifest, { vars, isIncremental: false })
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
    emit: request.onEvent,
    at: request.at,
    hide: request.hide,
    definitions,
    hashed,
    render: compiler.node,
    renderText: (text, { file, relation, thisRelation }) =>
      compiler.text({ path: file, text }, relation, thisRelation),
    renderTest: compiler.test,
    staleReasons: staleness(manifest, definitions, asOf),
  })
  return { adapter, definitions, compiler, outcome }
}

/** What needs no database is done while it opens, and answers. @throws ProblemsError when the run must not start. */
async function prepare(
  { manifest, selected, options }: WorkspaceRun,
  asOf: string,
): Promise<{ readonly definitions: Definitions; readonly hashed: Promise<void> }> {
  refuseProblems(manifest, selected)
  const ofKind = (kind: string) => selected.filter(id => manifest.nodes.get(id)?.kind === kind)
  const definitions = projectDefinitions(manifest, asOf)
  const builds = options.command !== 'test' && options.command !== 'seed'
  const hashed = hashAll(definitions, builds ? ofKind('model') : [])
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

/** Models hashed at a time: between two batches what the database said is heard. */
const BATCH = 20

async function hashAll(definitions: Definitions, ids: readonly string[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    if (index % BATCH === 0) await setImmediate()
    definitions.of(id)
  }
}

type CompiledTexts = ReadonlyMap<string, string>

/** SQL on published names of the models that were built. */
function compiledTexts(
  { manifest }: WorkspaceRun,
  compiler: ReturnType<typeof nodeCompiler>,
  outcome: RunOutcome,
): CompiledTexts {
  const relation = publishedRelation(manifest, outcome.plan.elsewhere)
  const texts = new Map<string, string>()
  for (const step of outcome.plan.steps) {
    if (step.kind !== 'stage' || step.materialized === 'seed') continue
    const node = manifest.nodes.get(step.node)
    if (node?.kind === 'model' && node.script !== undefined) continue
    texts.set(step.node, compiler.node(step.node, relation).text)
  }
  return texts
}

function writeArtifacts(
  { manifest }: WorkspaceRun,
  outcome: RunOutcome,
  { compiled, database }: { readonly compiled: CompiledTexts; readonly database: string },
): void {
  const folder = manifest.project.targetPath
  for (const [id, text] of compiled) {
    const path = join(folder, 'compiled', manifest.nodes.get(id)!.path)
    if (!isFileOf(path, text)) write(path, [text])
  }
  const compiledSql = (id: string) => compiled.get(id)
  write(
    join(folder, 'manifest.json'),
    manifestArtifactText(manifest, {
      generatedAt: outcome.endedAt,
      invocationId: outcome.runId,
      database,
      compiledSql,
    }),
  )
  const results = runResultsArtifact(outcome, manifest, { database, compiledSql })
  write(join(folder, 'run_results.json'), [JSON.stringify(results)])
}

/** Most files of a run are as the last run left them, and reading is a tenth of writing. */
function isFileOf(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') === text
}

/** Beside and renamed: a reader never sees half a file. */
function write(path: string, pieces: Iterable<string>): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.new`
  writeFileSync(beside, [...pieces].join(''))
  renameSync(beside, path)
}
