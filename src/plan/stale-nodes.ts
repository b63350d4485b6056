/** Which models a refresh builds: those that are stale, and those below what it builds. Pure. */
import type { BuiltNode, ModelNode } from '../compile/manifest.ts'
import { relationKey } from '../sql/relation.ts'
import type { PlanInput } from './plan-input.ts'
import { relationKind } from './relation-kind.ts'
import { isEphemeral, relationOwner, relationsRead } from './relations-read.ts'
import type { Reason } from './types.ts'

/** Why a model is built now; empty when it stays. `building`: what the run builds so far, parents first. */
export function refreshReasons(
  input: PlanInput,
  model: ModelNode,
  building: ReadonlySet<string>,
): readonly Reason[] {
  const stands = input.introspection.relations.has(relationKey(model.relation))
  const missing: Reason = { code: 'missing', text: 'its relation is gone' }
  const here = !input.elsewhere?.nodes.has(model.id)
  if (!stands && here && input.published.has(model.id)) return [missing]
  return [...input.staleReasons(model.id), ...rebuiltParents(input, model, building)]
}

/** Parents that hold data, through views and ephemerals, and that this run builds anew. */
function rebuiltParents(
  { manifest }: PlanInput,
  model: ModelNode,
  building: ReadonlySet<string>,
): readonly Reason[] {
  if (building.size === 0) return []
  const found = new Set<string>()
  const visited = new Set<string>()
  const waiting = [...model.dependsOn]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const owner = relationOwner(manifest, id)
    if (visited.has(owner)) continue
    visited.add(owner)
    if (building.has(owner)) found.add(owner)
    const kind = relationKind(manifest.nodes.get(owner))
    if (kind === 'view' || kind === 'ephemeral') waiting.push(...manifest.graph.parents(owner))
  }
  return [...found].map(parent => ({
    code: 'parent',
    text: `${manifest.nodes.get(parent)?.name} is built anew`,
    parent,
  }))
}

/** A selected model reads one that is stale and not selected: it is built from what stands. */
export function staleParents(input: PlanInput, models: readonly BuiltNode[]): readonly Reason[] {
  const selected = new Set(input.selected)
  const warnings = new Map<string, Reason>()
  for (const model of models) {
    for (const id of relationsRead(input.manifest, model.id)) {
      const parent = input.manifest.nodes.get(id)
      if (parent?.kind !== 'model' || isEphemeral(parent) || selected.has(id)) continue
      const [reason] = warnings.has(id) ? [] : input.staleReasons(id)
      if (reason === undefined) continue
      const text = `${parent.name}, which ${model.name} reads, is not selected and is stale: ${reason.text}`
      warnings.set(id, { code: 'stale_parent', text, parent: id })
    }
  }
  return [...warnings.values()]
}
