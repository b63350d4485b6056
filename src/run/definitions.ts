/** Definition hashes of a project's nodes: rendered on node ids, each at the first question. */
import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { BuiltNode, Manifest, ModelNode, SeedNode, TestNode } from '../compile/manifest.ts'
import { checkHash } from '../state/check-hash.ts'
import { definitionHash, scriptHash, seedHash } from '../state/definition-hash.ts'
import type { Facets } from '../state/types.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { sha256 } from '../util/hash.ts'
import { remembered } from '../util/remembered.ts'
import type { Value } from '../util/value.ts'
import type { Definitions, NodeDefinition } from './context.ts'
import { readingSeed } from './csv-columns.ts'
import { readSeedFile } from './seed-file.ts'

/** Renders a model, a test, or text of a config, as its definition: references as ids, as_of as a placeholder. */
export interface DefinitionRenderer {
  model(
    node: ModelNode,
    options: { readonly isIncremental: boolean },
  ): {
    readonly text: string
    readonly usesAsOf: boolean
    readonly asksIncremental: boolean
    /** Names of the environment that were asked for, also those that no template spells out. */
    readonly env: readonly string[]
  }
  text(node: ModelNode, text: string): string
  /** Of a model in TypeScript: what its files hold, and a text for people. */
  script(node: ModelNode): {
    readonly text: string
    readonly inputs: Readonly<Record<string, string>>
    readonly vars: Readonly<Record<string, Value>>
    readonly usesAsOf: boolean
  }
  /** Of a test that has a template: a singular one, or a generic one of the user. */
  test(node: TestNode): { readonly text: string; readonly usesAsOf: boolean }
  /** A hash over the sources of the macros that a model calls, however deep, and one of each. */
  macros(node: ModelNode): { readonly hash: string; readonly each: Facets['macroHashes'] }
  /** All vars of the run, with its as_of. */
  readonly vars: Readonly<Record<string, Value>>
}

/** Definitions that were made before, under the same circumstances. */
export interface DefinitionMemory {
  get(node: ModelNode): NodeDefinition | undefined
  set(node: ModelNode, made: RenderedDefinition): void
}

/** Models are rendered, and seeds read, when they are asked for. */
export function createDefinitions(
  manifest: Manifest,
  renderer: DefinitionRenderer,
  memory: DefinitionMemory,
): Definitions {
  const files = new Map<string, string | undefined>()
  const bytesOf = (id: string) => {
    if (!files.has(id)) throw new Error(`the file of ${id} was not read`)
    return files.get(id)
  }
  const made = remembered((id: string) =>
    modelDefinition(builtNode(manifest, id) as ModelNode, renderer),
  )
  const ofModel = (node: ModelNode): NodeDefinition => {
    const known = memory.get(node)
    if (known !== undefined) return known
    const rendered = made(node.id)
    memory.set(node, rendered)
    return { hash: rendered.hash, usesAsOf: rendered.usesAsOf }
  }
  return {
    of: remembered((id: string) => {
      const node = builtNode(manifest, id)
      if (node.kind === 'model') return ofModel(node)
      return { hash: seedDefinition(node, bytesOf(id)), usesAsOf: false }
    }),
    text: id => (builtNode(manifest, id).kind === 'model' ? made(id).text : undefined),
    readSeed: remembered(async (id: string) => {
      files.set(id, await fileHash(manifest.nodes.get(id) as SeedNode))
    }),
    facets: id => {
      const node = builtNode(manifest, id)
      return facetsOf(node, { renderer, bytes: node.kind === 'seed' ? bytesOf(id) : undefined })
    },
    check: remembered((id: string) =>
      checkDefinition(manifest.nodes.get(id) as TestNode, renderer),
    ),
    withText: (id, text, without) => {
      const node = builtNode(manifest, id) as ModelNode
      return modelHash(node, renderer, { full: text, incremental: text, without })
    },
    checkText: id => {
      const test = manifest.nodes.get(id) as TestNode
      const { definition } = test
      const builtIn = definition.kind === 'generic' && definition.builtIn
      return builtIn ? undefined : renderer.test(test).text
    },
  }
}

function builtNode(manifest: Manifest, id: string): BuiltNode {
  const node = manifest.nodes.get(id)
  if (node?.kind === 'model' || node?.kind === 'seed') return node
  throw new Error(`${id} has no definition`)
}

