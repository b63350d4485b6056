/** Models and seeds in the manifest artifact. */
import type { BuiltNode, ModelNode, SeedNode } from '../compile/manifest.ts'
import { type ArtifactEntry, joinEntries } from './artifact.ts'
import {
  columnEntries,
  commonKeys,
  compiledKeys,
  constraintEntry,
  type EntryContext,
  placeKeys,
  referenceKeys,
} from './entry-context.ts'
import { macroIds } from './macro-entry.ts'

/** Entry of a model. */
export function modelEntry(node: ModelNode, context: EntryContext): ArtifactEntry {
  const place = placeKeys(node.relation, context)
  return joinEntries(
    place,
    commonKeys(node, context),
    referenceKeys(node, context),
    {
      relation_name: node.materialized === 'ephemeral' ? null : place['relation_name'],
      alias: node.relation.name,
      checksum: { name: 'sha256', checksum: node.hash },
      config: configEntry(node),
      columns: columnEntries(node.columns),
      group: null,
      docs: { show: true, node_color: null },
      patch_path: context.patches.get(`model:${node.name}`) ?? null,
      build_path: null,
      unrendered_config: node.config.raw,
      raw_code: node.template.text,
      language: node.script ? 'typescript' : 'sql',
      depends_on: { macros: macroIds(node.template.macros, context), nodes: node.dependsOn },
      contract: { enforced: node.config.contractEnforced, alias_types: true, checksum: null },
      access: 'protected',
      constraints: node.constraints.map(constraint => ({
        ...constraintEntry(constraint),
        columns: constraint.columns,
      })),
      version: null,
      latest_version: null,
      deprecation_date: null,
    },
    compiledKeys(node, context),
  )
}

/** Entry of a seed. Its checksum is its path, as dbt has it for files that are too large to read twice. */
export function seedEntry(node: SeedNode, context: EntryContext): ArtifactEntry {
  return joinEntries(placeKeys(node.relation, context), commonKeys(node, context), {
    alias: node.relation.name,
    checksum: { name: 'path', checksum: node.path },
    config: joinEntries(configEntry(node), {
      delimiter: node.config.delimiter,
      quote_columns: null,
    }),
    columns: columnEntries(node.columns),
    group: null,
    docs: { show: true, node_color: null },
    patch_path: context.patches.get(`seed:${node.name}`) ?? null,
    build_path: null,
    unrendered_config: node.config.raw,
    raw_code: '',
    root_path: null,
    depends_on: { macros: [] },
  })
}

/** Keys of dbt's node config; what is ours alone stands in unrendered_config. */
function configEntry({ config, kind, tags, meta }: BuiltNode): ArtifactEntry {
  return {
    enabled: config.enabled,
    alias: config.alias ?? null,
    schema: config.schema ?? null,
    database: null,
    tags,
    meta,
    group: null,
    materialized: config.materialized,
    incremental_strategy: null,
    batch_size: null,
    lookback: 1,
    begin: null,
    persist_docs: persistDocs(config.persistDocs),
    'post-hook': config.postHooks.map(hook),
    'pre-hook': config.preHooks.map(hook),
    quoting: {},
    column_types: {},
    full_refresh: config.fullRefresh ?? null,
    unique_key: null,
    on_schema_change: 'ignore',
    on_configuration_change: 'apply',
    grants: config.grants,
    packages: [],
    docs: { show: true, node_color: null },
    contract: { enforced: config.contractEnforced, alias_types: true },
    event_time: null,
    concurrent_batches: null,
    access: kind === 'model' ? 'protected' : undefined,
  }
}

const hook = (sql: string): ArtifactEntry => ({ sql, transaction: true, index: null })

function persistDocs(given: BuiltNode['config']['persistDocs']): ArtifactEntry {
  return given.relation || given.columns ? given : {}
}
