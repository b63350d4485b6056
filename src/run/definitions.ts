/** Definition hashes of a project's nodes: rendered on node ids, each at the first question. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Manifest, ModelNode, SeedNode } from '../compile/manifest.ts'
import { definitionHash, seedHash } from '../state/definition-hash.ts'
import type { Definitions } from './context.ts'

/** Renders a model, or text of its config, as its definition: references as ids, as_of as a placeholder. */
export interface DefinitionRenderer {
  model(
    node: ModelNode,
    options: { readonly isIncremental: boolean },
  ): { readonly text: string; readonly usesAsOf: boolean; readonly asksIncremental: boolean }
  text(node: ModelNode, text: string): string
}

/** Reads the files of `seeds` (ids) first; models are rendered when they are asked for. */
export async function createDefinitions(
  manifest: Manifest,
  renderer: DefinitionRenderer,
  seeds: readonly string[],
): Promise<Definitions> {
  const bytes = new Map<string, string | undefined>()
  for (const id of seeds) bytes.set(id, await fileHash(manifest.nodes.get(id) as SeedNode))
  const known = new Map<string, ReturnType<Definitions['of']>>()
  return {
    of(id) {
      const found = known.get(id)
      if (found !== undefined) return found
      const node = manifest.nodes.get(id)
      if (node?.kind !== 'model' && node?.kind !== 'seed')
        throw new Error(`${id} has no definition`)
      const made =
        node.kind === 'seed'
          ? { hash: seedDefinition(node, bytes.get(id)), usesAsOf: false }
          : modelDefinition(node, renderer)
      known.set(id, made)
      return made
    },
  }
}

function modelDefinition(
  node: ModelNode,
  renderer: DefinitionRenderer,
): { readonly hash: string; readonly usesAsOf: boolean } {
  const full = renderer.model(node, { isIncremental: false })
  // Rendering is pure: what never asked for is_incremental is the same with it.
  const incremental = full.asksIncremental ? renderer.model(node, { isIncremental: true }) : full
  const { config } = node
  const hash = definitionHash({
    materialized: node.materialized,
    dialect: config.dialect,
    full: full.text,
    incremental: incremental.text,
    preHooks: config.preHooks.map(hook => renderer.text(node, hook)),
    postHooks: config.postHooks.map(hook => renderer.text(node, hook)),
    columns: config.contractEnforced ? node.columns : [],
    config: { contract: config.contractEnforced },
  })
  return { hash, usesAsOf: full.usesAsOf || incremental.usesAsOf }
}

function seedDefinition(node: SeedNode, bytes: string | undefined): string {
  return seedHash({ bytes, columns: node.columns, options: { delimiter: node.config.delimiter } })
}

async function fileHash(seed: SeedNode): Promise<string | undefined> {
  if (seed.file === undefined) return undefined
  const hash = createHash('sha256')
  await pipeline(createReadStream(seed.file.absolutePath), hash)
  return hash.digest('hex')
}
