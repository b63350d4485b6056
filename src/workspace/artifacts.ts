/**
 * What a run leaves under target/: compiled SQL, manifest.json, run_results.json. What its end does not change is written
 * while the database works: there is little else to do then.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { manifestArtifactText } from '../catalog/manifest-artifact.ts'
import { runResultsArtifact } from '../catalog/run-results-artifact.ts'
import type { Manifest } from '../compile/manifest.ts'
import type { Elsewhere } from '../plan/elsewhere.ts'
import type { Plan } from '../plan/types.ts'
import type { RunOutcome } from '../run/types.ts'
import { allEnded } from '../util/all-ended.ts'
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
  let begun: Begun | undefined
  const begin = (started: StartedRun): Begun => {
    if (begun !== undefined) return begun
    const compiled = compileModels(source, started)
    const written = compiled.then(texts => writeManifest(source, started, texts))
    // Whoever finishes hears of it.
    written.catch(() => undefined)
    begun = { compiled, written }
    return begun
  }
  return {
    begin: started => {
      begin(started)
    },
    finish: async outcome => {
      const { compiled, written } = begin(outcome)
      const texts = await compiled
      const { manifest, database } = source
      const compiledSql = (id: string) => texts.get(id)
      const results = runResultsArtifact(outcome, manifest, { database, compiledSql })
      const path = join(manifest.project.targetPath, 'run_results.json')
      const { runId } = outcome
      await allEnded([write(path, { runId, pieces: [JSON.stringify(results)] }), written])
    },
    settle: async () => {
      await begun?.written.catch(() => undefined)
    },
  }
}

/** What is under way: the SQL of the models that are built, and the manifest, which needs it. */
interface Begun {
  readonly compiled: Promise<CompiledTexts>
  readonly written: Promise<void>
}

function modelsBuilt(plan: Plan): readonly string[] {
  return plan.steps.flatMap(step =>
    step.kind === 'stage' && step.materialized !== 'seed' ? [step.node] : [],
  )
}

/** Models in one piece of the work: meanwhile statements of the run end, and want the next. */
const PIECE = 4

/** The SQL of the models that are built, each as a file too. */
async function compileModels(
  source: ArtifactSource,
  { runId, plan }: StartedRun,
): Promise<CompiledTexts> {
  const { manifest } = source
  const folder = manifest.project.targetPath
  const compiled = new Map<string, string>()
  const compile = (id: string) => {
    const text = source.compiled(id, plan.elsewhere)
    if (text === undefined) return
    compiled.set(id, text)
    const path = join(folder, 'compiled', manifest.project.name, manifest.nodes.get(id)!.path)
    if (!isFileOf(path, text)) writeNow(path, { runId, text })
  }
  await inSlices(modelsBuilt(plan), compile, { size: PIECE })
  return compiled
}

function writeManifest(
  { manifest, database, now }: ArtifactSource,
  { runId }: StartedRun,
  compiled: CompiledTexts,
): Promise<void> {
  const pieces = manifestArtifactText(manifest, {
    generatedAt: now().toISOString(),
    invocationId: runId,
    database,
    compiledSql: id => compiled.get(id),
  })
  return write(join(manifest.project.targetPath, 'manifest.json'), { runId, pieces })
}

/** Most files of a run are as the last run left them, and reading is a tenth of writing; only what may be equal is read. */
function isFileOf(path: string, text: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.size === Buffer.byteLength(text) && readFileSync(path, 'utf8') === text
}

/**
 * Beside and renamed: a reader never sees half a file, and of two runs at one time each writes its own. Pieces are asked
 * for one by one as the system has taken the last.
 */
async function write(
  path: string,
  { runId, pieces }: { readonly runId: string; readonly pieces: Iterable<string> },
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const beside = besideOf(path, runId)
  await writeFile(beside, pieces)
  await rename(beside, path)
}

/** The same at once: for small files, of which there are many. */
function writeNow(
  path: string,
  { runId, text }: { readonly runId: string; readonly text: string },
): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = besideOf(path, runId)
  writeFileSync(beside, text)
  renameSync(beside, path)
}

const besideOf = (path: string, runId: string): string => `${path}.${runId}.new`
