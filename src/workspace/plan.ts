/** What `model plan` shows: the steps of a refresh, with what the ledger knows of the past. */
import { type PlanView, planView } from '../catalog/plan-view.ts'
import type { Manifest } from '../compile/manifest.ts'
import { displayRelation } from '../sql/relation.ts'
import { openHistory } from '../state/history.ts'
import { planInWorkspace, type WorkspaceRun } from './run.ts'

/** Plans as the request says and changes nothing. */
export async function viewPlan(request: WorkspaceRun): Promise<PlanView> {
  const { adapter, definitions, outcome, planned } = await planInWorkspace(request)
  const { manifest } = request
  const history = await openHistory(adapter, request.scope)
  const own = planned.published
  // What is built here for the first time is compared with what another environment has.
  const before = (id: string) => own.get(id) ?? outcome.plan.elsewhere?.published.get(id)
  const changed = outcome.plan.steps.flatMap(step =>
    step.kind === 'stage' && step.materialized !== 'seed' && step.reason.code === 'definition'
      ? [step.node]
      : [],
  )
  const hashes = changed.flatMap(id => before(id)?.definitionHash ?? [])
  const texts = await history.definitions(hashes)
  const diffs = new Map<string, string>()
  for (const id of changed) {
    const old = texts.get(before(id)?.definitionHash ?? '')
    const now = definitions.text(id)
    if (old !== undefined && now !== undefined) {
      diffs.set(id, await definitionDiff(named(manifest, old), named(manifest, now)))
    }
  }
  const { supported: parallel } = adapter.capabilities.parallelStatements
  return planView({
    manifest,
    plan: outcome.plan,
    published: own,
    latest: planned.latest ?? (await history.latestResults()),
    diffs,
    threads: parallel ? manifest.project.target.threads : 1,
  })
}

/** Unified, with three lines around each change and without file names. */
async function definitionDiff(before: string, now: string): Promise<string> {
  const { structuredPatch } = await import('diff')
  const text = (sql: string) => `${sql.trim()}\n`
  const { hunks } = structuredPatch('', '', text(before), text(now), '', '', { context: 3 })
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) =>
      [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join('\n'),
    )
    .join('\n')
}

/** Definitions have node ids where relations stand; people know these by their names. */
function named(manifest: Manifest, definition: string): string {
  return definition.replace(/"((?:model|seed|source)\.[^"]+)"/g, (text, id: string) => {
    const node = manifest.nodes.get(id)
    return node && 'relation' in node ? displayRelation(node.relation) : text
  })
}
