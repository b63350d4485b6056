/** Which relations a node reads: through ephemerals, which have none, and through sources to the seeds that back them. */
import type { BuiltNode, Manifest, Node, SourceNode } from '../compile/manifest.ts'
import { reach } from '../graph/reach.ts'

/** A node that has a relation of its own. */
export type RelationNode = BuiltNode | SourceNode

/**
 * Ids of the nearest ancestors with a relation, in graph order of discovery, each once. A source that a seed backs is
 * that seed, unless it is a managed table, which is loaded once and then its own.
 */
export function relationsRead(manifest: Manifest, id: string): readonly string[] {
  const found = new Set<string>()
  const visited = new Set<string>()
  const waiting = [...manifest.nodes.get(id)!.dependsOn]
  while (waiting.length > 0) {
    const next = waiting.shift()!
    if (visited.has(next)) continue
    visited.add(next)
    const node = manifest.nodes.get(next)
    if (node === undefined) continue
    if (isEphemeral(node)) waiting.unshift(...node.dependsOn)
    else found.add(relationOwner(manifest, next))
  }
  return [...found]
}

/** The node whose relation a reference to `id` means. */
export function relationOwner(manifest: Manifest, id: string): string {
  const node = manifest.nodes.get(id)
  if (node?.kind === 'source' && node.backedBy !== undefined && !node.managed) return node.backedBy
  return id
}

/** True for a model that is only text in others. */
export function isEphemeral(node: Node): boolean {
  return node.kind === 'model' && node.materialized === 'ephemeral'
}

/** The sources that these nodes are made from, however far above. */
export function sourcesAbove(manifest: Manifest, ids: readonly string[]): readonly SourceNode[] {
  const upwards = { towards: 'parents', depth: Number.POSITIVE_INFINITY } as const
  return [...reach(manifest.graph, ids, upwards)].flatMap(id => {
    const node = manifest.nodes.get(id)
    return node?.kind === 'source' ? [node] : []
  })
}

/** The node, when it has a relation: a model that is no ephemeral, a seed or a source. */
export function relationNode(manifest: Manifest, id: string): RelationNode | undefined {
  const node = manifest.nodes.get(id)
  if (node === undefined || isEphemeral(node)) return undefined
  return node.kind === 'model' || node.kind === 'seed' || node.kind === 'source' ? node : undefined
}
