/** The view model of `model plan`: for each relation what would become of it, why, and what that costs. Pure. */
import type { Manifest } from '../compile/manifest.ts'
import { allFailedRows } from '../plan/failed-rows.ts'
import type { Plan, PublishNote, Reason, Step } from '../plan/types.ts'
import { displayRelation } from '../sql/relation.ts'
import type { PastResult } from '../state/history.ts'
import type { Published } from '../state/types.ts'
import { estimateSeconds } from './estimate.ts'

/** One relation, or one managed table; the format of `model plan --output json`. */
export interface PlannedNode {
  readonly unique_id: string
  /** schema.name */
  readonly name: string
  /** `left over`: made by this project and no longer in it; `model gc` drops it. */
  readonly action: 'build' | 'create' | 'alter' | 'reuse' | 'left over'
  readonly materialized: string
  /**
   * Whose doing it is: `direct`, the node's own definition (or that it was never built); `data`, a source's rows or the
   * time; `indirect`, something above it that is built or changed.
   */
  readonly change: 'direct' | 'data' | 'indirect' | null
  readonly reasons: readonly {
    readonly code: string
    readonly parent: string | null
    readonly text: string
  }[]
  /** A unified diff of the SQL, published against now; null when it has not changed or the old text is not known. */
  readonly diff: string | null
  /** Checks that would be made over it. */
  readonly checks: number
  /** `swap`, `in place: because`, ...; null when it is not published. */
  readonly publication: string | null
  /** What it took last time; null when it never was built. */
  readonly seconds: number | null
}

/** All that a plan shows. */
export interface PlanView {
  readonly nodes: readonly PlannedNode[]
  /** Checks that would be made, and those that hold still. */
  readonly checks: { readonly made: number; readonly reused: number }
  /** Views outside of the selection that are written again, because they read what is replaced. */
  readonly repointed: readonly string[]
  readonly warnings: readonly Reason[]
  /** How long it would take by the last runs; `unknown`: nodes that were never built. */
  readonly estimate: { readonly seconds: number; readonly unknown: number }
}

export interface PlanViewInput {
  readonly manifest: Manifest
  readonly plan: Plan
  readonly published: ReadonlyMap<string, Published>
  readonly latest: ReadonlyMap<string, PastResult>
  /** Diffs by node. */
  readonly diffs: ReadonlyMap<string, string>
  readonly threads: number
}

/** Builds, in their order; then what stays; then what is left over. */
export function planView(input: PlanViewInput): PlanView {
  const { plan } = input
  const nodes = plan.steps.flatMap(step => plannedNode(input, step))
  const checks = plan.steps.filter(step => step.kind === 'check')
  const reused = plan.steps.filter(step => step.kind === 'reuse' && isTest(input.manifest, step))
  return {
    nodes: [...nodes, ...leftOver(input)],
    checks: { made: checks.flatMap(({ tests }) => tests).length, reused: reused.length },
    repointed: notes(plan)
      .filter(({ kind }) => kind === 're-point')
      .map(({ relation }) => displayRelation(relation)),
    warnings: plan.warnings,
    estimate: estimateSeconds(input),
  }
}

const isTest = (manifest: Manifest, { node }: { readonly node: string }) =>
  manifest.nodes.get(node)?.kind === 'test'

function plannedNode(input: PlanViewInput, step: Step): readonly PlannedNode[] {
  switch (step.kind) {
    case 'stage':
      return [
        {
          ...describe(input, step.node, [step.reason, ...(step.also ?? [])]),
          action: 'build',
          materialized: step.materialized,
          checks: checksOver(input.plan, step.node),
          publication: publicationOf(input.plan, step),
        },
      ]
    case 'create managed':
    case 'add columns':
      return [
        {
          ...describe(input, step.node, [step.reason]),
          action: step.kind === 'create managed' ? 'create' : 'alter',
          materialized: 'managed',
          change: 'direct',
        },
      ]
    case 'reuse':
    case 'no-op':
      if (isTest(input.manifest, step)) return []
      return [{ ...describe(input, step.node, [step.reason]), action: 'reuse', change: null }]
    default:
      return []
  }
}

function describe(
  input: PlanViewInput,
  id: string,
  reasons: readonly Reason[],
): Omit<PlannedNode, 'action'> {
  const node = input.manifest.nodes.get(id)
  const result = input.latest.get(id)
  return {
    unique_id: id,
    name: node && 'relation' in node ? displayRelation(node.relation) : id,
    materialized: node?.kind === 'model' ? node.materialized : (node?.kind ?? ''),
    change: changeOf(input.manifest, reasons),
    reasons: reasons.map(({ code, parent, text }) => ({ code, parent: parent ?? null, text })),
    diff: input.diffs.get(id) ?? null,
    checks: 0,
    publication: null,
    seconds: result === undefined || result.status === 'error' ? null : result.seconds,
  }
}

const DIRECT: ReadonlySet<string> = new Set([
  'definition',
  'never',
  'missing',
  'flawed',
  'changed',
  'full_refresh',
  'selected',
])

function changeOf(manifest: Manifest, reasons: readonly Reason[]): PlannedNode['change'] {
  if (reasons.some(({ code }) => DIRECT.has(code))) return 'direct'
  const ofData = ({ code, parent }: Reason) =>
    code === 'as_of' || (parent !== undefined && manifest.nodes.get(parent)?.kind === 'source')
  return reasons.some(ofData) ? 'data' : 'indirect'
}

function checksOver(plan: Plan, id: string): number {
  return plan.steps.reduce(
    (sum, step) => sum + (step.kind === 'check' && step.over.includes(id) ? step.tests.length : 0),
    0,
  )
}

const notes = (plan: Plan): readonly PublishNote[] =>
  plan.steps.flatMap(step => (step.kind === 'publish' ? step.notes : []))

function publicationOf(plan: Plan, step: Extract<Step, { kind: 'stage' }>): string {
  const kept = notes(plan).find(({ kind, node }) => kind === 'in place' && node === step.node)
  if (kept !== undefined) return `in place: ${kept.reason.text}`
  return step.materialized === 'view' ? 'replaced' : 'swap'
}

/** Relations that the ledger knows and no node makes any more. */
function leftOver({ manifest, published }: PlanViewInput): readonly PlannedNode[] {
  const failed = allFailedRows(manifest)
  return [...published.values()].flatMap((entry): PlannedNode[] => {
    const made = manifest.nodes.has(entry.id) || failed.has(entry.id)
    if (made || entry.kind === 'managed') return []
    const text = 'no node of the project makes it any more; model gc drops it'
    return [
      {
        unique_id: entry.id,
        name: displayRelation(entry.relation),
        action: 'left over',
        materialized: entry.kind,
        change: null,
        reasons: [{ code: 'left_over', parent: null, text }],
        diff: null,
        checks: 0,
        publication: null,
        seconds: null,
      },
    ]
  })
}
