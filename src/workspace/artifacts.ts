/**
 * What a run leaves under target/: compiled SQL, manifest.json, run_results.json. What its end does not change is written
 * while the database works: there is little else to do then.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { manifestArtifactText } from '../catalog/manifest-artifact.ts'
import { runResultsArtifact } from '../catalog/run-results-artifact.ts'
import type { Manifest } from '../compile/manifest.ts'
import type { Elsewhere } from '../plan/elsewhere.ts'
import type { Plan } from '../plan/types.ts'
import type { RunOutcome } from '../run/types.ts'
import { inSlices } from '../util/in-slices.ts'

/** What artifacts are made of. */
export interface ArtifactSource {
  readonly manifest: Manifest
  readonly database: string
  /** SQL of a model on published names, when it has SQL; what this environment lacks is read where the plan found it. */
  readonly compiled: (id: string, elsewhere: Elsewhere | undefined) => string | undefined
  readonly now: () => Date
}

/** The artifacts of one run. */
export interface Artifacts {
  /** Told of the plan that is executed now: begins to write. */
  begin(started: StartedRun): void
  /** Writes what is known at the end. @throws what the file system refuses. */
  finish(outcome: RunOutcome): Promise<void>
  /** Resolves when nothing is under way, whatever became of it: for a run that failed. */
  settle(): Promise<void>
}

/** A run as it starts. */
export interface StartedRun {
  readonly runId: string
  readonly plan: Plan
}

type CompiledTexts = ReadonlyMap<string, string>

/** Nothing is written before it begins. */
export function openArtifacts(source: ArtifactSource): Artifacts {
  let writing: Promise<CompiledTexts> | undefined
  const begin = (started: StartedRun): Promise<CompiledTexts> => {
    writing ??= writeManifest(source, started)
    return writing
  }
  const settle = async () => {
    await writing?.catch(() => undefined)
  }
  return {
    begin: started => {
      // Whoever finishes hears of it.
      begin(started).catch(() => undefined)
    },
    finish: async outcome => {
      const compiled = await begin(outcome)
      const { manifest, database } = source
      const compiledSql = (id: string) => compiled.get(id)
      const results = runResultsArtifact(outcome, manifest, { database, compiledSql })
      const path = join(manifest.project.targetPath, 'run_results.json')
      write(path, { runId: outcome.runId, pieces: [JSON.stringify(results)] })
    },
    settle,
  }
}

function modelsBuilt(plan: Plan): readonly string[] {
  return plan.steps.flatMap(step =>
    step.kind === 'stage' && step.materialized !== 'seed' ? [step.node] : [],
  )
}

/** Models in one piece of the work: meanwhile statements of the run end, and want the next. */
const PIECE = 4

/** The compiled SQL of models, and the manifest with it. */
async function writeManifest(
  source: ArtifactSource,
  { runId, plan }: StartedRun,
): Promise<CompiledTexts> {
  const { manifest, database } = source
  const folder = manifest.project.targetPath
  const compiled = new Map<string, string>()
  const compile = (id: string) => {
    const text = source.compiled(id, plan.elsewhere)
    if (text === undefined) return
    compiled.set(id, text)
    const path = join(folder, 'compiled', manifest.project.name, manifest.nodes.get(id)!.path)
    if (!isFileOf(path, text)) write(path, { runId, pieces: [text] })
  }
  await inSlices(modelsBuilt(plan), compile, { size: PIECE })
  const pieces: string[] = []
  const text = manifestArtifactText(manifest, {
    generatedAt: source.now().toISOString(),
    invocationId: runId,
    database,
    compiledSql: id => compiled.get(id),
  })
  for (const piece of text) {
    pieces.push(piece)
    await setImmediate()
  }
  write(join(folder, 'manifest.json'), { runId, pieces })
  return compiled
}

/** Most files of a run are as the last run left them, and reading is a tenth of writing; only what may be equal is read. */
function isFileOf(path: string, text: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.size === Buffer.byteLength(text) && readFileSync(path, 'utf8') === text
}

/** Beside and renamed: a reader never sees half a file, and of two runs at one time each writes its own. */
function write(
  path: string,
  { runId, pieces }: { readonly runId: string; readonly pieces: readonly string[] },
): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${runId}.new`
  writeFileSync(beside, pieces.join(''))
  renameSync(beside, path)
}
