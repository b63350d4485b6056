/** target/run_results.json, dbt's v6: what became of each node in a run. Pure. */
import type { Manifest, Node } from '../compile/manifest.ts'
import type { CheckResult, NodeResult, Result } from '../plan/types.ts'
import { printRelation, quoteIdentifier } from '../sql/relation.ts'
import { type ArtifactEntry, artifactMetadata } from './artifact.ts'

/** The run that the artifact is about; a run's outcome has these keys. */
export interface RunSummary {
  readonly runId: string
  readonly command: string
  readonly startedAt: string
  readonly endedAt: string
  readonly results: readonly Result[]
  /** Nodes that were built well and yet not published, each with the node or check that is the cause. */
  readonly held: readonly { readonly node: string; readonly because: string }[]
}

export interface RunResultsOptions {
  readonly database: string
  /** SQL of a model that was rendered. */
  readonly compiledSql?: (id: string) => string | undefined
  /** The command's options, for `args`. */
  readonly args?: Readonly<Record<string, unknown>>
}

interface ResultContext extends RunResultsOptions {
  readonly manifest: Manifest
  readonly heldBy: ReadonlyMap<string, string>
}

/** The artifact as one object. */
export function runResultsArtifact(
  run: RunSummary,
  manifest: Manifest,
  options: RunResultsOptions,
): ArtifactEntry {
  const heldBy = new Map(run.held.map(({ node, because }) => [node, because]))
  const context = { ...options, manifest, heldBy }
  return {
    metadata: artifactMetadata('run-results', {
      generatedAt: run.endedAt,
      invocationId: run.runId,
    }),
    results: run.results.map(result => resultEntry(result, context)),
    elapsed_time: seconds(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    args: { ...options.args, which: run.command },
  }
}

function resultEntry(result: Result, context: ResultContext): ArtifactEntry {
  const node = context.manifest.nodes.get(result.node)
  const own = result.kind === 'node' ? nodeKeys(result, context) : checkKeys(result)
  return {
    ...own,
    timing: own['status'] === 'skipped' && result.duration === 0 ? [] : timing(result),
    thread_id: `Thread-${result.thread + 1}`,
    execution_time: seconds(result.duration),
    unique_id: result.node,
    relation_name: result.kind === 'node' ? relationName(node, context.database) : null,
  }
}

/** A node that was built and held back is skipped to other tools: readers still see the old one. */
function nodeKeys(
  result: NodeResult,
  { heldBy, manifest, compiledSql }: ResultContext,
): ArtifactEntry {
  const code = compiledSql?.(result.node) ?? null
  const because = heldBy.get(result.node)
  const held = result.status === 'held' || (result.status === 'success' && because !== undefined)
  const cause = because === undefined ? undefined : (manifest.nodes.get(because)?.name ?? because)
  return {
    status: held ? 'skipped' : result.status,
    adapter_response: held ? {} : response(result),
    message: held && cause !== undefined ? `held back by ${cause}` : result.message,
    failures: null,
    compiled: code !== null,
    compiled_code: code,
  }
}

function checkKeys(result: CheckResult): ArtifactEntry {
  return {
    status: result.status,
    adapter_response: {},
    message: result.message === '' ? null : result.message,
    failures: result.failures,
    compiled: result.sql !== '',
    compiled_code: result.sql === '' ? null : result.sql,
  }
}

function response({ rows, message }: NodeResult): ArtifactEntry {
  return rows === null ? {} : { _message: message, rows_affected: rows }
}

function timing({ startedAt, duration }: Result): readonly ArtifactEntry[] {
  const completed = new Date(Date.parse(startedAt) + duration).toISOString()
  return [
    { name: 'compile', started_at: startedAt, completed_at: startedAt },
    { name: 'execute', started_at: startedAt, completed_at: completed },
  ]
}

function relationName(node: Node | undefined, database: string): string | null {
  if (node?.kind !== 'model' && node?.kind !== 'seed') return null
  if (node.kind === 'model' && node.materialized === 'ephemeral') return null
  return `${quoteIdentifier(database)}.${printRelation(node.relation)}`
}

const seconds = (milliseconds: number): number => milliseconds / 1000
