/** Declared constraints as plain ALTER TABLE, for a stage: they hold before anybody reads it. Pure. */
import type { ModelNode, SeedNode } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import type { ConstraintDeclaration } from '../project/types.ts'
import { printRelation, quoteIdentifier, type RelationName } from '../sql/relation.ts'

type Constrained = Pick<ModelNode | SeedNode, 'id' | 'name' | 'columns' | 'constraints' | 'place'>

/**
 * One statement per constraint of the node and of its columns, in declared order, each constraint once. For tables:
 * views have none.
 * @throws ModelError M3112 when one lacks its columns or its expression.
 */
export function constraintStatements(node: Constrained, relation: RelationName): readonly string[] {
  const ofColumns = node.columns.flatMap(column => [
    ...(column.notNull ? [{ type: 'not_null', columns: [column.name] } as const] : []),
    ...column.constraints.map(constraint => onColumn(constraint, column.name)),
  ])
  const clauses = [...node.constraints, ...ofColumns].flatMap(constraint =>
    clausesOf(node, constraint),
  )
  return [...new Set(clauses)].map(clause => `alter table ${printRelation(relation)} ${clause}`)
}

const onColumn = (constraint: ConstraintDeclaration, column: string): ConstraintDeclaration =>
  constraint.columns.length > 0 ? constraint : { ...constraint, columns: [column] }

function clausesOf(node: Constrained, constraint: ConstraintDeclaration): readonly string[] {
  const columns = constraint.columns.map(quoteIdentifier)
  if (constraint.type !== 'check' && columns.length === 0)
    throw incomplete(node, constraint, 'columns')
  if (constraint.type === 'not_null')
    return columns.map(column => `alter column ${column} set not null`)
  const name =
    constraint.name === undefined ? '' : `constraint ${quoteIdentifier(constraint.name)} `
  return [`add ${name}${definition(node, constraint, columns.join(', '))}`]
}

function definition(node: Constrained, constraint: ConstraintDeclaration, columns: string): string {
  if (constraint.type === 'unique') return `unique (${columns})`
  if (constraint.type === 'primary_key') return `primary key (${columns})`
  const expression = constraint.expression?.trim()
  if (!expression) throw incomplete(node, constraint, 'expression')
  if (constraint.type === 'check') return `check (${expression})`
  return `foreign key (${columns}) references ${expression.replace(/^references\s+/i, '')}`
}

const incomplete = (
  node: Constrained,
  constraint: ConstraintDeclaration,
  missing: 'columns' | 'expression',
) =>
  modelError(
    'M3112',
    { node: node.name, type: constraint.type, missing },
    { place: node.place, node: node.id },
  )
