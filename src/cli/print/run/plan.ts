/** The steps of a plan with their reasons, for people and as objects. Pure. */
import type { Manifest } from '../../../compile/manifest.ts'
import type { Plan, Step } from '../../../plan/types.ts'
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
  readonly reason: string
  readonly reason_code: string
}

/** The steps as flat objects: `--dry-run --output json`. */
export function planRows(plan: Plan): PlanRow[] {
  return plan.steps.map(step => ({
    action: step.kind,
    node: 'node' in step ? step.node : null,
    relation: stepRelation(step),
    materialized: step.kind === 'stage' ? step.materialized : null,
    nodes: step.kind === 'check' ? step.over : step.kind === 'publish' ? step.nodes : [],
    tests: step.kind === 'check' ? step.tests : [],
    reason: step.reason.text,
    reason_code: step.reason.code,
  }))
}

/** The steps as a table. */
export function printPlan(plan: Plan, manifest: Manifest, options: TableOptions): string {
  const rows = plan.steps.map((step, index) => [
    index + 1,
    step.kind,
    stepSubject(step, manifest),
    step.reason.text,
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
    case 'no-op':
      return displayNode(manifest, step.node)
  }
}
