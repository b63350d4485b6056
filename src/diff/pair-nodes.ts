/** Which relation of this target is compared with which of the other. Pure. */
import type { BuiltNode, Manifest } from '../compile/manifest.ts'
import { isEphemeral } from '../plan/relations-read.ts'
import type { RelationName } from '../sql/relation.ts'
import type { ComparedNode } from './diff-row.ts'

/** Where the other side's relations are, when not where its target has them. */
export interface OtherPlace {
  /** Under this prefix instead of the target's own. */
  readonly prefix?: string
  /** All in this schema. */
  readonly schema?: string
}

/** A node with its two relations. */
export interface NodePair extends ComparedNode {
  readonly node: BuiltNode
  /** Whether the other target makes it too. */
  readonly isBuiltThere: boolean
}

/** The pairs of these nodes that are built: models with a relation, and seeds, but not those that fill managed tables. */
export function pairNodes(
  { own, other }: { readonly own: Manifest; readonly other: Manifest },
  ids: readonly string[],
  place: OtherPlace,
): readonly NodePair[] {
  return ids.flatMap(id => {
    const node = own.nodes.get(id)
    if (node?.kind !== 'model' && node?.kind !== 'seed') return []
    if (isEphemeral(node) || (node.kind === 'seed' && node.loadsManaged)) return []
    const twin = other.nodes.get(id)
    const isBuiltThere = twin !== undefined && twin.kind === node.kind && !isEphemeral(twin)
    const there = isBuiltThere
      ? moved(twin.relation, other.project.target.schemaPrefix, place)
      : moved(node.relation, own.project.target.schemaPrefix, place)
    return [{ id, kind: node.kind, node, isBuiltThere, here: node.relation, there }]
  })
}

function moved(relation: RelationName, from: string, { prefix, schema }: OtherPlace): RelationName {
  if (schema !== undefined) return { schema, name: relation.name }
  if (prefix === undefined) return relation
  return { schema: prefix + relation.schema.slice(from.length), name: relation.name }
}