/** What is known of a model that was rendered. */
export interface RenderedDefinition extends NodeDefinition {
  readonly text: string
  /** Names of the environment that its rendering asked for. */
  readonly env: readonly string[]
}

function scriptDefinition(node: ModelNode, renderer: DefinitionRenderer): RenderedDefinition {
  const { config } = node
  const { text, inputs, vars, usesAsOf } = renderer.script(node)
  const hash = scriptHash({
    code: node.script!.code,
    modules: node.script!.modules.map(module => module.code),
    inputs,
    vars,
    preHooks: config.preHooks.map(hook => renderer.text(node, hook)),
    postHooks: config.postHooks.map(hook => renderer.text(node, hook)),
    columns: config.contractEnforced ? node.columns : [],
    config: { contract: config.contractEnforced },
  })
  return { hash, usesAsOf, text, env: [] }
}

function modelDefinition(node: ModelNode, renderer: DefinitionRenderer): RenderedDefinition {
  if (node.script !== undefined) return scriptDefinition(node, renderer)
  const full = renderer.model(node, { isIncremental: false })
  // Rendering is pure: what never asked for is_incremental is the same with it.
  const incremental = full.asksIncremental ? renderer.model(node, { isIncremental: true }) : full
  const texts = { full: full.text, incremental: incremental.text, without: [] }
  const hash = modelHash(node, renderer, texts)
  return {
    hash,
    usesAsOf: full.usesAsOf || incremental.usesAsOf,
    text: full.text,
    env: [...full.env, ...incremental.env],
  }
}

interface ModelTexts {
  readonly full: string
  readonly incremental: string
  /** Declared columns that count as not declared. */
  readonly without: readonly string[]
}

function modelHash(
  node: ModelNode,
  renderer: DefinitionRenderer,
  { full, incremental, without }: ModelTexts,
): string {
  const { config } = node
  const columns = config.contractEnforced ? node.columns : []
  return definitionHash({
    materialized: node.materialized,
    dialect: config.dialect,
    full,
    incremental,
    preHooks: config.preHooks.map(hook => renderer.text(node, hook)),
    postHooks: config.postHooks.map(hook => renderer.text(node, hook)),
    columns: columns.filter(column => !without.includes(column.name)),
    config: { contract: config.contractEnforced },
  })
}

function seedDefinition(node: SeedNode, bytes: string | undefined): string {
  return seedHash({ bytes, columns: node.columns, options: { delimiter: node.config.delimiter } })
}

async function fileHash(seed: SeedNode): Promise<string | undefined> {
  if (seed.file === undefined) return undefined
  const hash = createHash('sha256')
  const { absolutePath } = seed.file
  await readingSeed(seed, () => pipeline(readSeedFile(absolutePath), hash))
  return hash.digest('hex')
}

function facetsOf(
  node: BuiltNode,
  {
    renderer,
    bytes,
  }: { readonly renderer: DefinitionRenderer; readonly bytes: string | undefined },
): Facets {
  const { config, columns, constraints } = node
  const declared = columns.map(({ name, dataType, notNull }) => [name, dataType ?? null, notNull])
  const macros = node.kind === 'model' ? renderer.macros(node) : undefined
  return {
    body: node.kind === 'model' ? node.hash : (bytes ?? ''),
    configs: hashOf(config.raw),
    relation: hashOf([config.schema ?? null, config.alias ?? null, node.name]),
    macros: macros?.hash ?? '',
    ...(macros?.each === undefined ? {} : { macroHashes: macros.each }),
    contract: config.contractEnforced ? hashOf([declared, constraints]) : '',
  }
}

function checkDefinition(test: TestNode, renderer: DefinitionRenderer): string {
  const { definition, config, dependsOn } = test
  const { severity, warnIf, errorIf, where, limit } = config
  const generic = definition.kind === 'generic' ? definition : undefined
  const declared: Value = {
    test: generic?.test ?? test.id,
    column: generic?.column ?? null,
    arguments: generic?.declaration.arguments ?? {},
    reads: dependsOn,
    config: [severity, warnIf, errorIf, where ?? null, limit ?? null],
  }
  const own = generic?.builtIn ? undefined : renderer.test(test)
  const timed = own?.usesAsOf || generic?.test === 'recency'
  const surroundings =
    timed || JSON.stringify(declared).includes('{{') ? { ...renderer.vars } : undefined
  return checkHash({ declared, text: own?.text, surroundings })
}

function hashOf(value: unknown): string {
  return sha256(canonicalJson(value)).slice(0, 16)
}
