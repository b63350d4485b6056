/** A run of a workspace: the renderers and hashes it needs, then its artifacts and the engine's upkeep. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Adapter } from '../adapters/adapter.ts'
import { manifestArtifactText } from '../catalog/manifest-artifact.ts'
import { runResultsArtifact } from '../catalog/run-results-artifact.ts'
import type { Manifest } from '../compile/manifest.ts'
import { nodeCompiler } from '../compile/node-compiler.ts'
import { staleness } from '../run/published-row.ts'
import { startRun } from '../run/start-run.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import type { Scope } from '../state/types.ts'
import { publishedRelation } from './compiled-sql.ts'
import { projectDefinitions } from './definitions.ts'
import { refuseProblems } from './validate.ts'

export interface WorkspaceRun {
  readonly manifest: Manifest
  readonly adapter: Adapter
  readonly scope: Scope
  readonly selected: readonly string[]
  readonly options: RunOptions
  readonly now: () => Date
  readonly at: (point: string) => void | Promise<void>
  readonly onEvent: (event: RunEvent) => void
}

/** Runs, then writes target/compiled, target/manifest.json and target/run_results.json. */
export async function runInWorkspace(request: WorkspaceRun): Promise<RunOutcome> {
  const { manifest, adapter, selected, options } = request
  refuseProblems(manifest, selected)
  const startedAt = request.now()
  const given = manifest.project.vars['as_of']
  const asOf = typeof given === 'string' ? given : startedAt.toISOString()
  const vars = { ...manifest.project.vars, as_of: asOf }
  const compiler = nodeCompiler(manifest, { vars, isIncremental: false })
  const seeds = selected.filter(id => manifest.nodes.get(id)?.kind === 'seed')
  const definitions = await projectDefinitions(manifest, seeds)
  const outcome = await startRun({
    manifest,
    adapter,
    scope: request.scope,
    options,
    selected,
    asOf,
    startedAt,
    now: request.now,
    emit: request.onEvent,
    at: request.at,
    definitions,
    render: compiler.node,
    renderText: (text, { file, relation, thisRelation }) =>
      compiler.text({ path: file, text }, relation, thisRelation),
    renderTest: compiler.test,
    staleReasons: staleness(manifest, definitions, asOf),
  })
  if (!options.dryRun) {
    writeArtifacts(request, outcome, compiledTexts(request, compiler, outcome))
    await adapter.maintain()
    await request.at('maintained')
  }
  return outcome
}

type CompiledTexts = ReadonlyMap<string, string>

/** SQL on published names of the models that were built. */
function compiledTexts(
  { manifest }: WorkspaceRun,
  compiler: ReturnType<typeof nodeCompiler>,
  outcome: RunOutcome,
): CompiledTexts {
  const relation = publishedRelation(manifest)
  const texts = new Map<string, string>()
  for (const step of outcome.plan.steps) {
    if (step.kind !== 'stage' || step.materialized === 'seed') continue
    texts.set(step.node, compiler.node(step.node, relation).text)
  }
  return texts
}

function writeArtifacts(request: WorkspaceRun, outcome: RunOutcome, compiled: CompiledTexts): void {
  const { manifest, adapter } = request
  const folder = manifest.project.targetPath
  const { database } = adapter.location
  for (const [id, text] of compiled) {
    write(join(folder, 'compiled', manifest.nodes.get(id)!.path), [text])
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

/** Beside and renamed: a reader never sees half a file. */
function write(path: string, pieces: Iterable<string>): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.new`
  writeFileSync(beside, [...pieces].join(''))
  renameSync(beside, path)
}
