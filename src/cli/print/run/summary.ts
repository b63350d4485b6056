/** The end of a run: what failed, what was held back by what, where the tables are, what to do next. */
import type { Manifest } from '../../../compile/manifest.ts'
import { ModelError } from '../../../errors/model-error.ts'
import { stageSteps } from '../../../plan/stage-steps.ts'
import type { NodeResult } from '../../../plan/types.ts'
import type { RunOutcome } from '../../../run/types.ts'
import { indent, printError } from '../error.ts'
import { count, formatDuration } from '../format.ts'
import { type FailureView, printFailure, troubles } from './failures.ts'
import { checkedNode, displayNode } from './labels.ts'
import { countResults, doneLine } from './totals.ts'

const NAMED = 12
/** One cause for what was built, what was being built and what was never begun when a run ended early. */
const STOPPED = 'the run was stopped'
const WHOLE_CAUSES: Readonly<Record<string, string>> = {
  interrupted: STOPPED,
  publication: 'the publication failed',
}

/** The paragraphs after the last node's line. */
export function printSummary(outcome: RunOutcome, view: FailureView): string {
  const paragraphs = [
    ...troubles(outcome.results).map(result => printFailure(result, view)),
    ...refusalParagraph(outcome, view),
    ...unmadeParagraph(outcome),
    ...uncopiedParagraph(outcome, view),
    ...heldParagraph(outcome, view),
    ...whereParagraph(outcome, view.manifest),
    [headline(outcome, view), ...nextLine(outcome, view.manifest)].join('\n'),
    doneLine(countResults(outcome)),
  ]
  return paragraphs.join('\n\n')
}

/** Only what failed, for --quiet. */
export function printTroubles(outcome: RunOutcome, view: FailureView): string {
  const failed = troubles(outcome.results).filter(({ status }) => status !== 'warn')
  const paragraphs = failed.map(result => printFailure(result, view))
  return [...paragraphs, ...refusalParagraph(outcome, view)].join('\n\n')
}

/** Why what was built and checked well did not go out. */
function refusalParagraph({ refusal }: RunOutcome, view: FailureView): string[] {
  if (refusal === undefined) return []
  const heading = `${view.paint.red('ERROR')} the publication`
  return [[heading, indent(printError(refusal, view), '  ')].join('\n')]
}

function headline(outcome: RunOutcome, { paint }: FailureView): string {
  const took = formatDuration(Date.parse(outcome.endedAt) - Date.parse(outcome.startedAt))
  const errors = countResults(outcome).error + (outcome.refusal === undefined ? 0 : 1)
  if (outcome.status === 'interrupted') {
    return paint.red(`Interrupted after ${took}; nothing more is published.`)
  }
  if (errors > 0) return paint.red(`Completed with ${count(errors, 'error')} in ${took}.`)
  return paint.green(`Completed well in ${took}.`)
}

/** Why `model test` skipped checks; in a build the node that they wait for says it. */
function unmadeParagraph({ command, results }: RunOutcome): string[] {
  const skipped = results.filter(({ kind, status }) => kind === 'check' && status === 'skipped')
  if (command !== 'test' || skipped.length === 0) return []
  const reasons = [...new Set(skipped.map(({ message }) => message))]
  const more = reasons.length > NAMED ? [`  and ${reasons.length - NAMED} more reasons`] : []
  const shown = reasons.slice(0, NAMED).map(reason => `  ${reason}`)
  return [[`${count(skipped.length, 'test')} skipped:`, ...shown, ...more].join('\n')]
}

/** What a clone left, by reason. */
function uncopiedParagraph({ command, plan }: RunOutcome, { manifest }: FailureView): string[] {
  if (command !== 'clone') return []
  const byReason = new Map<string, string[]>()
  for (const step of plan.steps) {
    if (step.kind !== 'reuse') continue
    const { text } = step.reason
    byReason.set(text, [...(byReason.get(text) ?? []), step.node])
  }
  return [...byReason].map(([reason, ids]) => `Not copied, ${reason}:\n  ${names(manifest, ids)}`)
}

