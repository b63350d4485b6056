/** What is known of the sources that a run reads, so that a later run can tell whether they changed. */
import type { SourceNode } from '../compile/manifest.ts'
import { relationKey } from '../sql/relation.ts'
import { readChangeCounts } from '../state/change-counts.ts'
import type { SourceToken } from '../state/types.ts'
import type { RunContext } from './context.ts'

/** One token for each source above what is staged. Managed tables have a change counter; one statement reads all. */
export async function sourceTokens(context: RunContext): Promise<readonly SourceToken[]> {
  const sources = sourcesRead(context)
  const managed = sources.filter(source => source.managed)
  const counters: ReadonlyMap<string, string> =
    managed.length === 0 ? new Map() : await readChangeCounts(context.adapter)
  return sources.map(source => tokenOf(context, source, counters.get(relationKey(source.relation))))
}

function sourcesRead(context: RunContext): readonly SourceNode[] {
  const read = new Set<string>()
  for (const step of context.plan.steps) {
    if (step.kind !== 'stage') continue
    for (const id of context.manifest.graph.ancestors(step.node)) read.add(id)
  }
  return [...read].flatMap(id => {
    const node = context.manifest.nodes.get(id)
    return node?.kind === 'source' ? [node] : []
  })
}

function tokenOf(
  context: RunContext,
  source: SourceNode,
  counter: string | undefined,
): SourceToken {
  const shared = { node: source.id, rows: null }
  if (source.managed) return { ...shared, kind: 'counter', token: counter ?? null }
  if (source.backedBy === undefined) return { ...shared, kind: 'none', token: null }
  const version =
    context.versions.get(source.backedBy) ?? context.published.get(source.backedBy)?.version
  return { ...shared, kind: 'seed', token: version ?? null }
}
