/**
 * Definition hashes that an earlier process made, in the content cache: to render a template only to find what the last
 * command found is most of the time in which nothing is built. A hash is remembered under all that its rendering may read.
 */
import type { Manifest, ModelNode } from '../compile/manifest.ts'
import { macrosBehind } from '../compile/used-macros.ts'
import type { DefinitionMemory } from '../run/definitions.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import type { Value } from '../util/value.ts'
import { DEFINITION_KIND } from './project-cache.ts'

/** What is remembered of a model. */
type Remembered = readonly [hash: string, usesAsOf: boolean]

/** What a model reads through macros, however deep. */
interface Macros {
  /** Their declarations, in order of names. */
  readonly texts: readonly string[]
  /** One of them is a function of TypeScript, which may import anything. */
  readonly opaque: boolean
}

/** Of models in SQL without hooks; others are rendered each time. `vars` as definitions see them. */
export function rememberedDefinitions(
  manifest: Manifest,
  cache: ContentCache,
  vars: Readonly<Record<string, Value>>,
): DefinitionMemory {
  const shared = sha256(JSON.stringify([manifest.project.target.adapter, vars]))
  const keyOf = memoized(keyMaker(manifest, shared))
  return {
    get: node => {
      const key = keyOf(node)
      const known = key === undefined ? undefined : cache.get<Remembered>(DEFINITION_KIND, key)
      return known && { hash: known[0], usesAsOf: known[1] }
    },
    set: (node, { hash, usesAsOf, env }) => {
      const key = keyOf(node)
      // A name may be computed; then the key lacks its value.
      const named = key === undefined ? undefined : new Set(namesOfEnv(manifest, node))
      if (key !== undefined && env.every(name => named?.has(name)))
        cache.set(DEFINITION_KIND, key, [hash, usesAsOf] satisfies Remembered)
    },
  }
}

/** A hash over everything that a definition is made of; undefined where that cannot be said without rendering. */
function keyMaker(manifest: Manifest, shared: string): (node: ModelNode) => string | undefined {
  const { env, target } = manifest.project
  const targetText = [target.name, target.schema ?? null, target.schemaPrefix]
  return node => {
    const { config, template } = node
    const hooks = config.preHooks.length + config.postHooks.length
    if (node.script !== undefined || hooks > 0) return undefined
    const macros = macrosOf(manifest, template.macros)
    if (macros.opaque) return undefined
    const asksTarget = [template.text, ...macros.texts].some(text => text.includes('target'))
    const parts = [
      shared,
      node.id,
      node.hash,
      macros.texts,
      // A name in a template is the same node as long as these are the nodes.
      node.dependsOn,
      namesOfEnv(manifest, node).map(name => [name, env[name] ?? null]),
      asksTarget ? targetText : null,
      [node.materialized, config.dialect],
      config.contractEnforced && node.columns.map(({ name, dataType }) => [name, dataType ?? null]),
    ]
    return sha256(JSON.stringify(parts))
  }
}

function macrosOf(manifest: Manifest, names: readonly string[]): Macros {
  const all = [...macrosBehind(manifest, names).values()]
  all.sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    texts: all.map(({ facts }) => facts.text),
    opaque: all.some(({ language }) => language === 'ts'),
  }
}

/** Names of the environment that are spelled out in a model's template, or in a macro behind it. */
function namesOfEnv(manifest: Manifest, { template }: ModelNode): readonly string[] {
  const macros = [...macrosBehind(manifest, template.macros).values()]
  return [...template.env, ...macros.flatMap(({ facts }) => facts.env)]
}

function memoized(compute: (node: ModelNode) => string | undefined): typeof compute {
  const known = new Map<string, string | undefined>()
  return node => {
    if (!known.has(node.id)) known.set(node.id, compute(node))
    return known.get(node.id)
  }
}
