/**
 * What a run leaves under target/: compiled SQL, manifest.json, run_results.json. What its end does not change is written
 * while this process has little else to do: in a long run while tables are built, in a short one, which keeps every
 * processor busy until then, when it has published and drops what was replaced.
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
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import { inSlices } from '../util/in-slices.ts'
import { COMPILED_KIND } from './project-cache.ts'

/** What artifacts are made of. */
export interface ArtifactSource {
  readonly manifest: Manifest
  readonly database: string
  /** Where it is remembered what files are. */
  readonly cache: ContentCache
  /** SQL of a model on published names, when it has SQL; what this environment lacks is read where the plan found it. */
  readonly compiled: (id: string, elsewhere: Elsewhere | undefined) => string | undefined
  readonly now: () => Date
}

/** The artifacts of one run. */
export interface Artifacts {
  /** Told of the plan that is executed now. */
  started(run: StartedRun): void
  /** Told that something was published. */
  published(): void
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

/** Milliseconds after which a run is a long one. */
const LONG = 2_000

type CompiledTexts = ReadonlyMap<string, string>

/** Nothing is written before it begins. */
export function openArtifacts(source: ArtifactSource): Artifacts {
  let begun: Begun | undefined
  let run: StartedRun | undefined
  let timer: NodeJS.Timeout | undefined
  const begin = (started: StartedRun): Begun => {
    clearTimeout(timer)
    if (begun !== undefined) return begun
    const compiled = compileModels(source, started)
    const written = compiled.then(texts => writeManifest(source, started, texts))
    // Whoever finishes hears of it.
    written.catch(() => undefined)
    begun = { compiled, written }
    return begun
  }
  return {
    started: started => {
      run = started
      if (modelsBuilt(started.plan).length === 0) begin(started)
      else timer = setTimeout(() => begin(started), LONG)
    },
    published: () => {
      if (run !== undefined) begin(run)
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
      clearTimeout(timer)
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
  const { manifest, cache } = source
  const folder = manifest.project.targetPath
  const compiled = new Map<string, string>()
  const compile = (id: string) => {
    const text = source.compiled(id, plan.elsewhere)
    if (text === undefined) return
    compiled.set(id, text)
    const path = join(folder, 'compiled', manifest.project.name, manifest.nodes.get(id)!.path)
    if (!isFileOf(path, text, cache)) writeNow(path, { runId, text })
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

/**
 * Most files of a run are as the last run left them, and reading is a tenth of writing. Only what may be equal is read, and
 * that once: what a file of this size and time was found to be is remembered.
 */
function isFileOf(path: string, text: string, cache: ContentCache): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.size !== Buffer.byteLength(text)) return false
  const key = sha256(`${path} ${found.size} ${found.mtimeMs}`)
  const hash = sha256(text)
  const known = cache.get<string>(COMPILED_KIND, key)
  if (known !== undefined) return known === hash
  if (readFileSync(path, 'utf8') !== text) return false
  cache.set(COMPILED_KIND, key, hash)
  return true
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
