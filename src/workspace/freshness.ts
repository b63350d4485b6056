/** `model source freshness`: asks each source for its newest row, judges its age, remembers what it found. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { type SourceFreshness, sourcesArtifact } from '../catalog/sources-artifact.ts'
import { judgeFreshness } from '../checks/freshness.ts'
import type { Manifest, SourceNode } from '../compile/manifest.ts'
import { newRunId } from '../run/version.ts'
import { printRelation } from '../sql/relation.ts'
import { openLedger } from '../state/ledger.ts'
import type { Scope } from '../state/types.ts'

export interface FreshnessRequest {
  readonly manifest: Manifest
  readonly adapter: Adapter
  readonly scope: Scope
  /** Ids chosen. */
  readonly selected: readonly string[]
  readonly now: () => Date
}

/** What was found of the selected sources that declare freshness; also in target/sources.json and the ledger. */
export async function checkFreshness(
  request: FreshnessRequest,
): Promise<readonly SourceFreshness[]> {
  const { manifest, adapter, scope, now } = request
  const startedAt = now().toISOString()
  const found: SourceFreshness[] = []
  for (const source of sourcesWithRules(manifest, request.selected)) {
    found.push(await freshnessOf(adapter, source, now))
  }
  const ledger = await openLedger(adapter, scope)
  await ledger.recordFreshness(
    found.map(result => ({
      node: result.node,
      status: result.status,
      maxLoadedAt: result.maxLoadedAt,
      ageSeconds: result.ageSeconds,
      checkedAt: result.snapshottedAt,
    })),
  )
  const run = { runId: newRunId(now()), startedAt, endedAt: now().toISOString() }
  const folder = manifest.project.targetPath
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'sources.json'), JSON.stringify(sourcesArtifact(found, run)))
  return found
}

function sourcesWithRules(manifest: Manifest, selected: readonly string[]): readonly SourceNode[] {
  return selected.flatMap(id => {
    const node = manifest.nodes.get(id)
    return node?.kind === 'source' && node.declaration.freshness !== undefined ? [node] : []
  })
}

async function freshnessOf(
  adapter: Adapter,
  source: SourceNode,
  now: () => Date,
): Promise<SourceFreshness> {
  const start = now()
  const criteria = source.declaration.freshness!
  const shared = {
    node: source.id,
    name: `${source.sourceName}.${source.name}`,
    snapshottedAt: start.toISOString(),
    criteria,
  }
  const took = () => (now().getTime() - start.getTime()) / 1000
  try {
    const sql = newestRow(source)
    const { rows } = await adapter.query<{ newest: string | null }>(sql)
    const newest = rows[0]?.newest ?? null
    const maxLoadedAt = newest === null ? null : new Date(newest).toISOString()
    const ageSeconds =
      maxLoadedAt === null ? null : (start.getTime() - Date.parse(maxLoadedAt)) / 1000
    const status = judgeFreshness(ageSeconds, criteria)
    return { ...shared, status, maxLoadedAt, ageSeconds, error: null, seconds: took() }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const nothing = { maxLoadedAt: null, ageSeconds: null, seconds: took() }
    return { ...shared, ...nothing, status: 'runtime error', error: error.message }
  }
}

/** A plain timestamp, or a date, is taken for UTC. */
function newestRow({ relation, declaration }: SourceNode): string {
  const { loadedAtField, loadedAtQuery, freshness } = declaration
  if (loadedAtQuery !== undefined)
    return `select cast((\n${loadedAtQuery}\n) as timestamp with time zone) as newest`
  const where = freshness?.filter === undefined ? '' : ` where ${freshness.filter}`
  return `select cast(max(${loadedAtField}) as timestamp with time zone) as newest from ${printRelation(relation)}${where}`
}
