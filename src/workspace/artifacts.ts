/**
 * What a run leaves under target/: compiled SQL, manifest.json, run_results.json. What its end does not change is written
 * while the server still drops what was replaced: there is nothing else to do then.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { manifestArtifactText } from '../catalog/manifest-artifact.ts'
import { runResultsArtifact } from '../catalog/run-results-artifact.ts'
import type { Manifest } from '../compile/manifest.ts'
import type { Elsewhere } from '../plan/elsewhere.ts'
import type { RunEvent, RunOutcome } from '../run/types.ts'
import { inSlices } from '../util/in-slices.ts'

/** What artifacts are made of. */
export interface ArtifactSource {
  readonly manifest: Manifest
  readonly database: string
  /** SQL of a model on published names, when it has SQL; what this environment lacks is read where the plan found it. */
  readonly compiled: (id: string, elsewhere: Elsewhere | undefined) => string | undefined
  /** What is read elsewhere is known by the plan alone: nothing is written ahead. */
  readonly defers: boolean
  readonly now: () => Date
}

/** The artifacts of one run. */
export interface Artifacts {
  /** Told all that happens: when everything is published at once, it begins. */
  hear(event: RunEvent): void
  /** Writes all that is not written yet. @throws what the file system refuses. */
  finish(outcome: RunOutcome): Promise<void>
}

type CompiledTexts = ReadonlyMap<string, string>

interface Begun {
  readonly models: ReadonlySet<string>
  readonly writing: Promise<CompiledTexts>
}

/** Nothing is written before it is told of a publication. */
export function openArtifacts(source: ArtifactSource): Artifacts {
  let started: Extract<RunEvent, { kind: 'run started' }> | undefined
  let begun: Begun | undefined
  const begin = (runId: string, models: readonly string[]): Begun => {
    const writing = writeManifest(source, { runId, models })
    // Whoever finishes hears of it.
    writing.catch(() => undefined)
    return { models: new Set(models), writing }
  }
  return {
    hear: event => {
      if (event.kind === 'run started') started = event
      if (event.kind !== 'published' || started === undefined || source.defers) return
      const models = event.nodes.filter(id => source.manifest.nodes.get(id)?.kind === 'model')
      if (models.length === started.models) begun = begin(started.runId, models)
    },
    finish: async outcome => {
      const models = modelsBuilt(outcome)
      const ahead = await begun?.writing
      const stands =
        models.length === begun?.models.size && models.every(id => begun?.models.has(id))
      const compiled =
        ahead !== undefined && stands
          ? ahead
          : await writeManifest(source, {
              runId: outcome.runId,
              models,
              elsewhere: outcome.plan.elsewhere,
            })
      const { manifest, database } = source
      const compiledSql = (id: string) => compiled.get(id)
      const results = runResultsArtifact(outcome, manifest, { database, compiledSql })
      write(join(manifest.project.targetPath, 'run_results.json'), [JSON.stringify(results)])
    },
  }
}

function modelsBuilt({ plan }: RunOutcome): readonly string[] {
  return plan.steps.flatMap(step =>
    step.kind === 'stage' && step.materialized !== 'seed' ? [step.node] : [],
  )
}

interface Contents {
  readonly runId: string
  readonly models: readonly string[]
  readonly elsewhere?: Elsewhere | undefined
}

/** The compiled SQL of models, and the manifest with it. */
async function writeManifest(
  source: ArtifactSource,
  { runId, models, elsewhere }: Contents,
): Promise<CompiledTexts> {
  const { manifest, database } = source
  const folder = manifest.project.targetPath
  const compiled = new Map<string, string>()
  await inSlices(models, id => {
    const text = source.compiled(id, elsewhere)
    if (text === undefined) return
    compiled.set(id, text)
    const path = join(folder, 'compiled', manifest.nodes.get(id)!.path)
    if (!isFileOf(path, text)) write(path, [text])
  })
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
  write(join(folder, 'manifest.json'), pieces)
  return compiled
}

/** Most files of a run are as the last run left them, and reading is a tenth of writing; only what may be equal is read. */
function isFileOf(path: string, text: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.size === Buffer.byteLength(text) && readFileSync(path, 'utf8') === text
}

/** Beside and renamed: a reader never sees half a file. */
function write(path: string, pieces: Iterable<string>): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.new`
  writeFileSync(beside, [...pieces].join(''))
  renameSync(beside, path)
}
