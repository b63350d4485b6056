/** Does the work of a run's steps and turns whatever happens into a result: nothing here throws for a failed node. */

import { CancelledError } from '../adapters/database-error.ts'
import type { BuiltNode, TestNode } from '../compile/manifest.ts'
import type { CheckResult, NodeResult } from '../plan/types.ts'
import type { RunContext } from './context.ts'
import type { RunProgress } from './progress.ts'
import { publicationError, publishNodes } from './publish-nodes.ts'
import { endsRun, retryingIn } from './retry.ts'
import { runChecks } from './run-checks.ts'
import { stageClone } from './stage-clone.ts'
import { stageModel } from './stage-model.ts'
import { stageSeed } from './stage-seed.ts'
import type { Staged } from './staging.ts'
import { type CheckStep, nodesOfTask, type StageStep, type StepWork } from './tasks.ts'

/** The work of one run. `stop` ends it early (fail-fast). */
export function stepWork(context: RunContext, progress: RunProgress, stop: () => void): StepWork {
  const ended = (outcome: WorkOutcome) => {
    if (outcome === true) return true
    if (context.options.failFast || endsRun(outcome)) stop()
    return false
  }
  return {
    stage: async (step, thread) => ended(await stage(context, progress, { step, thread })),
    check: async (steps, thread) => ended(await check(context, progress, { steps, thread })),
    publish: async node => ended(await publishAlone(context, progress, node)),
    skipStage: (step, cause) => skipStage(context, progress, { step, cause }),
    skipCheck: (step, cause) => skipCheck(context, progress, { step, cause }),
    skipPublish: () => undefined,
  }
}

/** Well, or not, or not because of this. */
type WorkOutcome = boolean | Error

interface StageWork {
  readonly step: StageStep
  readonly thread: number
}

async function stage(
  context: RunContext,
  progress: RunProgress,
  { step, thread }: StageWork,
): Promise<WorkOutcome> {
  const start = context.now()
  progress.started(step.node, step.materialized)
  const finish = (outcome: Pick<NodeResult, 'status' | 'message' | 'rows' | 'error'>) => {
    const result: NodeResult = {
      kind: 'node',
      node: step.node,
      startedAt: start.toISOString(),
      duration: context.now().getTime() - start.getTime(),
      relation: step.final,
      thread,
      ...outcome,
    }
    progress.staged(result, step.materialized)
  }
  try {
    await context.at('stage:before')
    const staged = await stageOnce(context, step)
    context.staged.add(step.node)
    await context.at('stage:after')
    finish({ status: 'success', message: staged.message, rows: staged.rows })
    return true
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const status = context.signal.aborted || error instanceof CancelledError ? 'skipped' : 'error'
    finish({ status, message: error.message, rows: null, error })
    return error
  }
}

function stageOnce(context: RunContext, step: StageStep): Promise<Staged> {
  const node = context.manifest.nodes.get(step.node) as BuiltNode
  if (step.clones !== undefined && step.materialized !== 'view')
    return stageClone(context, step, step.clones)
  return node.kind === 'seed'
    ? stageSeed(context, node, step.stage)
    : stageModel(context, node, step)
}

/** `publish: each`: what cannot go out is that node's error, and its children are skipped. */
async function publishAlone(
  context: RunContext,
  progress: RunProgress,
  id: string,
): Promise<WorkOutcome> {
  try {
    await progress.flush()
    await publishNodes(context, [id], progress)
    return true
  } catch (error) {
    if (error instanceof CancelledError) return false
    const result = progress.result(id) as NodeResult
    const refusal = publicationError(error)
    progress.settle({ ...result, status: 'error', message: refusal.message, error: refusal })
    progress.record(id)
    return refusal
  }
}

interface CheckWork {
  readonly steps: readonly CheckStep[]
  readonly thread: number
}

async function check(
  context: RunContext,
  progress: RunProgress,
  { steps, thread }: CheckWork,
): Promise<WorkOutcome> {
  await context.at('check:before')
  const over = new Map(steps.flatMap(step => step.tests.map(id => [id, step.over])))
  const tests = [...over.keys()].map(id => context.manifest.nodes.get(id) as TestNode)
  let well = true
  const ended = (result: CheckResult) => {
    well &&= result.status === 'pass' || result.status === 'warn'
    progress.checkEnded(result, over.get(result.node)!)
  }
  const open = () => tests.filter(test => progress.result(test.id) === undefined)
  try {
    const unite = steps.length > 1
    await retryingIn(context, () => runChecks(context, open(), { thread, ended, unite }))
    await context.at('check:after')
    return well
  } catch (error) {
    if (!(error instanceof Error)) throw error
    for (const test of open()) ended(brokenCheck(context, test, { error, thread }))
    return error
  } finally {
    for (const step of steps) {
      for (const id of step.over) progress.checksMade(id, step)
    }
  }
}

function brokenCheck(
  context: RunContext,
  test: TestNode,
  options: { readonly error: Error; readonly thread: number },
): CheckResult {
  return {
    kind: 'check',
    node: test.id,
    status: context.signal.aborted ? 'skipped' : 'error',
    failures: null,
    message: context.signal.aborted ? 'the run was interrupted' : options.error.message,
    sample: [],
    sql: '',
    startedAt: context.now().toISOString(),
    duration: 0,
    error: options.error,
    thread: options.thread,
  }
}

interface Skipped<S> {
  readonly step: S
  readonly cause: string | undefined
}

function skipStage(
  context: RunContext,
  progress: RunProgress,
  { step, cause }: Skipped<StageStep>,
): void {
  const result: NodeResult = {
    kind: 'node',
    node: step.node,
    status: 'skipped',
    message: causeText(context, cause),
    startedAt: context.now().toISOString(),
    duration: 0,
    rows: null,
    relation: step.final,
    thread: 0,
  }
  progress.nodeEnded(result, step.materialized, 'skipped')
}

function skipCheck(
  context: RunContext,
  progress: RunProgress,
  { step, cause }: Skipped<CheckStep>,
): void {
  for (const node of step.tests) {
    const result: CheckResult = {
      kind: 'check',
      node,
      status: 'skipped',
      failures: null,
      message: causeText(context, cause),
      sample: [],
      sql: '',
      startedAt: context.now().toISOString(),
      duration: 0,
      thread: 0,
    }
    progress.checkEnded(result, [])
  }
}

/** `because stg_orders failed`: names, not task ids. */
function causeText(context: RunContext, cause: string | undefined): string {
  if (cause === undefined) return 'the run was stopped'
  const names = nodesOfTask(cause).map(id => context.manifest.nodes.get(id)?.name ?? id)
  return cause.startsWith('check')
    ? `a check over ${names.join(' and ')} failed`
    : `${names.join(' and ')} failed`
}
