/** Definition hashes of a project: its templates rendered on node ids, so that target and time leave no trace. */
import type { Manifest, ModelNode } from '../compile/manifest.ts'
import { nodeCompiler } from '../compile/node-compiler.ts'
import type { Definitions } from '../run/context.ts'
import { createDefinitions, type DefinitionRenderer } from '../run/definitions.ts'
import { quoteIdentifier } from '../sql/relation.ts'
import { AS_OF_PLACEHOLDER } from '../state/definition-hash.ts'
import { sha256 } from '../util/hash.ts'
import { scriptText } from './script-text.ts'

/** Hashes for the nodes of a project. */
export function projectDefinitions(manifest: Manifest, asOf: string): Definitions {
  const vars = { ...manifest.project.vars, as_of: AS_OF_PLACEHOLDER }
  const full = nodeCompiler(manifest, { vars, isIncremental: false })
  const incremental = nodeCompiler(manifest, { vars, isIncremental: true })
  const renderer: DefinitionRenderer = {
    model(node, { isIncremental }) {
      const compiler = isIncremental ? incremental : full
      const { text, used } = compiler.own(node.id, quoteIdentifier, quoteIdentifier(node.id))
      const usesAsOf = used.vars.includes('as_of')
      return { text, usesAsOf, asksIncremental: used.isIncremental }
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
  return createDefinitions(manifest, renderer)
}

/** The same with the files of all seeds read, for who compares every node with what stands. */
export async function definitionsWithSeeds(manifest: Manifest, asOf: string): Promise<Definitions> {
  const definitions = projectDefinitions(manifest, asOf)
  const seeds = [...manifest.nodes.values()].filter(node => node.kind === 'seed')
  for (const { id } of seeds) await definitions.readSeed(id)
  return definitions
}

/** Over the declarations of all macros that a model calls, however deep, and of each; none where it calls none. */
function macroHashes(
  { macros, project }: Manifest,
  node: ModelNode,
): ReturnType<DefinitionRenderer['macros']> {
  const seen = new Map<string, string>()
  const waiting = [...node.template.macros]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const macro = seen.has(name) ? undefined : macros.find(name, project.target.adapter)
    if (macro === undefined) continue
    seen.set(name, macro.language === 'ts' ? macro.source.text : macro.facts.text)
    waiting.push(...macro.facts.macros)
  }
  const texts = [...seen].sort(([a], [b]) => (a < b ? -1 : 1))
  if (texts.length === 0) return { hash: '', each: undefined }
  return {
    hash: short(JSON.stringify(texts)),
    each: Object.fromEntries(texts.map(([name, text]) => [name, short(text).slice(0, 8)])),
  }
}

const short = (text: string): string => sha256(text).slice(0, 16)
