/** What must hold before a run starts: relations are ours, parents exist. All problems at once. */
import type { BuiltNode } from '../compile/manifest.ts'
import { modelError, Problems } from '../errors/model-error.ts'
import { displayRelation, relationKey } from '../sql/relation.ts'
import { failedRows } from './failed-rows.ts'
import type { PlanInput } from './plan-input.ts'
import { relationNode, relationsRead } from './relations-read.ts'
import type { Step } from './types.ts'

/** @throws ProblemsError M3001, M3002, M3322: a relation to be built exists and is not ours. */
export function refuseForeignRelations(input: PlanInput, staged: readonly BuiltNode[]): void {
  const problems = new Problems()
  const owners = new Map(input.owners.map(owner => [relationKey(owner.relation), owner]))
  for (const node of staged) {
    const fact = input.introspection.relations.get(relationKey(node.relation))
    const owner = owners.get(relationKey(node.relation))
    const failed = node.kind === 'model' ? failedRows(node)?.relation : undefined
    if (failed && input.introspection.relations.has(relationKey(failed)))
      if (!owners.has(relationKey(failed)))
        problems.add(foreignFailures(node, displayRelation(failed)))
    const relation = displayRelation(node.relation)
    const context = { place: node.place, node: node.id }
    if (owner === undefined) {
      if (fact && !input.adopt)
        problems.add(modelError('M3001', { relation, kind: fact.kind }, context))
    } else if (
      owner.project !== input.scope.project ||
      owner.environment !== input.scope.environment
    ) {
      const { project, environment } = owner
      if (fact) problems.add(modelError('M3002', { relation, project, environment }, context))
    }
  }
  problems.throwIfAny()
}

function foreignFailures({ name, place, id }: BuiltNode, relation: string) {
  return modelError('M3322', { relation, name }, { place, node: id })
}

/** @throws ProblemsError M3003, M3004: what a staged node reads is neither in the run nor in the database. */
export function refuseMissingParents(
  input: PlanInput,
  staged: readonly BuiltNode[],
  managed: readonly Step[],
): void {
  const problems = new Problems()
  const present = new Set(staged.map(node => node.id))
  for (const step of managed) if (step.kind === 'create managed') present.add(step.node)
  for (const node of staged) {
    for (const id of relationsRead(input.manifest, node.id)) {
      const parent = relationNode(input.manifest, id)
      if (parent === undefined || present.has(id)) continue
      if (input.introspection.relations.has(relationKey(parent.relation))) continue
      if (input.elsewhere?.nodes.has(id)) continue
      const relation = displayRelation(parent.relation)
      const context = { place: node.place, node: node.id }
      problems.add(
        parent.kind === 'source'
          ? modelError('M3004', { node: node.name, relation, database: input.database }, context)
          : modelError(
              'M3003',
              {
                node: node.name,
                parent: parent.name,
                relation,
                leaf: node.name,
                ...(input.elsewhere && { deferred: input.elsewhere.target }),
              },
              context,
            ),
      )
    }
  }
  problems.throwIfAny()
}
