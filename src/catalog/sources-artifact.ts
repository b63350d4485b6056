/** target/sources.json, dbt's v3: how fresh the sources were found. Pure. */
import type { FreshnessRule, SourceDeclaration } from '../project/types.ts'
import { type ArtifactEntry, artifactMetadata } from './artifact.ts'

/** What was found of one source. */
export interface SourceFreshness {
  readonly node: string
  /** `core.orders` */
  readonly name: string
  readonly status: 'pass' | 'warn' | 'error' | 'runtime error'
  /** ISO; null when it has no rows or could not be read. */
  readonly maxLoadedAt: string | null
  readonly snapshottedAt: string
  readonly ageSeconds: number | null
  readonly criteria: NonNullable<SourceDeclaration['freshness']>
  /** Of a runtime error. */
  readonly error: string | null
  readonly seconds: number
}

/** The artifact as one object. */
export function sourcesArtifact(
  found: readonly SourceFreshness[],
  run: { readonly runId: string; readonly startedAt: string; readonly endedAt: string },
): ArtifactEntry {
  return {
    metadata: artifactMetadata('sources', { generatedAt: run.endedAt, invocationId: run.runId }),
    results: found.map(result => entry(result)),
    elapsed_time: (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000,
  }
}

function entry(result: SourceFreshness): ArtifactEntry {
  if (result.status === 'runtime error' || result.maxLoadedAt === null) {
    const error = result.error ?? 'the source has no rows'
    return { unique_id: result.node, error, status: 'runtime error' }
  }
  const { criteria } = result
  return {
    unique_id: result.node,
    max_loaded_at: result.maxLoadedAt,
    snapshotted_at: result.snapshottedAt,
    max_loaded_at_time_ago_in_s: result.ageSeconds,
    status: result.status,
    criteria: {
      warn_after: rule(criteria.warnAfter),
      error_after: rule(criteria.errorAfter),
      filter: criteria.filter ?? null,
    },
    adapter_response: {},
    timing: [],
    thread_id: 'Thread-1',
    execution_time: result.seconds,
  }
}

const rule = (given: FreshnessRule | undefined) => ({
  count: given?.count ?? null,
  period: given?.period ?? null,
})
