/** target/manifest.json, dbt's v12: a view of the manifest for other tools. Pure. */
import type { Manifest, Node } from '../compile/manifest.ts'
import {
  type ArtifactEntry,
  type ArtifactSection,
  artifactMetadata,
  artifactObject,
  artifactText,
} from './artifact.ts'
import { endpointEntry } from './endpoint-entry.ts'
import { type EntryContext, entryContext, type ManifestArtifactOptions } from './entry-context.ts'
import { exposureEntry } from './exposure-entry.ts'
import { macroEntry, macroId } from './macro-entry.ts'
import { modelEntry, seedEntry } from './model-entry.ts'
import { sourceEntry } from './source-entry.ts'
import { testEntry } from './test-entry.ts'

export type { ManifestArtifactOptions }

/** The artifact as one object. */
export function manifestArtifact(
  manifest: Manifest,
  options: ManifestArtifactOptions,
): ArtifactEntry {
  return artifactObject(manifestSections(manifest, options))
}

/** The artifact's JSON in pieces, for a file: 30,000 nodes are never objects together. */
export function manifestArtifactText(
  manifest: Manifest,
  options: ManifestArtifactOptions,
): Iterable<string> {
  return artifactText(manifestSections(manifest, options))
}

function manifestSections(
  manifest: Manifest,
  options: ManifestArtifactOptions,
): readonly ArtifactSection[] {
  const context = entryContext(manifest, options)
  const ids = [...manifest.nodes.keys()]
  return [
    { key: 'metadata', value: metadata(manifest, options) },
    { key: 'nodes', entries: () => entriesOf(context, nodeEntry) },
    { key: 'sources', entries: () => entriesOf(context, sourceOnly) },
    { key: 'macros', entries: () => macroEntries(context) },
    { key: 'docs', value: {} },
    { key: 'exposures', entries: () => entriesOf(context, exposureOnly) },
    { key: 'metrics', value: {} },
    { key: 'groups', value: {} },
    { key: 'selectors', value: selectors(manifest) },
    { key: 'disabled', value: {} },
    { key: 'parent_map', entries: () => neighbours(ids, id => manifest.graph.parents(id)) },
    { key: 'child_map', entries: () => neighbours(ids, id => manifest.graph.children(id)) },
    { key: 'group_map', value: {} },
    { key: 'saved_queries', value: {} },
    { key: 'semantic_models', value: {} },
    { key: 'unit_tests', value: {} },
  ]
}

function metadata(manifest: Manifest, options: ManifestArtifactOptions): ArtifactEntry {
  return {
    ...artifactMetadata('manifest', options),
    project_name: manifest.project.name,
    project_id: null,
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: options.adapterType ?? 'postgres',
  }
}

function* entriesOf(
  context: EntryContext,
  entry: (node: Node, context: EntryContext) => ArtifactEntry | undefined,
): Generator<readonly [string, ArtifactEntry]> {
  for (const node of context.manifest.nodes.values()) {
    const found = entry(node, context)
    if (found !== undefined) yield [node.id, found]
  }
}

function nodeEntry(node: Node, context: EntryContext): ArtifactEntry | undefined {
  switch (node.kind) {
    case 'model':
      return modelEntry(node, context)
    case 'seed':
      return seedEntry(node, context)
    case 'test':
      return testEntry(node, context)
    case 'source':
    case 'exposure':
    case 'endpoint':
      return undefined
  }
}

const sourceOnly = (node: Node, context: EntryContext) =>
  node.kind === 'source' ? sourceEntry(node, context) : undefined

/** dbt knows no endpoints: in its terms they are exposures, applications that use what is built. */
const exposureOnly = (node: Node, context: EntryContext) => {
  if (node.kind === 'exposure') return exposureEntry(node, context)
  return node.kind === 'endpoint' ? endpointEntry(node, context) : undefined
}

function* macroEntries(context: EntryContext): Generator<readonly [string, ArtifactEntry]> {
  for (const macro of context.manifest.macros.all)
    yield [macroId(macro, context), macroEntry(macro, context)]
}

/** Ids that are not in the manifest (disabled ones) are left out: readers look up every id they find. */
function* neighbours(
  ids: readonly string[],
  next: (id: string) => readonly string[],
): Generator<readonly [string, readonly string[]]> {
  const known = new Set(ids)
  for (const id of ids) yield [id, next(id).filter(other => known.has(other))]
}

function selectors(manifest: Manifest): ArtifactEntry {
  return Object.fromEntries(
    manifest.project.selectors.map(({ name, description, definition }) => [
      name,
      { name, description, definition },
    ]),
  )
}
