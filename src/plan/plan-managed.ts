/** What happens to managed tables: created when absent, widened by nullable columns, never narrowed or retyped. */
import type { RelationFact } from '../adapters/adapter.ts'
import { sameType } from '../checks/type-names.ts'
import type { SourceNode } from '../compile/manifest.ts'
import { modelError, Problems } from '../errors/model-error.ts'
import { reach } from '../graph/reach.ts'
import { displayRelation, relationKey } from '../sql/relation.ts'
import type { PlanInput } from './plan-input.ts'
import type { Step } from './types.ts'

/** Steps for the managed tables that are selected or that a selected node needs. */
export function planManaged(input: PlanInput): readonly Step[] {
  const problems = new Problems()
  const steps: Step[] = []
  for (const source of managedSources(input)) {
    const fact = input.introspection.relations.get(relationKey(source.relation))
    if (fact === undefined && isReadElsewhere(input, source.id)) continue
    if (fact === undefined) steps.push(createStep(input, source))
    else problems.attempt(() => steps.push(...widen(source, fact, input.typeName)))
  }
  problems.throwIfAny()
  return steps
}

/** One that is asked for by name, or by a build of everything, is made here. */
function isReadElsewhere(input: PlanInput, id: string): boolean {
  const { elsewhere, command, selected } = input
  if (command === 'clone') return !input.managed || !elsewhere?.published.has(id)
  if (!elsewhere?.nodes.has(id)) return false
  return command === 'refresh' || !selected.includes(id)
}

function managedSources(input: PlanInput): readonly SourceNode[] {
  const upwards = { towards: 'parents', depth: Number.POSITIVE_INFINITY } as const
  const needed = reach(input.manifest.graph, input.selected, upwards)
  return [...input.manifest.nodes.values()].filter(
    (node): node is SourceNode => node.kind === 'source' && node.managed && needed.has(node.id),
  )
}

function createStep({ manifest, command, elsewhere }: PlanInput, source: SourceNode): Step {
  const there = command === 'clone' ? elsewhere?.published.get(source.id) : undefined
  const seed = source.backedBy === undefined ? undefined : manifest.nodes.get(source.backedBy)
  return {
    kind: 'create managed',
    node: source.id,
    relation: source.relation,
    ...(there ? { from: there.relation } : seed && { seed: seed.id }),
    reason: { code: 'never', text: 'the managed table does not exist yet' },
  }
}

function widen(
  source: SourceNode,
  fact: RelationFact,
  typeName: PlanInput['typeName'],
): readonly Step[] {
  const existing = new Map(fact.columns.map(column => [column.name, column]))
  const declared = new Set(source.columns.map(column => column.name))
  const relation = displayRelation(source.relation)
  const refuse = (column: string, change: string) =>
    modelError('M3006', { relation, column, change }, { place: source.place, node: source.id })
  for (const column of fact.columns) {
    if (!declared.has(column.name))
      throw refuse(column.name, 'is in the table and no longer in the file')
  }
  for (const column of source.columns) {
    const found = existing.get(column.name)
    if (found === undefined || column.dataType === undefined) continue
    if (!sameType(typeName(column.dataType), found.type)) {
      throw refuse(column.name, `is ${found.type} in the table and ${column.dataType} in the file`)
    }
  }
  const added = source.columns.filter(column => !existing.has(column.name))
  for (const column of added) {
    if (column.notNull) throw refuse(column.name, 'is new and not nullable')
  }
  if (added.length === 0) return []
  const columns = added.map(column => column.name)
  const reason = { code: 'columns', text: `new in the file: ${columns.join(', ')}` }
  return [{ kind: 'add columns', node: source.id, relation: source.relation, columns, reason }]
}
