/** Enforced contracts: the columns that a schema file promises against those that a stage has. Pure. */
import type { ColumnFact } from '../adapters/adapter.ts'
import type { ModelNode, SeedNode } from '../compile/manifest.ts'
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { ColumnDeclaration } from '../project/types.ts'
import { sameType } from './type-names.ts'

/** One column that is not as declared. */
export interface ContractDifference {
  readonly column: string
  /** Absent: the column is not declared. */
  readonly declared?: string
  /** Absent: the relation has no such column. */
  readonly found?: string
}

type Contracted = Pick<ModelNode | SeedNode, 'id' | 'name' | 'columns' | 'config' | 'place'>

/** The error of a node that enforces a contract without declaring all data types (before anything runs). */
export function incompleteContract(node: Contracted): ModelError | undefined {
  if (!node.config.contractEnforced) return undefined
  const untyped = node.columns.filter(column => column.dataType === undefined)
  if (node.columns.length > 0 && untyped.length === 0) return undefined
  const columns = untyped.map(column => column.name)
  return modelError('M3111', { node: node.name, columns }, { place: node.place, node: node.id })
}

/** The error of a stage that breaks its node's contract, with the differences as a table. */
export function brokenContract(
  node: Contracted,
  found: readonly ColumnFact[],
  typeName: (declared: string) => string,
): ModelError | undefined {
  if (!node.config.contractEnforced) return undefined
  const differences = contractDifferences(node.columns, found, typeName)
  if (differences.length === 0) return undefined
  const fields = { node: node.name, table: printDifferences(differences) }
  return modelError('M3110', fields, { place: node.place, node: node.id })
}

/** What differs, by column: those missing or of another type in declared order, then those undeclared. */
export function contractDifferences(
  declared: readonly ColumnDeclaration[],
  found: readonly ColumnFact[],
  typeName: (declared: string) => string = text => text,
): readonly ContractDifference[] {
  const types = new Map(found.map(column => [column.name, column.type]))
  const names = new Set(declared.map(column => column.name))
  const changed = declared.flatMap((column): ContractDifference[] => {
    const wanted = column.dataType ?? 'any type'
    const type = types.get(column.name)
    if (type === undefined) return [{ column: column.name, declared: wanted }]
    const same = column.dataType === undefined || sameType(typeName(column.dataType), type)
    return same ? [] : [{ column: column.name, declared: wanted, found: type }]
  })
  const extra = found.filter(column => !names.has(column.name))
  return [...changed, ...extra.map(column => ({ column: column.name, found: column.type }))]
}

/** The differences as lines of a table: column, declared, found. */
export function printDifferences(differences: readonly ContractDifference[]): string {
  const rows = differences.map(row => [
    row.column,
    row.declared ?? '(not declared)',
    row.found ?? '(no such column)',
  ])
  const table = [['column', 'declared', 'found'], ...rows]
  const widths = [0, 1, 2].map(i => Math.max(...table.map(row => row[i]!.length)))
  return table
    .map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd())
    .join('\n')
}
