/** What a CI run found, as one value: the pages and files that are made of it read nothing else. Pure. */
import type { PlannedNode, PlanView } from '../catalog/plan-view.ts'
import type { Manifest, Node } from '../compile/manifest.ts'
import type { DiffRow } from '../diff/diff-row.ts'
import { ModelError } from '../errors/model-error.ts'
import type { CheckResult, NodeResult, Result } from '../plan/types.ts'
import type { RunOutcome } from '../run/types.ts'
import type { RelationName } from '../sql/relation.ts'
import type { Published } from '../state/types.ts'

/** All of a CI run; the format of `model ci --output json`. */
export interface CiReport {
  readonly project: string
  /** The target that the run is compared with, and its prefix. */
  readonly against: string
  readonly against_prefix: string
  /** The target that was built in, under this prefix. */
  readonly target: string
  readonly prefix: string
  readonly place: string
  readonly run_id: string
  readonly started_at: string
  readonly ended_at: string
  /** The moment that stands for now in both. */
  readonly as_of: string
  readonly status: 'unchanged' | 'success' | 'error' | 'interrupted'
  readonly nodes: readonly CiNode[]
  readonly checks: { readonly [K in CheckResult['status']]: number }
  /** Every check that was made or skipped. */
  readonly made_checks: readonly CiCheck[]
  readonly troubles: readonly CiTrouble[]
  readonly differences: readonly DiffRow[]
  /** Relations that stand there and that no node makes any more. */
  readonly left_over: readonly string[]
  /** Sources that have changed since they were read there: differences may come from them. */
  readonly moved_sources: readonly string[]
  /** What reads a changed node and was not selected. */
  readonly not_built: readonly string[]
  readonly warnings: readonly string[]
}

/** A relation that was to be built. */
export interface CiNode {
  readonly unique_id: string
  /** schema.name, without the prefix. */
  readonly name: string
  readonly file: string
  readonly materialized: string
  /** Changed itself, or built because of something above it. */
  readonly change: 'direct' | 'indirect'
  readonly is_new: boolean
  readonly reasons: readonly string[]
  /** A unified diff of its SQL. */
  readonly diff: string | null
  readonly status: NodeResult['status']
  readonly message: string
  readonly rows: number | null
  readonly seconds: number
  /** What it took there, the last time. */
  readonly against_seconds: number | null
}

/** A check and its outcome. */
export interface CiCheck {
  readonly unique_id: string
  readonly name: string
  readonly file: string | null
  readonly line: number | null
  readonly status: CheckResult['status']
  readonly message: string
  readonly seconds: number
}

/** A node or check that failed, or a check that warned. */
export interface CiTrouble {
  readonly unique_id: string
  readonly name: string
  readonly kind: 'node' | 'check'
  readonly status: 'error' | 'fail' | 'warn'
  /** The relation that a check is declared on. */
  readonly about: string | null
  readonly file: string | null
  readonly line: number | null
  readonly code: string | null
  readonly message: string
  readonly hint: string | null
  readonly failures: number | null
  readonly sample: readonly Readonly<Record<string, unknown>>[]
  readonly sql: string
}

/** What a report is made from. */
export interface CiInput {
  readonly manifest: Manifest
  readonly against: string
  readonly againstPrefix: string
  readonly place: string
  readonly plan: PlanView
  readonly outcome: RunOutcome
  /** What stood in the environment that is compared with. */
  readonly there: ReadonlyMap<string, Published>
  readonly differences: readonly DiffRow[]
  readonly movedSources: readonly string[]
  readonly endedAt: string
  /** The environment stays: names are left as they are in it. */
  readonly kept: boolean
}

export function ciReport(input: CiInput): CiReport {
  const { manifest, outcome } = input
  const { target } = manifest.project
  const nodes = ciNodes(input)
  return {
    project: manifest.project.name,
    against: input.against,
    against_prefix: input.againstPrefix,
    target: target.name,
    prefix: target.schemaPrefix,
    place: input.place,
    run_id: outcome.runId,
    started_at: outcome.startedAt,
    ended_at: input.endedAt,
    as_of: outcome.asOf,
    status: outcome.status === 'no-op' ? 'unchanged' : statusOf(input),
    nodes,
    checks: countChecks(outcome.results),
    made_checks: outcome.results.flatMap(result => madeCheck(manifest, result)),
    troubles: [
      ...outcome.results.flatMap(result => trouble(manifest, result)),
      ...refusal(outcome),
    ].map(each => inPlainNames(input, each)),
    differences: input.differences.map(row => withoutPrefixes(input, row)),
    left_over: leftOver(input),
    moved_sources: input.movedSources,
    not_built: notBuilt(manifest, nodes, outcome),
    warnings: outcome.plan.warnings.map(({ text }) => text),
  }
}

function statusOf({ outcome, differences }: CiInput): 'success' | 'error' | 'interrupted' {
  if (outcome.status === 'interrupted') return 'interrupted'
  const unread = differences.some(({ status }) => status === 'error')
  return outcome.status === 'error' || unread ? 'error' : 'success'
}

/** `schema.name` as production has it. */
export function plainName({ schema, name }: RelationName, prefix: string): string {
  return `${schema.startsWith(prefix) ? schema.slice(prefix.length) : schema}.${name}`
}

function withoutPrefixes({ manifest, there }: CiInput, row: DiffRow): DiffRow {
  const node = manifest.nodes.get(row.unique_id)
  if (node === undefined || !('relation' in node)) return row
  const relation = plainName(node.relation, manifest.project.target.schemaPrefix)
  const other = there.get(row.unique_id)?.relation
  return {
    ...row,
    relation,
    against_relation: other === undefined ? row.against_relation : `${other.schema}.${other.name}`,
  }
}

