/** The end of a run: what may be published, and what is said of the rest. */
import type { Manifest } from '../compile/manifest.ts'
import { type CheckOutcome, type HeldCause, publishable } from '../plan/publishable.ts'
import { relationKind } from '../plan/relation-kind.ts'
import type { NodeResult } from '../plan/types.ts'
import type { RunContext } from './context.ts'
import type { RunProgress } from './progress.ts'
import type { HeldBack } from './types.ts'

/** Decides over the staged nodes of a run that is published at one moment. */
export function decide(
  context: RunContext,
  progress: RunProgress,
): { readonly published: readonly string[]; readonly held: readonly HeldBack[] } {
  const staged = new Map(stagedStatuses(context, progress))
  const { published, held } = publishable(context.manifest.graph, {
    kindOf: id => relationKind(context.manifest.nodes.get(id)),
    staged,
    checks: checkOutcomes(context, progress),
  })
  const built = [...held].filter(([id]) => staged.get(id) === 'success')
  for (const [id, cause] of built) hold(progress, id, sentence(context.manifest, cause))
  return {
    published,
    held: built.map(([node, cause]) => ({ node, because: cause.because })),
  }
}

/** Why everything that is built is held back, for programs and for people. */
export interface WholeCause {
  readonly because: string
  readonly message: string
}

/** Nothing more of an interrupted run is published. */
export const STOPPED: WholeCause = {
  because: 'interrupted',
  message: 'the run was stopped before it could be published',
}

/** The publication itself was refused or failed. */
export const REFUSED: WholeCause = {
  because: 'publication',
  message: 'built well, but the publication failed',
}

/** Holds back all that is built and not published. */
export function holdAll(
  context: RunContext,
  progress: RunProgress,
  { because, message }: WholeCause,
): readonly HeldBack[] {
  const built = [...context.staged].filter(id => progress.result(id)?.status === 'success')
  for (const id of built) hold(progress, id, message)
  return built.map(node => ({ node, because }))
}

function hold(progress: RunProgress, id: string, message: string): void {
  const result = progress.result(id) as NodeResult
  progress.settle({ ...result, status: 'held', message })
  progress.record(id)
}

/** Nodes published on their own before are no longer of this decision. */
function* stagedStatuses(
  context: RunContext,
  progress: RunProgress,
): Iterable<[string, NodeResult['status']]> {
  for (const step of context.plan.steps) {
    if (step.kind !== 'stage') continue
    const result = progress.result(step.node)
    if (result?.kind !== 'node') continue
    if (result.status !== 'success' || context.staged.has(step.node)) {
      yield [step.node, result.status]
    }
  }
}

function* allChecks(context: RunContext): Iterable<{ id: string; over: readonly string[] }> {
  for (const step of context.plan.steps) {
    if (step.kind === 'check') for (const id of step.tests) yield { id, over: step.over }
  }
}

function checkOutcomes(context: RunContext, progress: RunProgress): readonly CheckOutcome[] {
  return [...allChecks(context)].flatMap(({ id, over }): CheckOutcome[] => {
    const result = progress.result(id)
    const test = context.manifest.nodes.get(id)
    if (result?.kind !== 'check' || test?.kind !== 'test') return []
    // A warning that --warn-error made a failure holds back like one.
    const severity = result.status === 'fail' ? 'error' : test.config.severity
    return [{ id, reads: over, status: result.status, severity }]
  })
}

function sentence(manifest: Manifest, cause: HeldCause): string {
  const name = (id: string) => manifest.nodes.get(id)?.name ?? id
  if (cause.how === 'covered') return `held back by ${name(cause.because)}`
  if (cause.how === 'tied') {
    return `held back with what ${name(cause.because)} holds back: ${name(cause.via ?? '')} compares them`
  }
  if (cause.how === 'descendant') return `held back: reads ${name(cause.via ?? '')}`
  return 'held back'
}
