/** What nodes are called in the lines of a run. Pure. */
import type { Manifest, Node } from '../../../compile/manifest.ts'
import { displayRelation } from '../../../sql/relation.ts'

/** `schema.name` of what has a relation, the name of everything else; the id when it is no node. */
export function displayNode(manifest: Manifest, id: string): string {
  const node = manifest.nodes.get(id)
  if (node === undefined) return id
  if (node.kind === 'test' || node.kind === 'exposure' || node.kind === 'endpoint') return node.name
  return displayRelation(node.relation)
}

/** `sql table model`, `seed file`, `test`: the words before a name. */
export function kindWords(node: Node | undefined, materialized: string): string {
  if (node === undefined) return materialized
  if (node.kind === 'model')
    return `${node.path.endsWith('.ts') ? 'typescript' : 'sql'} ${materialized} model`
  if (node.kind === 'seed') return 'seed file'
  return node.kind === 'source' ? 'managed table' : node.kind
}

/** The work on a node as it goes on and when it is done: `creating`, `created`. */
export function workWords(
  node: Node | undefined,
  command: string,
): readonly [going: string, done: string] {
  if (command === 'clone') return ['copying', 'copied']
  if (node?.kind === 'seed') return ['loading', 'loaded']
  return ['creating', 'created']
}

/** The relation that a check is about, when it is about one. */
export function checkedNode(manifest: Manifest, id: string): string | undefined {
  const node = manifest.nodes.get(id)
  if (node?.kind !== 'test') return undefined
  if (node.definition.kind === 'generic') return node.definition.attachedTo
  return node.dependsOn.length === 1 ? node.dependsOn[0] : undefined
}