/** Text of SQL or of the database as it would be without the prefix, which is gone when it is read. */
function plainText({ manifest, kept }: CiInput, text: string): string {
  if (kept) return text
  return text.replaceAll(manifest.project.target.schemaPrefix, '').replaceAll('__stage"', '"')
}

function inPlainNames(input: CiInput, given: CiTrouble): CiTrouble {
  return { ...given, message: plainText(input, given.message), sql: plainText(input, given.sql) }
}

function ciNodes(input: CiInput): readonly CiNode[] {
  const { manifest, plan, outcome, there } = input
  const results = new Map(outcome.results.map(result => [result.node, result]))
  return plan.nodes.flatMap((planned): CiNode[] => {
    const result = results.get(planned.unique_id)
    const node = manifest.nodes.get(planned.unique_id)
    if (planned.action !== 'build' || result?.kind !== 'node' || node === undefined) return []
    if (!('relation' in node)) return []
    return [
      {
        unique_id: planned.unique_id,
        name: plainName(node.relation, manifest.project.target.schemaPrefix),
        file: node.path,
        materialized: planned.materialized,
        change: planned.change === 'direct' ? 'direct' : 'indirect',
        is_new: !there.has(planned.unique_id),
        reasons: reasonTexts(planned, there),
        diff: planned.diff && plainText(input, planned.diff),
        status: result.status,
        message: result.message,
        rows: result.rows,
        seconds: result.duration / 1000,
        against_seconds: there.get(planned.unique_id)?.seconds ?? null,
      },
    ]
  })
}

/** How a CI run builds it is no news about the change. */
function reasonTexts({ unique_id: id, reasons }: PlannedNode, there: CiInput['there']) {
  if (!there.has(id)) return ['is new']
  return reasons.filter(({ code }) => code !== 'deferred').map(({ text }) => text)
}

function countChecks(results: readonly Result[]): CiReport['checks'] {
  const counts = { pass: 0, warn: 0, fail: 0, error: 0, skipped: 0, reused: 0 }
  for (const result of results) if (result.kind === 'check') counts[result.status]++
  return counts
}

function madeCheck(manifest: Manifest, result: Result): readonly CiCheck[] {
  if (result.kind !== 'check' || result.status === 'reused') return []
  const node = manifest.nodes.get(result.node)
  return [
    {
      unique_id: result.node,
      name: node?.name ?? result.node,
      file: node?.place.file ?? null,
      line: node?.place.line ?? null,
      status: result.status,
      message: result.message,
      seconds: result.duration / 1000,
    },
  ]
}

function trouble(manifest: Manifest, result: Result): readonly CiTrouble[] {
  const { status } = result
  if (status !== 'error' && status !== 'fail' && status !== 'warn') return []
  const node = manifest.nodes.get(result.node)
  const error = result.error instanceof ModelError ? result.error : undefined
  const place = error?.place ?? node?.place
  const check = result.kind === 'check' ? result : undefined
  const { schemaPrefix } = manifest.project.target
  return [
    {
      unique_id: result.node,
      name:
        node && 'relation' in node ? plainName(node.relation, schemaPrefix) : (node?.name ?? ''),
      kind: result.kind,
      status,
      about: aboutText(manifest, node),
      file: place?.file ?? null,
      line: place?.line ?? null,
      code: error?.code ?? null,
      message: error?.message ?? result.message,
      hint: error?.hint ?? null,
      failures: check?.failures ?? null,
      sample: check?.sample ?? [],
      sql: check?.sql ?? '',
    },
  ]
}

/** Where the name of a check does not say it. */
function aboutText(manifest: Manifest, node: Node | undefined): string | null {
  if (node?.kind !== 'test' || node.definition.kind !== 'generic') return null
  const on = manifest.nodes.get(node.definition.attachedTo)
  if (on === undefined || !('relation' in on)) return null
  const name = plainName(on.relation, manifest.project.target.schemaPrefix)
  const { column } = node.definition
  return column === undefined ? name : `${name}.${column}`
}

/** A publication that failed is nobody's own fault. */
function refusal({ refusal: error }: RunOutcome): readonly CiTrouble[] {
  if (error === undefined) return []
  const known = error instanceof ModelError ? error : undefined
  return [
    {
      ...{ unique_id: '', name: 'the publication', kind: 'node', status: 'error', about: null },
      ...{ file: null, line: null, code: known?.code ?? null, message: error.message },
      ...{ hint: known?.hint ?? null, failures: null, sample: [], sql: '' },
    },
  ]
}

/** Managed tables are nobody's to drop. */
function leftOver({ manifest, there, againstPrefix }: CiInput): readonly string[] {
  return [...there.values()].flatMap(({ id, kind, relation }) =>
    manifest.nodes.has(id) || kind === 'managed' ? [] : [plainName(relation, againstPrefix)],
  )
}

function notBuilt(
  manifest: Manifest,
  nodes: readonly CiNode[],
  { plan }: RunOutcome,
): readonly string[] {
  const selected = new Set(plan.selected)
  const below = new Set(nodes.flatMap(({ unique_id: id }) => [...manifest.graph.descendants(id)]))
  return [...below].flatMap(id => {
    const node = manifest.nodes.get(id)
    if (node?.kind !== 'model' || selected.has(id) || node.materialized === 'ephemeral') return []
    return [plainName(node.relation, manifest.project.target.schemaPrefix)]
  })
}
