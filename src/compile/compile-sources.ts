/** Sources and seeds -> nodes. A seed that backs a source is its parent, on targets with demo_sources alone. */
import type { ColumnDeclaration, SeedFile, SourceDeclaration } from '../project/types.ts'
import type { RelationName } from '../sql/relation.ts'
import {
  type Compilation,
  checkName,
  checkSchema,
  foldersBelow,
  foldersOfFile,
  fqnOf,
  startOf,
} from './compile-context.ts'
import type { NodeConfig, SeedNode, SourceNode } from './manifest.ts'
import { configByFolder, isMapping, mergeConfig, type RawConfig, textList } from './merge-config.ts'
import { nodeConfigs } from './node-config.ts'
import { nodeId } from './node-ids.ts'

/** Seeds first, then sources: a seed's source follows it in the manifest. */
export function compileSeedsAndSources(compilation: Compilation): void {
  const { project } = compilation
  const sourceConfig = configByFolder(project.configs.sources)
  const seedConfig = configByFolder(project.configs.seeds)
  const makeConfig = nodeConfigs(project)
  const declared = new Map(project.sources.map(source => [keyOf(source), source]))
  const lookups = project.seeds.filter(seed => !seed.name.includes('.'))
  for (const file of [...lookups].sort(byPath)) {
    const folders = file.replaced ? '' : foldersBelow(file.path, file.root)
    const properties = compilation.properties.seed.get(file.name)
    const raw = mergeConfig(seedConfig(folders, file.name), properties?.config ?? {})
    addLookup(compilation, { file, folders, config: makeConfig('seed', raw) })
  }
  const backings = backingFiles(compilation)
  for (const name of [...backings.keys()].sort()) {
    const source = declared.get(name)
    if (source === undefined || !isEnabled(source, sourceConfig)) continue
    const folders = backings.get(name) ? folderOfBacking(backings.get(name)!) : ''
    const raw = withoutPlace(seedConfig(folders, name))
    addBacking(compilation, { source, file: backings.get(name), config: makeConfig('seed', raw) })
  }
  for (const source of [...project.sources].sort(byFile)) {
    const raw = mergeConfig(
      sourceConfig(source.sourceName, source.name),
      source.config as RawConfig,
    )
    addSource(compilation, { source, raw, backed: backings.has(keyOf(source)) })
  }
}

const keyOf = (source: SourceDeclaration) => `${source.sourceName}.${source.name}`
const byPath = (a: { path: string }, b: { path: string }) => compare(a.path, b.path)
const byFile = (a: SourceDeclaration, b: SourceDeclaration) => compare(a.place.file, b.place.file)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const folderOfBacking = (file: SeedFile) =>
  file.replaced ? '' : foldersBelow(file.path, file.root)

/** A backing seed lies where its source is: schema and alias of the seeds folder are for lookups. */
function withoutPlace(raw: RawConfig): RawConfig {
  if (!('schema' in raw) && !('alias' in raw)) return raw
  const { schema: _schema, alias: _alias, ...rest } = raw
  return rest
}

/** Names of backed sources with their files; without a file the source is empty. None on real targets. */
function backingFiles({ project }: Compilation): ReadonlyMap<string, SeedFile | undefined> {
  const files = new Map<string, SeedFile | undefined>()
  if (!project.target.demoSources) return files
  for (const name of project.emptySeeds) files.set(name, undefined)
  for (const file of project.seeds) if (file.name.includes('.')) files.set(file.name, file)
  return files
}

function isEnabled(source: SourceDeclaration, config: ReturnType<typeof configByFolder>): boolean {
  const raw = mergeConfig(config(source.sourceName, source.name), source.config as RawConfig)
  return raw['enabled'] !== false
}

