/** Definition hashes of a project: its templates rendered on node ids, so that target and time leave no trace. */
import type { MacroDefinition } from '../compile/facts.ts'
import type { Manifest, ModelNode } from '../compile/manifest.ts'
import { nodeCompiler } from '../compile/node-compiler.ts'
import { macrosBehind } from '../compile/used-macros.ts'
import type { Definitions } from '../run/context.ts'
import { createDefinitions, type DefinitionRenderer } from '../run/definitions.ts'
import { quoteIdentifier } from '../sql/relation.ts'
import { AS_OF_PLACEHOLDER } from '../state/definition-hash.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import { rememberedDefinitions } from './remembered-definitions.ts'
import { scriptText } from './script-text.ts'

/** What the definitions of a project are made with. */
export interface DefinitionsRequest {
  readonly manifest: Manifest
  readonly asOf: string
  /** Where hashes are remembered; who opened it saves it. */
  readonly cache: ContentCache
}

/** Hashes for the nodes of a project. */
export function projectDefinitions({ manifest, asOf, cache }: DefinitionsRequest): Definitions {
  const vars = { ...manifest.project.vars, as_of: AS_OF_PLACEHOLDER }
  const full = nodeCompiler(manifest, { vars, isIncremental: false })
  const incremental = nodeCompiler(manifest, { vars, isIncremental: true })
  const renderer: DefinitionRenderer = {
    model(node, { isIncremental }) {
      const compiler = isIncremental ? incremental : full
      const { text, used } = compiler.own(node.id, quoteIdentifier, quoteIdentifier(node.id))
      const usesAsOf = used.vars.includes('as_of')
      return { text, usesAsOf, asksIncremental: used.isIncremental, env: used.env }
    },
    script: node => scriptText(manifest, node),
    text: (node: ModelNode, text) =>
      full.text({ path: node.path, text }, quoteIdentifier, quoteIdentifier(node.id)).text,
    test(node) {
      const { definition } = node
      const model = definition.kind === 'generic' ? definition.attachedTo : undefined
      const { text, used } = full.test(node, quoteIdentifier, model && quoteIdentifier(model))
      return { text, usesAsOf: used.vars.includes('as_of') }
    },
    macros: node => macroHashes(manifest, node),
    vars: { ...manifest.project.vars, as_of: asOf },
  }
  return createDefinitions(manifest, renderer, rememberedDefinitions(manifest, cache, vars))
}

/** The same with the files of all seeds read, for who compares every node with what stands. */
export async function definitionsWithSeeds(request: DefinitionsRequest): Promise<Definitions> {
  const definitions = projectDefinitions(request)
  const seeds = [...request.manifest.nodes.values()].filter(node => node.kind === 'seed')
  for (const { id } of seeds) await definitions.readSeed(id)
  return definitions
}

/** Over the declarations of all macros that a model calls, however deep, and of each; none where it calls none. */
function macroHashes(
  manifest: Manifest,
  node: ModelNode,
): ReturnType<DefinitionRenderer['macros']> {
  const texts = [...macrosBehind(manifest, node.template.macros)]
    .map(([name, macro]) => [name, declarationText(macro)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  if (texts.length === 0) return { hash: '', each: undefined }
  return {
    hash: short(JSON.stringify(texts)),
    each: Object.fromEntries(texts.map(([name, text]) => [name, short(text).slice(0, 8)])),
  }
}

/** A function of TypeScript reads what stands beside it, so its file counts. */
const declarationText = ({ language, source, facts }: MacroDefinition) =>
  language === 'ts' ? source.text : facts.text

const short = (text: string): string => sha256(text).slice(0, 16)
