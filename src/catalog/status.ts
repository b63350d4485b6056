/** The view model of `model status`: what stands for each relation, whether it is stale, and why. Pure. */
import type { BuiltNode, Manifest, SourceNode } from '../compile/manifest.ts'
import { type Elsewhere, relationElsewhere, standingOf } from '../plan/elsewhere.ts'
import { relationNode, relationOwner } from '../plan/relations-read.ts'
import type { Reason } from '../plan/types.ts'
import { displayRelation, relationKey } from '../sql/relation.ts'
import type { PastResult } from '../state/history.ts'
import type { CheckCounts, Published } from '../state/types.ts'

/** One row of `model status`; the format of `--output json`. Times are UTC ISO; a golden file holds the keys. */
export interface StatusRow {
  readonly unique_id: string
  /** schema.name */
  readonly name: string
  readonly resource_type: 'model' | 'seed' | 'source'
  readonly materialized: string
  readonly relation: string
  readonly environment: string
  readonly state: 'fresh' | 'stale' | 'never' | 'missing'
  readonly reasons: readonly {
    readonly code: string
    readonly parent: string | null
    readonly text: string
  }[]
  readonly refreshed_at: string | null
  readonly age_seconds: number | null
  readonly as_of: string | null
  /** The oldest as_of among what it was built from. */
  readonly data_as_of: string | null
  /** As published; null for views and managed tables. */
  readonly rows: number | null
  /** Rows of all that it was built from, when they are known. */
  readonly source_rows: number | null
  readonly run_id: string | null
  readonly definition_hash: string | null
  readonly checks: CheckCounts & { readonly checked_at: string | null }
  readonly last_result: {
    readonly run_id: string
    readonly status: string
    readonly ended_at: string
    readonly message: string
  } | null
}

export interface StatusInput {
  readonly manifest: Manifest
  /** Ids to report, in order; those without a relation are left out. */
  readonly ids: readonly string[]
  readonly published: ReadonlyMap<string, Published>
  readonly latest: ReadonlyMap<string, PastResult>
  /** Relations that exist, by `relationKey`. */
  readonly existing: ReadonlySet<string>
  readonly staleReasons: (id: string) => readonly Reason[]
  readonly environment: string
  /** What is read in another environment, and what that is called. */
  readonly elsewhere?: Elsewhere
  readonly otherEnvironment?: string
  readonly now: Date
}

/** One row for each model, seed and managed table. */
export function statusRows(input: StatusInput): readonly StatusRow[] {
  const checks = checksByNode(input)
  return input.ids.flatMap(id => {
    const node = relationNode(input.manifest, id)
    if (node === undefined || (node.kind === 'source' && !node.managed)) return []
    if (node.kind === 'seed' && node.loadsManaged) return []
    return [statusRow(input, node, checks.get(id))]
  })
}

type Checks = StatusRow['checks']

function statusRow(
  input: StatusInput,
  node: BuiltNode | SourceNode,
  checks: Checks | undefined,
): StatusRow {
  const there = relationElsewhere(input.manifest, input.elsewhere, node.id)
  const published = standingOf(node.id, input.published, input.elsewhere)
  const relation = there ?? node.relation
  const exists = there !== undefined || input.existing.has(relationKey(relation))
  const reasons =
    published === undefined || !exists || node.kind === 'source' ? [] : input.staleReasons(node.id)
  return {
    unique_id: node.id,
    name: displayRelation(node.relation),
    resource_type: node.kind,
    materialized: node.kind === 'source' ? 'managed' : node.config.materialized,
    relation: displayRelation(relation),
    environment: (there && input.otherEnvironment) ?? input.environment,
    state: stateOf(published, exists, reasons),
    reasons: reasons.map(({ code, parent, text }) => ({ code, parent: parent ?? null, text })),
    ...freshnessOf(input, published),
    checks: checks ?? { pass: 0, warn: 0, fail: 0, checked_at: null },
    last_result: lastResult(input.latest.get(node.id)),
  }
}

function stateOf(
  published: Published | undefined,
  exists: boolean,
  reasons: readonly Reason[],
): StatusRow['state'] {
  if (published === undefined) return 'never'
  if (!exists) return 'missing'
  return reasons.length > 0 ? 'stale' : 'fresh'
}

function freshnessOf(input: StatusInput, published: Published | undefined) {
  if (published === undefined) {
    const nothing = { refreshed_at: null, age_seconds: null, as_of: null, data_as_of: null }
    return { ...nothing, rows: null, source_rows: null, run_id: null, definition_hash: null }
  }
  const age = (input.now.getTime() - Date.parse(published.publishedAt)) / 1000
  const inputs = inputsNow(input, published)
  return {
    refreshed_at: published.publishedAt,
    age_seconds: Math.max(0, Math.round(age)),
    as_of: published.asOf,
    data_as_of: inputs.asOf,
    rows: rowsNow(published),
    source_rows: inputs.rows,
    run_id: published.runId,
    definition_hash: published.definitionHash,
  }
}

/** The oldest as_of among a relation and its inputs, and the rows of those that are known. One look at each: they are many. */
function inputsNow(
  input: StatusInput,
  published: Published,
): { readonly asOf: string; readonly rows: number | null } {
  let { asOf } = published
  let rows: number | null = null
  for (const id of Object.keys(published.inputs)) {
    const standing = standingOf(id, input.published, input.elsewhere)
    if (standing === undefined) continue
    if (standing.asOf < asOf) asOf = standing.asOf
    const own = rowsNow(standing)
    if (own !== null) rows = (rows ?? 0) + own
  }
  return { asOf, rows }
}

/** A managed table has gone on since it was made. */
function rowsNow({ kind, rows }: Published): number | null {
  return kind === 'managed' ? null : rows
}

/** The newest verdict of each check, counted for every relation that it reads. */
function checksByNode(input: StatusInput): ReadonlyMap<string, Checks> {
  const counts = new Map<string, { -readonly [K in keyof Checks]: Checks[K] }>()
  for (const [id, result] of input.latest) {
    const test = input.manifest.nodes.get(id)
    if (test?.kind !== 'test' || result.status === 'skipped') continue
    for (const read of test.dependsOn.map(other => relationOwner(input.manifest, other))) {
      const own = counts.get(read) ?? { pass: 0, warn: 0, fail: 0, checked_at: null }
      counts.set(read, own)
      if (result.status === 'pass') own.pass++
      else if (result.status === 'warn') own.warn++
      else own.fail++
      if (own.checked_at === null || own.checked_at < result.endedAt)
        own.checked_at = result.endedAt
    }
  }
  return counts
}

function lastResult(result: PastResult | undefined): StatusRow['last_result'] {
  if (result === undefined) return null
  const { runId, status, endedAt, message } = result
  return { run_id: runId, status, ended_at: endedAt, message }
}