function addLookup(
  compilation: Compilation,
  { file, folders, config }: { file: SeedFile; folders: string; config: NodeConfig },
): void {
  const { project, nodes, refs, properties, problems, disabled } = compilation
  const { name } = file
  const place = startOf(file.path)
  const id = nodeId('seed', project.name, name)
  const entry = properties.seed.get(name)
  const relation = {
    schema: project.target.schemaPrefix + (config.schema ?? project.target.schema),
    name: config.alias ?? name,
  }
  for (const problem of [
    checkName(relation.name, place),
    checkSchema(compilation, relation.schema, place),
  ])
    if (problem) problems.add(problem)
  refs.set(name, { id, path: file.path, enabled: config.enabled })
  if (!config.enabled) {
    disabled.push(id)
    return
  }
  const columns = withTypes(entry?.columns ?? [], config.raw, entry?.place ?? place)
  const node: SeedNode = {
    kind: 'seed',
    id,
    name,
    path: file.path,
    fqn: fqnOf(project.name, folders, name),
    description: entry?.description ?? '',
    tags: textList(config.raw['tags']),
    meta: isMapping(config.raw['meta']) ? config.raw['meta'] : {},
    dependsOn: [],
    place,
    relation,
    config,
    columns,
    constraints: entry?.constraints ?? [],
    file,
    loadsManaged: false,
  }
  nodes.set(id, Object.freeze(node))
}

/** Declared columns with the types of `column_types`, which may name columns that are not declared. */
function withTypes(
  columns: readonly ColumnDeclaration[],
  raw: RawConfig,
  place: SeedNode['place'],
): readonly ColumnDeclaration[] {
  const types = raw['column_types']
  if (!isMapping(types)) return columns
  const left = new Map(Object.entries(types).map(([name, type]) => [name, String(type)]))
  const typed = columns.map(column => {
    const dataType = left.get(column.name)
    left.delete(column.name)
    return dataType === undefined ? column : { ...column, dataType }
  })
  const others = [...left].map(([name, dataType]) => ({ ...UNDECLARED, name, dataType, place }))
  return [...typed, ...others]
}

const UNDECLARED = {
  description: '',
  notNull: false,
  tags: [],
  meta: {},
  constraints: [],
  tests: [],
}

function addBacking(
  { project, nodes }: Compilation,
  {
    source,
    file,
    config,
  }: { source: SourceDeclaration; file: SeedFile | undefined; config: NodeConfig },
): void {
  const name = keyOf(source)
  const id = nodeId('seed', project.name, name)
  const node: SeedNode = {
    kind: 'seed',
    id,
    name,
    path: file?.path ?? source.place.file,
    fqn: fqnOf(project.name, file ? folderOfBacking(file) : '', name),
    description: source.description,
    tags: textList(config.raw['tags']),
    meta: isMapping(config.raw['meta']) ? config.raw['meta'] : {},
    dependsOn: [],
    place: file ? startOf(file.path) : source.place,
    relation: relationOf(source, project.target.schemaPrefix),
    config,
    columns: source.columns,
    constraints: source.constraints,
    ...(file && { file }),
    backs: nodeId('source', project.name, name),
    loadsManaged: source.managed,
  }
  nodes.set(id, Object.freeze(node))
}

const relationOf = (source: SourceDeclaration, prefix: string): RelationName => ({
  schema: prefix + source.schema,
  name: source.identifier,
})

function addSource(
  compilation: Compilation,
  { source, raw, backed }: { source: SourceDeclaration; raw: RawConfig; backed: boolean },
): void {
  const { project, nodes, sources, disabled, problems } = compilation
  const name = keyOf(source)
  const id = nodeId('source', project.name, name)
  const enabled = raw['enabled'] !== false
  sources.set(name, { id, path: source.place.file, enabled })
  if (!enabled) {
    disabled.push(id)
    return
  }
  const backedBy = backed ? nodeId('seed', project.name, name) : undefined
  const isOurs = source.managed || backed
  const relation = relationOf(source, isOurs ? project.target.schemaPrefix : '')
  if (isOurs) {
    const problem = checkSchema(compilation, relation.schema, source.place)
    if (problem) problems.add(problem)
  }
  const node: SourceNode = {
    kind: 'source',
    id,
    name: source.name,
    path: source.place.file,
    fqn: fqnOf(
      project.name,
      foldersOfFile(project, source.place.file),
      source.sourceName,
      source.name,
    ),
    description: source.description,
    tags: [...new Set([...textList(raw['tags']), ...source.tags])],
    meta: { ...(isMapping(raw['meta']) ? raw['meta'] : {}), ...source.meta },
    dependsOn: backedBy === undefined ? [] : [backedBy],
    place: source.place,
    sourceName: source.sourceName,
    relation,
    managed: source.managed,
    refreshOnChange: textList(raw['refresh_on']).includes('change'),
    declaration: source,
    columns: source.columns,
    ...(backedBy !== undefined && { backedBy }),
  }
  nodes.set(id, Object.freeze(node))
}
