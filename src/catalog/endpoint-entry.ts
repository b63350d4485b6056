/** Endpoints in the manifest artifact: exposures of the type application, which is how other tools show their lineage. */
import { endpointTitle } from '../compile/endpoint.ts'
import type { EndpointNode } from '../compile/manifest.ts'
import type { ArtifactEntry } from './artifact.ts'
import { commonKeys, type EntryContext, referenceKeys } from './entry-context.ts'

/** Entry of an endpoint. */
export function endpointEntry(node: EndpointNode, context: EntryContext): ArtifactEntry {
  const { tags, meta } = node
  return {
    ...commonKeys(node, context),
    resource_type: 'exposure',
    type: 'application',
    owner: { name: null, email: null },
    label: endpointTitle(node),
    maturity: null,
    url: null,
    config: { enabled: true, tags, meta },
    unrendered_config: {},
    depends_on: { macros: [], nodes: node.dependsOn },
    ...referenceKeys(node, context),
  }
}