function heldParagraph(outcome: RunOutcome, view: FailureView): string[] {
  const byCause = new Map<string, string[]>()
  const add = (cause: string, node: string) =>
    byCause.set(cause, [...(byCause.get(cause) ?? []), node])
  for (const { node, because } of outcome.held) {
    add(WHOLE_CAUSES[because] ?? because, node)
  }
  const held = new Set(outcome.held.map(({ node }) => node))
  const skipped = outcome.results.filter(
    (result): result is NodeResult =>
      result.kind === 'node' && result.status === 'skipped' && !held.has(result.node),
  )
  for (const { message, node, error } of skipped) {
    const cut = error instanceof ModelError && error.code === 'M3008'
    add(cut ? STOPPED : message, node)
  }
  if (byCause.size === 0) return []
  const lines = [...byCause].map(([cause, nodes]) => {
    const because = displayNode(view.manifest, cause)
    return `  ${because}: ${names(view.manifest, nodes)}`
  })
  const total = [...byCause.values()].reduce((sum, nodes) => sum + nodes.length, 0)
  return [
    [
      view.paint.yellow(`${count(total, 'node')} held back; readers see what was there before:`),
      ...lines,
    ].join('\n'),
  ]
}

function names(manifest: Manifest, ids: readonly string[]): string {
  const shown = ids.slice(0, NAMED).map(id => displayNode(manifest, id))
  const more = ids.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function whereParagraph({ published, plan }: RunOutcome, manifest: Manifest): string[] {
  const stages = stageSteps(plan)
  const bySchema = new Map<string, Record<string, number>>()
  for (const id of published) {
    const node = manifest.nodes.get(id)
    if (node?.kind !== 'model' && node?.kind !== 'seed' && node?.kind !== 'source') continue
    // Over another environment's relations a view is made as a table.
    const made = stages.get(id)?.materialized
    const kind = node.kind === 'model' ? (made ?? node.materialized) : node.kind
    const kinds = bySchema.get(node.relation.schema) ?? {}
    bySchema.set(node.relation.schema, { ...kinds, [kind]: (kinds[kind] ?? 0) + 1 })
  }
  if (bySchema.size === 0) return []
  const widest = Math.max(...[...bySchema.keys()].map(schema => schema.length))
  const lines = [...bySchema]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([schema, kinds]) => `  ${schema.padEnd(widest)}  ${kindCounts(kinds)}`)
  return [['Published, by schema:', ...lines].join('\n')]
}

function kindCounts(kinds: Readonly<Record<string, number>>): string {
  return Object.entries(kinds)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, number]) => count(number, kind))
    .join(', ')
}

function nextLine(outcome: RunOutcome, manifest: Manifest): string[] {
  const first = troubles(outcome.results).find(({ status }) => status !== 'warn')
  if (first === undefined && outcome.refusal)
    return [`Next: mend it, then model ${outcome.command}`]
  if (first !== undefined) return [`Next: ${repairCommand(outcome, manifest, first.node)}`]
  const example = outcome.published
    .map(id => manifest.nodes.get(id))
    .findLast(node => node?.kind === 'model')
  if (outcome.command === 'test') return []
  if (example === undefined) return ['Next: model status']
  return [`Next: model show --select ${example.name}, or model status`]
}

/** What to type once the first failure is mended: its node and what reads it, unless more than these was held back. */
function repairCommand(outcome: RunOutcome, manifest: Manifest, id: string): string {
  const { command } = outcome
  const about = checkedNode(manifest, id) ?? id
  const node = manifest.nodes.get(about)
  if (node === undefined || holdsBackMore(outcome, manifest, about)) {
    return `mend it, then model ${command}`
  }
  const name = node.kind === 'source' ? `source:${node.sourceName}.${node.name}` : node.name
  return command === 'test' || command === 'seed'
    ? `mend it, then model ${command} --select ${name}`
    : `mend it, then model ${command} --select ${name}+`
}

function holdsBackMore({ held }: RunOutcome, manifest: Manifest, about: string): boolean {
  if (held.length === 0) return false
  const below = manifest.graph.descendants(about)
  return held.some(({ node }) => node !== about && !below.has(node))
}
