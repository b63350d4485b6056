/** A node as `ls --output json` prints it, with the keys that readers of dbt's listing know. Pure. */
import type { Node } from '../../compile/manifest.ts'
import { printRelation } from '../../sql/relation.ts'

const DEFAULT_KEYS = [
  'alias',
  'name',
  'package_name',
  'depends_on',
  'tags',
  'config',
  'resource_type',
  'source_name',
  'original_file_path',
  'unique_id',
]

/** The object of a node; `keys` chooses others than the usual ones. */
export function listEntry(
  node: Node,
  project: string,
  keys: readonly string[],
): Record<string, unknown> {
  const all = fullEntry(node, project)
  const wanted = keys.length > 0 ? keys : DEFAULT_KEYS
  return Object.fromEntries(wanted.filter(key => key in all).map(key => [key, all[key]]))
}

function fullEntry(node: Node, project: string): Record<string, unknown> {
  const relation =
    node.kind === 'model' || node.kind === 'seed' || node.kind === 'source' ? node.relation : null
  return {
    name: node.name,
    resource_type: node.kind,
    package_name: project,
    unique_id: node.id,
    original_file_path: node.path,
    path: node.path,
    fqn: node.fqn,
    alias: relation?.name ?? node.name,
    tags: node.tags,
    meta: node.meta,
    description: node.description,
    depends_on: { nodes: node.dependsOn },
    ...('config' in node ? { config: nodeConfig(node) } : {}),
    ...(relation === null
      ? {}
      : { schema: relation.schema, relation_name: printRelation(relation) }),
    ...(node.kind === 'source' ? { source_name: node.sourceName } : {}),
    ...(node.kind === 'test' ? testKeys(node) : {}),
  }
}

function nodeConfig(node: Extract<Node, { config: unknown }>): Record<string, unknown> {
  if (node.kind === 'test') {
    const { severity, warnIf, errorIf, enabled } = node.config
    return { ...node.config.raw, enabled, severity, warn_if: warnIf, error_if: errorIf }
  }
  const { materialized, enabled } = node.config
  return { ...node.config.raw, enabled, materialized, schema: node.relation.schema }
}

function testKeys(node: Extract<Node, { kind: 'test' }>): Record<string, unknown> {
  const { definition } = node
  if (definition.kind === 'singular') return {}
  return {
    test_metadata: { name: definition.test, kwargs: definition.declaration.arguments },
    column_name: definition.column ?? null,
    attached_node: definition.attachedTo,
  }
}
