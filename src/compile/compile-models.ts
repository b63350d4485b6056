/** Model files -> nodes, without their parents: these are resolved when every name is known. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import { SCRIPT_KEYS } from '../project/config-keys.ts'
import type { PropertiesDeclaration, TemplateFile } from '../project/types.ts'
import {
  type Compilation,
  checkName,
  checkSchema,
  foldersBelow,
  fqnOf,
  refuseParameters,
  startOf,
  templateConfig,
} from './compile-context.ts'
import type { TemplateFacts } from './facts.ts'
import type { ModelNode, NodeConfig, ScriptFacts } from './manifest.ts'
import { configByFolder, isMapping, mergeConfig, type RawConfig, textList } from './merge-config.ts'
import { nodeConfigs } from './node-config.ts'
import { nodeId } from './node-ids.ts'
import { extractScript } from './script-modules.ts'
import { extractFacts } from './template-facts.ts'

/** A model that is not in the manifest yet: what it reads is filled in when every name is known. */
export type ModelDraft = Omit<ModelNode, 'dependsOn'> & { dependsOn: readonly string[] }

/** Reads all models. Their names can be referred to from now on, also where the file itself has a problem. */
export function draftModels(compilation: Compilation): readonly ModelDraft[] {
  const { project, cache, problems, refs, disabled } = compilation
  const folderConfig = configByFolder(project.configs.models)
  const makeConfig = nodeConfigs(project)
  const drafts: ModelDraft[] = []
  for (const file of project.templates) {
    if (file.kind !== 'model') continue
    const first = refs.get(file.name)
    if (first) reportTakenName(compilation, file, first.path)
    const id = nodeId('model', project.name, file.name)
    const read = problems.attempt(() => readModel(file, { root: project.root, cache }))
    const facts = read?.facts
    if (facts?.endpoint) refuseParameters(facts, problems)
    const entry = compilation.properties.model.get(file.name)
    const folders = foldersBelow(file.path, file.root)
    const isScript = file.language === 'ts'
    const base = folderConfig(folders, file.name)
    const raw = rawConfig(compilation, { base, entry, facts, isScript })
    const config = makeConfig('model', raw)
    if (!first) refs.set(file.name, { id, path: file.path, enabled: config.enabled })
    if (!config.enabled) disabled.push(id)
    else if (read && !first) drafts.push(draft(compilation, { file, read, folders, config, entry }))
  }
  return drafts
}

interface ReadModel {
  readonly facts: TemplateFacts
  readonly script?: ScriptFacts
}

function readModel(
  file: TemplateFile,
  context: { readonly root: string; readonly cache: Compilation['cache'] },
): ReadModel {
  if (file.language === 'ts') return extractScript(file, context)
  return { facts: extractFacts(file, context.cache) }
}

function reportTakenName({ problems }: Compilation, file: TemplateFile, first: string): void {
  const fields = { kind: 'model', name: file.name, first }
  problems.add(modelError('M1405', fields, { place: startOf(file.path) }))
}

function rawConfig(
  { problems }: Compilation,
  {
    base,
    entry,
    facts,
    isScript,
  }: {
    readonly isScript: boolean
    readonly base: RawConfig
    readonly entry: PropertiesDeclaration | undefined
    readonly facts: TemplateFacts | undefined
  },
): RawConfig {
  const declared = entry ? mergeConfig(base, entry.config) : base
  const own = facts ? mergeConfig(declared, templateConfig('models', facts, problems)) : declared
  return isScript ? mergeConfig(own, TABLE) : own
}

/** What a model in TypeScript always is, whatever its folder says. */
const TABLE: RawConfig = { materialized: 'table' }

interface DraftParts {
  readonly file: TemplateFile
  readonly read: ReadModel
  readonly folders: string
  readonly config: NodeConfig
  readonly entry: PropertiesDeclaration | undefined
}

const NOTHING = Object.freeze({})
const NONE: readonly never[] = Object.freeze([])

function draft(compilation: Compilation, parts: DraftParts): ModelDraft {
  const { project, problems } = compilation
  const { file, read, folders, config, entry } = parts
  const { facts, script } = read
  const { name } = file
  for (const misfit of misfits(parts)) problems.add(misfit)
  const place = startOf(file.path)
  const relation = {
    schema: project.target.schemaPrefix + (config.schema ?? project.target.schema),
    name: config.alias ?? name,
  }
  const problem =
    checkName(name, place) ??
    (config.alias === undefined ? undefined : checkName(config.alias, place)) ??
    checkSchema(compilation, relation.schema, place)
  if (problem) problems.add(problem)
  const model: ModelDraft = {
    kind: 'model',
    id: nodeId('model', project.name, name),
    name,
    path: file.path,
    fqn: fqnOf(project.name, folders, name),
    description: entry?.description ?? '',
    tags: config.raw['tags'] === undefined ? NONE : textList(config.raw['tags']),
    meta: isMapping(config.raw['meta']) ? config.raw['meta'] : NOTHING,
    dependsOn: NONE,
    place,
    materialized: config.materialized as ModelNode['materialized'],
    relation,
    config,
    columns: entry?.columns ?? NONE,
    constraints: entry?.constraints ?? NONE,
    template: facts,
    hash: file.hash,
  }
  return script ? { ...model, script } : model
}

/** Settings of a model's own (not of its folder) that its language does not have. */
function misfits({ file, read, entry }: DraftParts): readonly ModelError[] {
  const { facts, script } = read
  const { name } = file
  const own = mergeConfig(entry?.config ?? NOTHING, facts.config)
  const at = (key: string) => ({
    place: facts.configPlaces[key] ?? entry?.place ?? startOf(file.path),
  })
  if (script === undefined)
    return hasAny(own, SCRIPT_KEYS).map(key => modelError('M3308', { key, name }, at(key)))
  const { materialized: found = 'table' } = own
  if (found === 'table') return NONE
  return [modelError('M3305', { name, found: String(found) }, at('materialized'))]
}

/** The keys that are set; most models set nothing. */
function hasAny(config: RawConfig, keys: readonly string[]): readonly string[] {
  for (const _key in config) return keys.filter(key => key in config)
  return NONE
}
