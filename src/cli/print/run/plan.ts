/** The steps of a plan with their reasons, for people and as objects. Pure. */
import type { Manifest } from '../../../compile/manifest.ts'
import type { Plan, PublishNote, Step } from '../../../plan/types.ts'
import type { CallEstimate } from '../../../run/types.ts'
import { displayRelation } from '../../../sql/relation.ts'
import { count } from '../format.ts'
import { printTable, type TableOptions } from '../table.ts'
import { displayNode } from './labels.ts'

/** One step, flat. */
export interface PlanRow {
  readonly action: Step['kind']
  readonly node: string | null
  readonly relation: string | null
  readonly materialized: string | null
  /** Nodes of a step over several: those a check reads, those published together. */
  readonly nodes: readonly string[]
  readonly tests: readonly string[]
  /** Of a publication: tables whose rows are replaced under their identity. */
  readonly in_place: readonly NoteRow[]
  /** Of a publication: views outside of the run that are written again. */
  readonly repointed: readonly NoteRow[]
  readonly reason: string
  readonly reason_code: string
  /** Of a model in TypeScript: what it would ask of others, and what that may cost. */
  readonly calls?: number
  readonly calls_remembered?: number
  readonly calls_cost?: number
  /** Why calls cannot be counted, or not to the end. */
  readonly calls_problem?: string
}

interface NoteRow {
  readonly node: string
  readonly relation: string
  readonly reason: string
  readonly reason_code: string
}

/** The steps as flat objects: `--dry-run --output json`. */
export function planRows(plan: Plan, calls: readonly CallEstimate[] = []): PlanRow[] {
  return plan.steps.map(step => ({
    action: step.kind,
    node: 'node' in step ? step.node : null,
    relation: stepRelation(step),
    materialized: step.kind === 'stage' ? step.materialized : null,
    nodes: step.kind === 'check' ? step.over : step.kind === 'publish' ? step.nodes : [],
    tests: step.kind === 'check' ? step.tests : [],
    in_place: noteRows(step, 'in place'),
    repointed: noteRows(step, 're-point'),
    reason: step.reason.text,
    reason_code: step.reason.code,
    ...(step.kind === 'stage' && callKeys(calls.find(({ node }) => node === step.node))),
  }))
}

function callKeys(estimate: CallEstimate | undefined): Partial<PlanRow> {
  if (estimate === undefined) return {}
  const { calls, remembered, cost, problem } = estimate
  const counts = { calls, calls_remembered: remembered, calls_cost: cost }
  return { ...counts, ...(problem !== undefined && { calls_problem: problem }) }
}

/** A line for each model that asks others. */
export function printCalls(calls: readonly CallEstimate[], manifest: Manifest): readonly string[] {
  return calls.flatMap(({ node, calls: made, remembered, cost, problem }) => {
    const name = displayNode(manifest, node)
    if (problem !== undefined) return [`${name}: its calls cannot be counted: ${problem}`]
    if (made + remembered === 0) return []
    const price = cost > 0 ? `, cost about ${cost.toFixed(2)}` : ''
    const known = remembered > 0 ? `, ${remembered} remembered` : ''
    return [`${name}: ${count(made, 'call')} to make${price}${known}`]
  })
}

function noteRows(step: Step, kind: PublishNote['kind']): readonly NoteRow[] {
  if (step.kind !== 'publish') return []
  return step.notes
    .filter(note => note.kind === kind)
    .map(({ node, relation, reason }) => ({
      node,
      relation: displayRelation(relation),
      reason: reason.text,
      reason_code: reason.code,
    }))
}

/** The steps as a table; beneath a publication, what is not plainly swapped. */
export function printPlan(plan: Plan, manifest: Manifest, options: TableOptions): string {
  const rows = plan.steps.flatMap((step, index) => [
    [index + 1, step.kind, stepSubject(step, manifest), step.reason.text],
    ...(step.kind === 'publish' ? step.notes : []).map(note => [
      '',
      note.kind === 'in place' ? 'replace rows' : 're-point',
      displayRelation(note.relation),
      note.kind === 'in place' ? `in place: ${note.reason.text}` : note.reason.text,
    ]),
  ])
  const columns = [
    { name: 'step', align: 'right' as const },
    { name: 'action' },
    { name: 'on' },
    { name: 'because' },
  ]
  return printTable(columns, rows, options)
}

function stepRelation(step: Step): string | null {
  if (step.kind === 'create schema') return step.schema
  if (step.kind === 'stage') return displayRelation(step.final)
  return 'relation' in step ? displayRelation(step.relation) : null
}

function stepSubject(step: Step, manifest: Manifest): string {
  switch (step.kind) {
    case 'create schema':
      return step.schema
    case 'drop orphan':
    case 'create managed':
      return displayRelation(step.relation)
    case 'add columns':
      return `${step.columns.join(', ')} to ${displayRelation(step.relation)}`
    case 'stage':
      return `${step.materialized} ${displayRelation(step.final)}`
    case 'check':
      return `${count(step.tests.length, 'test')} on ${step.over.map(id => displayNode(manifest, id)).join(', ')}`
    case 'publish':
      return step.mode === 'together'
        ? `${count(step.nodes.length, 'relation')} together`
        : `${step.nodes.map(id => displayNode(manifest, id)).join(', ')} on its own`
    case 'skip':
    case 'reuse':
    case 'no-op':
      return displayNode(manifest, step.node)
  }
}
