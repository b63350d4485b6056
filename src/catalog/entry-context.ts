/** What every entry of the manifest artifact is written from, and the keys that all nodes have. */
import type { Manifest, Node } from '../compile/manifest.ts'
import type { ColumnDeclaration, ConstraintDeclaration } from '../project/types.ts'
import { printRelation, quoteIdentifier, type RelationName } from '../sql/relation.ts'
import type { ArtifactEntry, ArtifactMetadata } from './artifact.ts'

/** What a manifest does not say of itself. */
export interface ManifestArtifactOptions extends ArtifactMetadata {
  /** Name of the target's database; readers expect one. */
  readonly database: string
  /** As readers know it: both engines of today speak Postgres. Default `postgres`. */
  readonly adapterType?: 'postgres' | 'duckdb'
  /** SQL of a model or test that was rendered. */
  readonly compiledSql?: (id: string) => string | undefined
}

export interface EntryContext {
  readonly manifest: Manifest
  readonly options: ManifestArtifactOptions
  /** Seconds since 1970, as dbt has it. */
  readonly createdAt: number
  /** Schema files by `kind:name` of what they describe, as dbt prints them. */
  readonly patches: ReadonlyMap<string, string>
}

/** Gathers what the entries share. */
export function entryContext(manifest: Manifest, options: ManifestArtifactOptions): EntryContext {
  const { name, properties } = manifest.project
  const patches = new Map(
    properties.map(({ kind, name: described, place }) => [
      `${kind}:${described}`,
      `${name}://${place.file}`,
    ]),
  )
  return { manifest, options, patches, createdAt: Date.parse(options.generatedAt) / 1000 }
}

/** Keys of every node and source. */
export function commonKeys(node: Node, context: EntryContext): ArtifactEntry {
  return {
    name: node.name,
    resource_type: node.kind,
    package_name: context.manifest.project.name,
    path: belowItsRoot(node.path, context),
    original_file_path: node.path,
    unique_id: node.id,
    fqn: node.fqn,
    description: node.description,
    tags: node.tags,
    meta: node.meta,
    created_at: context.createdAt,
  }
}

/** `database`, `schema`, `relation_name`. */
export function placeKeys(relation: RelationName, context: EntryContext): ArtifactEntry {
  return {
    database: context.options.database,
    schema: relation.schema,
    relation_name: relationText(relation, context),
  }
}

/** `"database"."schema"."name"`. */
export function relationText(relation: RelationName, context: EntryContext): string {
  return `${quoteIdentifier(context.options.database)}.${printRelation(relation)}`
}

/** `refs` and `sources` of a node: what it reads directly, in order. */
export function referenceKeys(node: Node, context: EntryContext): ArtifactEntry {
  const read = node.dependsOn.flatMap(id => context.manifest.nodes.get(id) ?? [])
  return {
    refs: read
      .filter(({ kind }) => kind === 'model' || kind === 'seed')
      .map(({ name }) => ({ name, package: null, version: null })),
    sources: read.flatMap(parent =>
      parent.kind === 'source' ? [[parent.sourceName, parent.declaration.name]] : [],
    ),
    metrics: [],
  }
}

/** Keys of what is rendered: compiled_code is null until it was. */
export function compiledKeys(node: Node, context: EntryContext): ArtifactEntry {
  const code = context.options.compiledSql?.(node.id)
  const { name, paths } = context.manifest.project
  return {
    compiled: code !== undefined,
    compiled_code: code ?? null,
    compiled_path: code === undefined ? null : `${paths.target}/compiled/${name}/${node.path}`,
    extra_ctes_injected: code !== undefined,
    extra_ctes: [],
  }
}

/** Declared columns by name. */
export function columnEntries(columns: readonly ColumnDeclaration[]): ArtifactEntry {
  return Object.fromEntries(
    columns.map(column => [
      column.name,
      {
        name: column.name,
        description: column.description,
        meta: column.meta,
        data_type: column.dataType ?? null,
        constraints: column.constraints.map(constraintEntry),
        quote: null,
        config: { meta: column.meta, tags: column.tags },
        tags: column.tags,
      },
    ]),
  )
}

/** A constraint; on a model it also has `columns`. */
export function constraintEntry(constraint: ConstraintDeclaration): ArtifactEntry {
  return {
    type: constraint.type,
    name: constraint.name ?? null,
    expression: constraint.expression ?? null,
    warn_unenforced: true,
    warn_unsupported: true,
    to: null,
    to_columns: [],
  }
}

/** dbt's `path` is relative to the folder of project.yml's paths, original_file_path to the project. */
function belowItsRoot(path: string, context: EntryContext): string {
  const { models, seeds, tests, macros } = context.manifest.project.paths
  const root = [...models, ...seeds, ...tests, ...macros].find(folder =>
    path.startsWith(`${folder}/`),
  )
  return root === undefined ? path : path.slice(root.length + 1)
}
