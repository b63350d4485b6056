/** Sources in the manifest artifact. */
import type { SourceNode } from '../compile/manifest.ts'
import type { FreshnessRule } from '../project/types.ts'
import { type ArtifactEntry, joinEntries } from './artifact.ts'
import { columnEntries, commonKeys, type EntryContext, placeKeys } from './entry-context.ts'

/** Entry of one table of a source. */
export function sourceEntry(node: SourceNode, context: EntryContext): ArtifactEntry {
  const { declaration } = node
  return joinEntries(placeKeys(node.relation, context), commonKeys(node, context), {
    name: declaration.name,
    source_name: node.sourceName,
    source_description: declaration.sourceDescription,
    loader: declaration.loader ?? '',
    identifier: declaration.identifier,
    quoting: { database: null, schema: null, identifier: null, column: null },
    loaded_at_field: declaration.loadedAtField ?? null,
    loaded_at_query: declaration.loadedAtQuery ?? null,
    freshness: freshness(declaration.freshness),
    external: null,
    columns: columnEntries(node.columns),
    source_meta: {},
    config: { enabled: true },
    patch_path: null,
    unrendered_config: declaration.config,
  })
}

function freshness(given: SourceNode['declaration']['freshness']): ArtifactEntry | null {
  if (given === undefined) return null
  return {
    warn_after: rule(given.warnAfter),
    error_after: rule(given.errorAfter),
    filter: given.filter ?? null,
  }
}

const rule = (given: FreshnessRule | undefined): ArtifactEntry => ({
  count: given?.count ?? null,
  period: given?.period ?? null,
})
