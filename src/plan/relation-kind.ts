/** How a node of the manifest stands to data, for the rules about publication and staleness. */
import type { Node } from '../compile/manifest.ts'
import type { RelationKind } from './publishable.ts'

/** The kind of a node that holds or shows data; undefined for tests and exposures. */
export function relationKind(node: Node | undefined): RelationKind | undefined {
  switch (node?.kind) {
    case 'model':
      return node.materialized
    case 'seed':
    case 'source':
      return node.kind
    default:
      return undefined
  }
}
