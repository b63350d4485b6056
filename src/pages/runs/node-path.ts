/** Where the documentation has a node of a result. */
import type { Manifest } from '../../compile/manifest.ts'
import type { Page } from '../page.ts'

/** Of a check the node that it is about; undefined for what the project has no more, or has no page. */
export function nodePath({ links }: Page, { nodes }: Manifest, id: string): string | undefined {
  const node = nodes.get(id)
  if (node?.kind === 'test') {
    const owner =
      node.definition.kind === 'generic' ? node.definition.attachedTo : node.dependsOn[0]
    return owner !== undefined && nodes.has(owner) ? links.to(`/nodes/${owner}`) : undefined
  }
  return node === undefined ? undefined : links.to(`/nodes/${id}`)
}
