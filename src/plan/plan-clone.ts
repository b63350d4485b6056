/** What a clone copies from another environment, and what it leaves and why. Pure. */
import type { BuiltNode } from '../compile/manifest.ts'
import { relationKey } from '../sql/relation.ts'
import type { Published } from '../state/types.ts'
import type { PlanInput } from './plan-input.ts'
import { relationKind } from './relation-kind.ts'
import { isEphemeral } from './relations-read.ts'
import { stageOf } from './stage-names.ts'
import type { Step } from './types.ts'

/** A step for each selected model and seed, in graph order. */
export function cloneSteps(input: PlanInput): readonly Step[] {
  return input.selected.flatMap(id => {
    const node = input.manifest.nodes.get(id)
    if (node?.kind !== 'model' && node?.kind !== 'seed') return []
    if (isEphemeral(node) || (node.kind === 'seed' && node.loadsManaged)) return []
    return [cloneStep(input, node)]
  })
}

function cloneStep(input: PlanInput, node: BuiltNode): Step {
  const target = input.elsewhere?.target ?? ''
  const there = input.elsewhere?.published.get(node.id)
  const left = (code: string, text: string): Step => ({
    kind: 'reuse',
    node: node.id,
    reason: { code, text },
  })
  if (there === undefined) return left('absent', `target ${target} has not built it`)
  if (stands(input, node) && !input.fullRefresh)
    return left('exists', 'is built here already; --full-refresh replaces it')
  const kind = relationKind(node)
  if (there.kind !== kind || isOtherView(input, there))
    return left('changed', 'the project defines it otherwise now; model refresh builds it')
  const reason = { code: 'clone', text: `as target ${target} has it since ${there.publishedAt}` }
  return {
    kind: 'stage',
    node: node.id,
    materialized: there.kind as 'table' | 'view' | 'seed',
    stage: stageOf(node.relation),
    final: node.relation,
    reason,
    clones: there,
  }
}

const stands = ({ introspection }: PlanInput, { relation }: BuiltNode): boolean =>
  introspection.relations.has(relationKey(relation))

/** A view is made again from the project's text, so that has to be the text of the other environment. */
function isOtherView({ definitionHash }: PlanInput, there: Published): boolean {
  return there.kind === 'view' && definitionHash(there.id) !== there.definitionHash
}
