import type { BuiltNode, Manifest, SeedNode } from '../compile/manifest.ts'
import { relationKey } from '../sql/relation.ts'
import { checkSteps } from './check-steps.ts'
import { type Elsewhere, standingOf } from './elsewhere.ts'
import { cloneSteps } from './plan-clone.ts'
import type { PlanInput } from './plan-input.ts'
import { planManaged } from './plan-managed.ts'
import { refuseForeignRelations, refuseMissingParents } from './preconditions.ts'
import { publishSteps } from './publish-steps.ts'
import { isEphemeral } from './relations-read.ts'
import { oldOf, stageOf, workSchemas } from './stage-names.ts'
import { refreshReasons, staleParents } from './stale-nodes.ts'
import type { Plan, Reason, Step } from './types.ts'
import { withoutViewsElsewhere } from './views-elsewhere.ts'

/**
 * The steps of a run.
 * @throws ProblemsError M3001 to M3006 before anything is started.
 */
export function planRun(input: PlanInput): Plan {
  const chosen = input.command === 'clone' ? cloneSteps(input) : buildSteps(input)
  const work = withoutViewsElsewhere(input, chosen)
  const staged = work.flatMap(step => (step.kind === 'stage' ? [builtNode(input, step.node)] : []))
  const managed = input.command === 'test' ? [] : planManaged(input)
  refuseForeignRelations(input, staged)
  refuseMissingParents(input, staged, managed)
  const steps: Step[] = [
    ...orphanSteps(input),
    ...schemaSteps(input, staged, managed),
    ...managed,
    ...work,
    ...(input.noAudit || input.command === 'clone' ? [] : checkSteps(input, staged, managed)),
    ...publishSteps(input, staged),
  ]
  const warnings = input.command === 'refresh' ? staleParents(input, selectedModels(input)) : []
  const elsewhere = withoutBuilt(input.elsewhere, steps)
  const { command, selected } = input
  return { command, steps, selected, warnings, ...(elsewhere && { elsewhere }) }
}

/** What is built here is read here. */
function withoutBuilt(
  elsewhere: Elsewhere | undefined,
  steps: readonly Step[],
): Elsewhere | undefined {
  if (elsewhere === undefined) return undefined
  const nodes = new Set(elsewhere.nodes)
  for (const step of steps)
    if (step.kind === 'stage' || step.kind === 'create managed') nodes.delete(step.node)
  return { ...elsewhere, nodes }
}

/** What stays, then what is built, each in graph order. */
function buildSteps(input: PlanInput): readonly Step[] {
  const chosen = input.command === 'test' ? [] : chosenNodes(input)
  return [
    ...chosen.flatMap(one => idleSteps(input, one)),
    ...chosen.filter(({ reasons }) => reasons.length > 0).map(stageStep),
  ]
}

const builtNode = ({ manifest }: PlanInput, id: string) => manifest.nodes.get(id) as BuiltNode

const selectedModels = ({ manifest, selected }: PlanInput) =>
  selected.flatMap(id => {
    const node = manifest.nodes.get(id)
    return node?.kind === 'model' && !isEphemeral(node) ? [node] : []
  })

/** True when the plan changes or asks nothing. */
export function isNoOp(plan: Plan): boolean {
  return plan.steps.every(
    step =>
      step.kind === 'no-op' ||
      step.kind === 'skip' ||
      step.kind === 'reuse' ||
      step.kind === 'drop orphan',
  )
}

/** A selected node that has a relation, and why it is built; without a reason it stays as it is. */
interface Chosen {
  readonly node: BuiltNode
  readonly reasons: readonly Reason[]
  /** Its change only adds these columns. */
  readonly adds?: readonly string[]
}

function chosenNodes(input: PlanInput): readonly Chosen[] {
  const chosen: Chosen[] = []
  const building = new Set<string>()
  const choose = (node: BuiltNode, reasons: readonly Reason[]) => {
    const adds = addedColumns(input, node, reasons)
    chosen.push(adds === undefined ? { node, reasons } : { node, reasons: [widening(adds)], adds })
    if (reasons.length > 0 && adds === undefined) building.add(node.id)
  }
  for (const id of input.selected) {
    const node = input.manifest.nodes.get(id)
    if (node?.kind === 'seed' && !node.loadsManaged) choose(node, seedReasons(input, node))
    if (node?.kind !== 'model' || isEphemeral(node) || input.command === 'seed') continue
    if (input.command === 'refresh' && !input.fullRefresh) {
      choose(node, refreshReasons(input, node, building))
    } else {
      const stale = input.staleReasons(id)
      choose(node, stale.length > 0 ? stale : [{ code: 'selected', text: 'selected' }])
    }
  }
  return chosen
}

/** What a model gets, when that is all that is new of it: what it is made from has not changed. */
function addedColumns(
  { widened, noAudit, fullRefresh }: PlanInput,
  { id }: BuiltNode,
  reasons: readonly Reason[],
): readonly string[] | undefined {
  const alone = reasons.length > 0 && reasons.every(({ code }) => code === 'definition')
  return alone && !noAudit && !fullRefresh ? widened?.get(id) : undefined
}

function widening(columns: readonly string[]): Reason {
  const [last, ...others] = [...columns].reverse()
  const all = others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`
  const [what, them] = others.length === 0 ? ['column', 'it'] : ['columns', 'them']
  return { code: 'definition', text: `adds ${what} ${all}; its children do not read ${them}` }
}

function seedReasons(input: PlanInput, seed: SeedNode): readonly Reason[] {
  const reason = seedReason(input, seed)
  return reason === undefined ? [] : [reason]
}

/** Why a seed is loaded; undefined: it stands as it is. */
function seedReason(input: PlanInput, seed: SeedNode): Reason | undefined {
  const isRefresh = input.command === 'refresh'
  const published = standingOf(seed.id, input.published, isRefresh ? input.elsewhere : undefined)
  if (published === undefined) return { code: 'never', text: 'never loaded' }
  if (!input.introspection.relations.has(relationKey(published.relation))) {
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

/** What stays says so: seeds as NO-OP, which people know, models as REUSED. */
function idleSteps(input: PlanInput, { node, reasons }: Chosen): readonly Step[] {
  if (reasons.length > 0) return []
  const { elsewhere } = input
  if (input.command === 'refresh' && elsewhere?.nodes.has(node.id)) {
    const since = elsewhere.published.get(node.id)?.publishedAt
    const text = `read in ${elsewhere.target}, where it was refreshed at ${since}`
    return [{ kind: 'reuse', node: node.id, reason: { code: 'deferred', text } }]
  }
  if (node.kind === 'seed') {
    const text = input.command === 'run' ? 'loaded already' : 'unchanged'
    return [{ kind: 'no-op', node: node.id, reason: { code: 'unchanged', text } }]
  }
  const since = input.published.get(node.id)?.publishedAt
  const text = `nothing that it is made from has changed since ${since}`
  return [{ kind: 'reuse', node: node.id, reason: { code: 'fresh', text } }]
}

function stageStep({ node, reasons, adds }: Chosen): Step {
  const materialized =
    node.kind === 'seed' ? 'seed' : node.materialized === 'view' ? 'view' : 'table'
  const [reason, ...also] = reasons
  return {
    kind: 'stage',
    node: node.id,
    materialized,
    stage: stageOf(node.relation),
    final: node.relation,
    reason: reason!,
    ...(also.length === 0 ? {} : { also }),
    ...(adds === undefined ? {} : { adds }),
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
