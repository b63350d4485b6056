/** Which columns tell the rows of a node apart, by what its files declare. Pure. */
import type { BuiltNode, Manifest, Node, TestNode } from '../compile/manifest.ts'

type Key = readonly string[]

/**
 * Keys of a node, the surest first: its primary key, columns tested as unique and not null, combinations tested as
 * unique, unique constraints, columns tested as unique alone.
 */
export function declaredKeys(manifest: Manifest): (node: BuiltNode) => readonly Key[] {
  const tests = testsByNode(manifest)
  return node => {
    const own = [
      ...(tests.get(node.id) ?? []),
      ...(node.kind === 'seed' && node.backs !== undefined ? (tests.get(node.backs) ?? []) : []),
    ]
    const isNotNull = notNullColumns(node, own)
    const unique = own.flatMap(uniqueColumn)
    return [
      ...constraintKeys(node, 'primary_key'),
      ...unique.filter(isNotNull).map(column => [column]),
      ...own.flatMap(uniqueCombination),
      ...constraintKeys(node, 'unique'),
      ...unique.filter(column => !isNotNull(column)).map(column => [column]),
    ]
  }
}

type GenericTest = TestNode & { readonly definition: { readonly kind: 'generic' } }

/** Built-in tests that hold for all rows. */
function testsByNode(manifest: Manifest): ReadonlyMap<string, readonly GenericTest[]> {
  const tests = new Map<string, GenericTest[]>()
  for (const node of manifest.nodes.values()) {
    if (!isWholeTest(node)) continue
    const { attachedTo } = node.definition
    tests.set(attachedTo, [...(tests.get(attachedTo) ?? []), node])
  }
  return tests
}

function isWholeTest(node: Node): node is GenericTest {
  if (node.kind !== 'test' || node.definition.kind !== 'generic') return false
  return node.definition.builtIn && node.config.where === undefined
}

function notNullColumns(node: BuiltNode, tests: readonly GenericTest[]) {
  const tested = tests.flatMap(({ definition: { test, column } }) =>
    test === 'not_null' && column !== undefined ? [column] : [],
  )
  const declared = node.columns.flatMap(({ name, notNull }) => (notNull ? [name] : []))
  const names = new Set([...tested, ...declared])
  return (column: string): boolean => names.has(column)
}

function uniqueColumn({ definition: { test, column } }: GenericTest): readonly string[] {
  return test === 'unique' && column !== undefined ? [column] : []
}

function uniqueCombination({ definition: { test, declaration } }: GenericTest): readonly Key[] {
  const { columns } = declaration.arguments
  if (test !== 'unique_combination' || !Array.isArray(columns)) return []
  return [columns.filter(column => typeof column === 'string')]
}

function constraintKeys(node: BuiltNode, type: 'primary_key' | 'unique'): readonly Key[] {
  const ofColumns = node.columns.flatMap(({ name, constraints }) =>
    constraints.map(constraint => ({ ...constraint, columns: orOwn(constraint.columns, name) })),
  )
  return [...node.constraints, ...ofColumns].flatMap(constraint =>
    constraint.type === type ? [constraint.columns] : [],
  )
}

const orOwn = (columns: Key, own: string): Key => (columns.length > 0 ? columns : [own])
