/** Tests in the manifest artifact. Other tools find the tested column and its arguments in test_metadata. */
import { failuresRelation } from '../checks/store-failures.ts'
import type { Node, TestNode } from '../compile/manifest.ts'
import { type ArtifactEntry, joinEntries } from './artifact.ts'
import {
  commonKeys,
  compiledKeys,
  type EntryContext,
  placeKeys,
  referenceKeys,
  relationText,
} from './entry-context.ts'
import { macroIds } from './macro-entry.ts'

/** Entry of a generic or singular test. */
export function testEntry(node: TestNode, context: EntryContext): ArtifactEntry {
  const { definition, config } = node
  const failures = failuresRelation(node, context.manifest.project.target.schemaPrefix)
  const own = {
    relation_name: config.storeFailures ? relationText(failures, context) : null,
    alias: node.alias,
    checksum: { name: 'none', checksum: '' },
    config: configEntry(node),
    columns: {},
    group: null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: null,
    unrendered_config: config.raw,
    language: 'sql',
    contract: { enforced: false, alias_types: true, checksum: null },
  }
  return joinEntries(
    placeKeys(failures, context),
    commonKeys(node, context),
    referenceKeys(node, context),
    own,
    compiledKeys(node, context),
    definition.kind === 'generic'
      ? genericKeys(node, definition, context)
      : singularKeys(node, definition, context),
  )
}

type Generic = TestNode['definition'] & { readonly kind: 'generic' }
type Singular = TestNode['definition'] & { readonly kind: 'singular' }

const singularKeys = (node: TestNode, { template }: Singular, context: EntryContext) => ({
  raw_code: template.text,
  depends_on: { macros: macroIds(template.macros, context), nodes: node.dependsOn },
})

function genericKeys(node: TestNode, definition: Generic, context: EntryContext): ArtifactEntry {
  const attached = context.manifest.nodes.get(definition.attachedTo)
  const { test, column } = definition
  return {
    // Generic tests are named after themselves, not after the schema file that holds them.
    path: `${node.alias}.sql`,
    raw_code: '',
    depends_on: {
      macros: definition.builtIn ? [] : macroIds([test], context, 'test'),
      nodes: node.dependsOn,
    },
    column_name: column ?? null,
    file_key_name: attached === undefined ? null : fileKeyName(attached),
    attached_node: attached?.kind === 'source' ? null : definition.attachedTo,
    test_metadata: {
      name: test,
      kwargs: {
        ...definition.declaration.arguments,
        ...(column !== undefined && { column_name: column }),
        ...(attached !== undefined && { model: modelArgument(attached) }),
      },
      namespace: null,
    },
  }
}

const fileKeyName = (node: Node): string =>
  node.kind === 'source' ? `sources.${node.sourceName}` : `${node.kind}s.${node.name}`

/** Readers find the tested node by this text. */
function modelArgument(node: Node): string {
  const reference =
    node.kind === 'source'
      ? `source('${node.sourceName}', '${node.declaration.name}')`
      : `ref('${node.name}')`
  return `{{ get_where_subquery(${reference}) }}`
}

function configEntry({ config, tags, meta, alias, name }: TestNode): ArtifactEntry {
  return {
    enabled: config.enabled,
    alias: alias === name ? null : alias,
    schema: null,
    database: null,
    tags,
    meta,
    group: null,
    materialized: 'test',
    severity: config.severity.toUpperCase(),
    store_failures: config.storeFailures,
    store_failures_as: config.storeFailures ? 'table' : null,
    where: config.where ?? null,
    limit: config.limit ?? null,
    fail_calc: 'count(*)',
    warn_if: config.warnIf,
    error_if: config.errorIf,
  }
}
