/**
 * Definition hashes that an earlier process made, in the content cache: to render a template only to find what the last
 * command found is most of the time in which nothing is built. A hash is remembered under all that its rendering may read.
 */
import type { Manifest, ModelNode } from '../compile/manifest.ts'
import { macrosBehind } from '../compile/used-macros.ts'
import type { DefinitionMemory } from '../run/definitions.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import { remembered } from '../util/remembered.ts'
import type { Value } from '../util/value.ts'
import { DEFINITION_KIND } from './project-cache.ts'

/** What is remembered of a model. */
type Remembered = readonly [hash: string, usesAsOf: boolean]

/** Under what a definition is remembered. */
interface Key {
  readonly hash: string
  /** Names of the environment whose values it has: those that are spelled out. */
  readonly env: ReadonlySet<string>
}

/** Of models in SQL without hooks; others are rendered each time. `vars` as definitions see them. */
export function rememberedDefinitions(
  manifest: Manifest,
  cache: ContentCache,
  vars: Readonly<Record<string, Value>>,
): DefinitionMemory {
  const shared = sha256(JSON.stringify([manifest.project.target.adapter, vars]))
  const keyOf = remembered((node: ModelNode) => keyFor(node, manifest, shared))
  return {
    get: node => {
      const key = keyOf(node)
      const known = key && cache.get<Remembered>(DEFINITION_KIND, key.hash)
      return known && { hash: known[0], usesAsOf: known[1] }
    },
    set: (node, { hash, usesAsOf, env }) => {
      const key = keyOf(node)
      // A name may be computed; then the key lacks its value.
      if (key === undefined || !env.every(name => key.env.has(name))) return
      cache.set(DEFINITION_KIND, key.hash, [hash, usesAsOf] satisfies Remembered)
    },
  }
}

/** A hash over everything that a definition is made of; undefined where that cannot be said without rendering. */
function keyFor(node: ModelNode, manifest: Manifest, shared: string): Key | undefined {
  const { env, target } = manifest.project
  const { config, template } = node
  const hooks = config.preHooks.length + config.postHooks.length
  if (node.script !== undefined || hooks > 0) return undefined
  const macros = [...macrosBehind(manifest, template.macros).values()]
  // A function of TypeScript may import anything.
  if (macros.some(({ language }) => language === 'ts')) return undefined
  const names = new Set([...template.env, ...macros.flatMap(({ facts }) => facts.env)])
  const texts = macros.map(({ facts }) => facts.text).sort()
  const asksTarget = [template.text, ...texts].some(text => text.includes('target'))
  const parts = [
    shared,
    node.id,
    node.hash,
    texts,
    // A name in a template is the same node as long as these are the nodes.
    node.dependsOn,
    [...names].map(name => [name, env[name] ?? null]),
    asksTarget ? [target.name, target.schema ?? null, target.schemaPrefix] : null,
    [node.materialized, config.dialect],
    config.contractEnforced && node.columns.map(({ name, dataType }) => [name, dataType ?? null]),
  ]
  return { hash: sha256(JSON.stringify(parts)), env: names }
}
