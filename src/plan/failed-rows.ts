/** The table of a TypeScript model's failed rows: `<name>__failures` beside it. It is no node; the ledger knows it as ours. */
import type { Manifest, ModelNode } from '../compile/manifest.ts'
import type { RelationName } from '../sql/relation.ts'

const SUFFIX = '__failures'
/** What its id in the ledger has after the model's. */
const ID_SUFFIX = '.failures'
/** Postgres cuts names after 63 bytes. */
const LONGEST = 63

/** Undefined for a model in SQL, and where the name would be cut. */
export function failedRows(
  node: ModelNode,
): { readonly id: string; readonly relation: RelationName } | undefined {
  const { schema, name } = node.relation
  const bytes = new TextEncoder().encode(name + SUFFIX).length
  if (node.script === undefined || bytes > LONGEST) return undefined
  return { id: node.id + ID_SUFFIX, relation: { schema, name: name + SUFFIX } }
}

/** Of all models of a project, by id. */
export function allFailedRows({ nodes }: Manifest): ReadonlyMap<string, RelationName> {
  const found = new Map<string, RelationName>()
  for (const node of nodes.values()) {
    const table = node.kind === 'model' ? failedRows(node) : undefined
    if (table !== undefined) found.set(table.id, table.relation)
  }
  return found
}
