/** A run's results as one document, with the keys of run_results.json. Pure. */
import type { Manifest } from '../../../compile/manifest.ts'
import type { Result } from '../../../plan/types.ts'
import type { RunOutcome } from '../../../run/types.ts'
import { printRelation } from '../../../sql/relation.ts'

const STATUS: Partial<Record<Result['status'], string>> = { held: 'skipped' }

/** The document of `--output json` of run, build, test and seed. */
export function resultsDocument(
  outcome: RunOutcome,
  options: { readonly manifest: Manifest; readonly version: string },
): object {
  const elapsed = Date.parse(outcome.endedAt) - Date.parse(outcome.startedAt)
  return {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json',
      dbt_version: options.version,
      generated_at: outcome.endedAt,
      invocation_id: outcome.runId,
      env: {},
    },
    results: outcome.results.map(result => resultEntry(result, options.manifest)),
    elapsed_time: elapsed / 1000,
    args: { which: outcome.command },
  }
}

function resultEntry(result: Result, manifest: Manifest): object {
  const node = manifest.nodes.get(result.node)
  const ended = new Date(Date.parse(result.startedAt) + result.duration).toISOString()
  const hasRelation = node?.kind === 'model' || node?.kind === 'seed'
  return {
    status: STATUS[result.status] ?? result.status,
    timing: [{ name: 'execute', started_at: result.startedAt, completed_at: ended }],
    thread_id: `Thread-${result.thread}`,
    execution_time: result.duration / 1000,
    adapter_response:
      result.kind === 'node' && result.rows !== null ? { rows_affected: result.rows } : {},
    message: result.message,
    failures: result.kind === 'check' ? result.failures : null,
    unique_id: result.node,
    compiled: node?.kind === 'model' || node?.kind === 'test',
    compiled_code: result.kind === 'check' ? result.sql : null,
    relation_name: hasRelation ? printRelation(node.relation) : null,
  }
}
