/**
 * The publications of a run, and what becomes of relations that stand: which tables keep their identity, and which views
 * outside of the run are written again. As far as it can be known before anything is built; the publication itself looks
 * again.
 */
import type { Neighbour } from '../adapters/adapter.ts'
import type { BuiltNode } from '../compile/manifest.ts'
import { displayRelation, type RelationName, relationKey } from '../sql/relation.ts'
import type { PlanInput } from './plan-input.ts'
import { isEphemeral, relationsRead } from './relations-read.ts'
import type { PublishNote, Reason, Step } from './types.ts'

/** One step for all that goes out together, and one for each node that is published on its own. */
export function publishSteps(input: PlanInput, staged: readonly BuiltNode[]): readonly Step[] {
  const each = publishedEach(input, staged)
  const together = staged.filter(node => !each.has(node.id)).map(node => node.id)
  const notes = publishNotes(input, staged)
  const notesOf = (ids: readonly string[]) => notes.filter(note => ids.includes(note.node))
  const steps: Step[] = [...each].map(id => ({
    kind: 'publish',
    nodes: [id],
    mode: 'each',
    notes: notesOf([id]),
    reason: { code: 'publish_each', text: 'publish: each, when its own checks have passed' },
  }))
  if (together.length > 0) {
    const text = 'all at one moment, when every check has been made'
    const reason = { code: 'publish_together', text }
    const all = each.size === 0 ? notes : notesOf(together)
    steps.push({ kind: 'publish', nodes: together, mode: 'together', notes: all, reason })
  }
  return steps
}

/** Nodes published on their own: a child of one that waits for the end of the run waits with it. */
function publishedEach(
  { manifest, publish }: PlanInput,
  staged: readonly BuiltNode[],
): ReadonlySet<string> {
  const building = new Set(staged.map(node => node.id))
  const each = new Set<string>()
  for (const node of staged) {
    if ((publish ?? node.config.publish) !== 'each') continue
    const parents = relationsRead(manifest, node.id).filter(id => building.has(id))
    if (parents.every(id => each.has(id))) each.add(node.id)
  }
  return each
}

/** The selected relations that stand as tables: what an engine is asked about before a plan is made. */
export function standingTables(
  input: Pick<PlanInput, 'manifest' | 'selected' | 'introspection' | 'command'>,
): readonly RelationName[] {
  if (input.command === 'test') return []
  return input.selected.flatMap(id => {
    const node = input.manifest.nodes.get(id)
    if (node?.kind !== 'seed' && node?.kind !== 'model') return []
    return !isEphemeral(node) && isTable(node) && standsAsTable(input, node) ? [node.relation] : []
  })
}

const isTable = (node: BuiltNode): boolean => node.kind === 'seed' || node.materialized === 'table'

function standsAsTable(
  { introspection }: Pick<PlanInput, 'introspection'>,
  node: BuiltNode,
): boolean {
  return introspection.relations.get(relationKey(node.relation))?.kind === 'table'
}

function publishNotes(input: PlanInput, staged: readonly BuiltNode[]): readonly PublishNote[] {
  const built = new Set(staged.map(node => relationKey(node.relation)))
  const neighbours = new Map<string, Neighbour[]>()
  for (const neighbour of input.neighbours) {
    const key = relationKey(neighbour.on)
    const known = neighbours.get(key)
    if (known) known.push(neighbour)
    else neighbours.set(key, [neighbour])
  }
  return staged
    .filter(node => isTable(node) && standsAsTable(input, node))
    .flatMap(node => {
      const found = neighbours.get(relationKey(node.relation)) ?? []
      const stays = staysBecause(node, found)
      if (stays)
        return [{ kind: 'in place', node: node.id, relation: node.relation, reason: stays }]
      return found.flatMap(neighbour => repointed(node, neighbour, built))
    })
}

/** Why a table is not swapped. */
function staysBecause(node: BuiltNode, neighbours: readonly Neighbour[]): Reason | undefined {
  if (node.config.onPublish === 'in_place')
    return { code: 'configured', text: 'on_publish: in_place' }
  const firm = neighbours.find(({ effect }) => effect === 'in place')
  const loose = neighbours.find(({ effect }) => effect === 'unless equal')
  const found = firm ?? loose
  if (!found) return undefined
  const text = `${found.kind} ${found.name}`.trim()
  const hooks = node.config.postHooks.length > 0 && !firm
  return { code: 'neighbour', text: hooks ? `${text}, unless its hooks make that anew` : text }
}

function repointed(
  node: BuiltNode,
  neighbour: Neighbour,
  built: ReadonlySet<string>,
): readonly PublishNote[] {
  const { view } = neighbour
  if (neighbour.effect !== 're-pointed' || !view || built.has(relationKey(view))) return []
  const reason = { code: 'dependent', text: `reads ${displayRelation(node.relation)}` }
  return [{ kind: 're-point', node: node.id, relation: view, reason }]
}
