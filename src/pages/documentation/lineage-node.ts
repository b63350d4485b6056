/** What the boxes of a lineage say of nodes. */
import type { LineageNode } from '../lineage/diagram.tsx'
import { materializationOf, nodeName, nodePath, nodeWhere } from './documentation.ts'
import { nodeState } from './state-tag.tsx'
import type { View } from './view.ts'

/** Of a view. */
export function lineageNode(view: View): (id: string) => LineageNode {
  const { documentation, state, page, t } = view
  return id => {
    const node = documentation.manifest.nodes.get(id)
    if (node === undefined) throw new Error(`${id} is no node`)
    const found = nodeState(state, id)
    const parts = [
      'relation' in node ? nodeWhere(node) : t(node.kind),
      'relation' in node ? materializationOf(node) : '',
      found === undefined || found.tone === 'good' ? '' : t(found.word),
    ]
    return {
      name: nodeName(node),
      detail: parts.filter(part => part !== '').join(' · '),
      tone: found?.tone ?? 'idle',
      href: page.links.to(nodePath(id)),
    }
  }
}
