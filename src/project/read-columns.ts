/** Reads `columns:` and `constraints:` of a schema file into declarations. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import { readTests } from './read-tests.ts'
import type { ColumnEntry, ConstraintEntry } from './schema-file-shape.ts'
import type { ColumnDeclaration, ConstraintDeclaration } from './types.ts'
import type { YamlDocument } from './yaml-document.ts'

type Report = (problem: ModelError) => void

const NONE: readonly never[] = []
const EMPTY = {}

/** One text or several, or nothing, as a list. */
export function listOf(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined) return NONE
  return typeof value === 'string' ? [value] : value
}

/** The columns of an entry; a name that comes twice is a problem. */
export function readColumns(
  document: YamlDocument,
  columns: readonly ColumnEntry[] | null | undefined,
  report: Report,
): readonly ColumnDeclaration[] {
  if (!columns || columns.length === 0) return NONE
  const seen = new Map<string, number>()
  return columns.map(column => {
    const declaration = readColumn(document, column, report)
    const key = column.name.toLowerCase()
    const first = seen.get(key)
    if (first === undefined) seen.set(key, declaration.place.line)
    else {
      const fields = { kind: 'column', name: column.name, first: `line ${first}` }
      report(modelError('M1102', fields, { place: declaration.place }))
    }
    return declaration
  })
}

function readColumn(
  document: YamlDocument,
  column: ColumnEntry,
  report: Report,
): ColumnDeclaration {
  const constraints = readOwnConstraints(document, column, report)
  return {
    name: column.name,
    description: column.description ?? '',
    ...(column.data_type !== undefined && { dataType: column.data_type }),
    notNull: constraints.some(constraint => constraint.type === 'not_null'),
    tags: column.tags || column.config?.tags ? tagsOf(column) : NONE,
    meta: column.meta || column.config?.meta ? { ...column.config?.meta, ...column.meta } : EMPTY,
    constraints,
    tests: readTests(document, column, report),
    place: document.valuePlace(column, 'name'),
  }
}

const tagsOf = (column: ColumnEntry) => [...listOf(column.config?.tags), ...listOf(column.tags)]

/** Constraints below a column; `nullable: false` is a short form of one. */
function readOwnConstraints(
  document: YamlDocument,
  column: ColumnEntry,
  report: Report,
): readonly ConstraintDeclaration[] {
  if (!column.constraints && column.nullable !== false) return NONE
  const found = (column.constraints ?? []).map(entry => {
    requireExpression(document, entry, report)
    return constraintOf(entry, entry.columns ?? [column.name])
  })
  const short: ConstraintDeclaration = { type: 'not_null', columns: [column.name] }
  const add = column.nullable === false && !found.some(entry => entry.type === 'not_null')
  return add ? [...found, short] : found
}

/** Constraints of a whole entry: over declared columns, and complete. */
export function readConstraints(
  document: YamlDocument,
  entry: {
    readonly constraints?: readonly ConstraintEntry[] | null
    readonly columns?: readonly ColumnEntry[] | null
  },
  report: Report,
): readonly ConstraintDeclaration[] {
  if (!entry.constraints) return NONE
  const names = (entry.columns ?? []).map(column => column.name)
  return entry.constraints.map(constraint => {
    requireExpression(document, constraint, report)
    for (const [index, column] of constraint.columns?.entries() ?? []) {
      if (names.includes(column)) continue
      const place = document.keyPlace(constraint.columns!, index)
      const fields = { found: column, columns: names, nearest: nearest(column, names) }
      report(modelError('M1104', fields, { place }))
    }
    const place = document.valuePlace(constraint, 'type')
    if (constraint.type !== 'check' && !constraint.columns)
      report(modelError('M1105', { type: constraint.type, missing: 'columns' }, { place }))
    return constraintOf(constraint, constraint.columns ?? NONE)
  })
}

function requireExpression(document: YamlDocument, entry: ConstraintEntry, report: Report): void {
  if (entry.expression !== undefined || !['check', 'foreign_key'].includes(entry.type)) return
  const place = document.valuePlace(entry, 'type')
  report(modelError('M1105', { type: entry.type, missing: 'expression' }, { place }))
}

function constraintOf(entry: ConstraintEntry, columns: readonly string[]): ConstraintDeclaration {
  return {
    type: entry.type,
    ...(entry.name !== undefined && { name: entry.name }),
    columns,
    ...(entry.expression !== undefined && { expression: entry.expression }),
  }
}
