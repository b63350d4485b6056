/** Exposures in the manifest artifact. */
import type { ExposureNode } from '../compile/manifest.ts'
import type { ArtifactEntry } from './artifact.ts'
import { commonKeys, type EntryContext, referenceKeys } from './entry-context.ts'

/** Entry of an exposure. */
export function exposureEntry(node: ExposureNode, context: EntryContext): ArtifactEntry {
  const { declaration, tags, meta } = node
  return {
    ...commonKeys(node, context),
    type: declaration.type,
    owner: { name: declaration.owner.name ?? null, email: declaration.owner.email ?? null },
    label: declaration.label ?? null,
    maturity: declaration.maturity ?? null,
    url: declaration.url ?? null,
    config: { enabled: true, tags, meta },
    unrendered_config: {},
    depends_on: { macros: [], nodes: node.dependsOn },
    ...referenceKeys(node, context),
  }
}
