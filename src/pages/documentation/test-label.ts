/** What people call a test: its kind and what it takes, not the name that is made of them. */
import type { TestNode } from '../../compile/manifest.ts'

/** `accepted_values (a, b)`; the name of a test that is a file. */
export function testLabel({ definition, name }: TestNode): string {
  if (definition.kind === 'singular') return name
  const { test, declaration } = definition
  return declaration.name ?? test
}

/** `to: ref('x'), field: id`: its arguments. */
export function testArguments({ definition }: TestNode): string {
  if (definition.kind === 'singular') return ''
  return Object.entries(definition.declaration.arguments)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}
