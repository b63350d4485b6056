import type { BuiltNode, Manifest, SeedNode } from '../compile/manifest.ts'
import { relationKey } from '../sql/relation.ts'
import { checkSteps } from './check-steps.ts'
import type { PlanInput } from './plan-input.ts'
import { planManaged } from './plan-managed.ts'
import { refuseForeignRelations, refuseMissingParents } from './preconditions.ts'
import { publishSteps } from './publish-steps.ts'
import { isEphemeral } from './relations-read.ts'
import { oldOf, stageOf, workSchemas } from './stage-names.ts'
import type { Plan, Reason, Step } from './types.ts'

/**
 * The steps of a run.
 * @throws ProblemsError M3001 to M3006 before anything is started.
 */
export function planRun(input: PlanInput): Plan {
  const staged = input.command === 'test' ? [] : stagedNodes(input)
  const managed = input.command === 'test' ? [] : planManaged(input)
  refuseForeignRelations(input, staged)
  refuseMissingParents(input, staged, managed)
  const steps: Step[] = [
    ...orphanSteps(input),
    ...schemaSteps(input, staged, managed),
    ...managed,
    ...noOps(input, staged),
    ...staged.map(node => stageStep(input, node)),
    ...(input.noAudit ? [] : checkSteps(input, staged, managed)),
    ...publishSteps(input, staged),
  ]
  return { command: input.command, steps, selected: input.selected }
}

/** True when the plan changes or asks nothing. */
export function isNoOp(plan: Plan): boolean {
  return plan.steps.every(
    step => step.kind === 'no-op' || step.kind === 'skip' || step.kind === 'drop orphan',
  )
}

function stagedNodes(input: PlanInput): readonly BuiltNode[] {
  const nodes: BuiltNode[] = []
  for (const id of input.selected) {
    const node = input.manifest.nodes.get(id)
    if (node?.kind === 'seed' && !node.loadsManaged && seedReason(input, node)) nodes.push(node)
    if (node?.kind === 'model' && !isEphemeral(node) && input.command !== 'seed') nodes.push(node)
  }
  return nodes
}

/** Why a seed is loaded; undefined: it stands as it is. */
function seedReason(input: PlanInput, seed: SeedNode): Reason | undefined {
  const published = input.published.get(seed.id)
  if (published === undefined) return { code: 'never', text: 'never loaded' }
  if (!input.introspection.relations.has(relationKey(seed.relation))) {
    return { code: 'missing', text: 'its table is gone' }
  }
  if (input.command === 'run') return undefined
  if (seed.config.fullRefresh ?? input.fullRefresh) {
    return { code: 'full_refresh', text: 'loaded anew, as asked (full refresh)' }
  }
  if (published.flaw !== undefined)
    return { code: published.flaw, text: `was loaded with --${published.flaw}` }
  if (published.definitionHash === input.seedHashes.get(seed.id)) return undefined
  return { code: 'changed', text: 'the file, its columns or options changed' }
}

function noOps(input: PlanInput, staged: readonly BuiltNode[]): readonly Step[] {
  if (input.command === 'test') return []
  const building = new Set(staged.map(node => node.id))
  return input.selected.flatMap((id): Step[] => {
    const node = input.manifest.nodes.get(id)
    if (node?.kind !== 'seed' || building.has(id) || node.loadsManaged) return []
    const text = input.command === 'run' ? 'loaded already' : 'unchanged'
    return [{ kind: 'no-op', node: id, reason: { code: 'unchanged', text } }]
  })
}

function stageStep(input: PlanInput, node: BuiltNode): Step {
  const materialized =
    node.kind === 'seed' ? 'seed' : node.materialized === 'view' ? 'view' : 'table'
  const reason =
    node.kind === 'seed'
      ? seedReason(input, node)!
      : (input.staleReasons(node.id)[0] ?? { code: 'selected', text: 'selected' })
  return {
    kind: 'stage',
    node: node.id,
    materialized,
    stage: stageOf(node.relation),
    final: node.relation,
    reason,
  }
}

function orphanSteps(input: PlanInput): readonly Step[] {
  if (input.command === 'test') return []
  const schemas = new Set([...writtenSchemas(input.manifest)].flatMap(workSchemas))
  const reason = { code: 'orphan', text: 'left by an earlier run' }
  return [...input.introspection.relations.values()]
    .filter(fact => schemas.has(fact.relation.schema))
    .map(fact => ({
      kind: 'drop orphan',
      relation: fact.relation,
      relationKind: fact.kind,
      reason,
    }))
}

/** Schemas that this project writes on this target. */
export function writtenSchemas(manifest: Manifest): ReadonlySet<string> {
  const schemas = new Set<string>()
  for (const node of manifest.nodes.values()) {
    if (
      node.kind === 'seed' ||
      (node.kind === 'model' && !isEphemeral(node)) ||
      (node.kind === 'source' && node.managed)
    ) {
      schemas.add(node.relation.schema)
    }
  }
  return schemas
}

function schemaSteps(
  input: PlanInput,
  staged: readonly BuiltNode[],
  managed: readonly Step[],
): readonly Step[] {
  const needed = new Set<string>()
  for (const step of managed) if ('relation' in step) needed.add(step.relation.schema)
  for (const { relation } of staged) {
    needed.add(relation.schema)
    needed.add(stageOf(relation).schema)
    needed.add(oldOf(relation).schema)
  }
  const reason = { code: 'missing', text: 'does not exist yet' }
  return [...needed]
    .filter(schema => !input.introspection.schemas.has(schema))
    .map(schema => ({ kind: 'create schema', schema, reason }))
}
