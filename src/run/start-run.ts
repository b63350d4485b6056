/** One run from its request to its outcome: what stands, the plan, the lock, the work, the ledger's last word. */
import type { Adapter } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { Manifest } from '../compile/manifest.ts'
import { ModelError, modelError } from '../errors/model-error.ts'
import type { Deferral } from '../plan/elsewhere.ts'
import { isNoOp } from '../plan/plan-run.ts'
import { isEphemeral } from '../plan/relations-read.ts'
import type { Plan, Reason } from '../plan/types.ts'
import { type Ledger, openLedger } from '../state/ledger.ts'
import type { RunEnd, RunStatus, Scope } from '../state/types.ts'
import { allEnded } from '../util/all-ended.ts'
import { type RunContext, type Surroundings, threadsOf } from './context.ts'
import { type Executed, executePlan } from './execute.ts'
import { inputsOfRun, type Standing } from './published-row.ts'
import { type Planned, readAndPlan } from './read-plan.ts'
import { refuseClone, refuseMoment, refusePartialData } from './refusals.ts'
import { endsRun, retryingIn } from './retry.ts'
import { type Beginning, beginning, takeLock } from './take-lock.ts'
import type { RunOptions, RunOutcome } from './types.ts'
import { newRunId, newVersion } from './version.ts'

/** All that a run needs from its surroundings. */
export interface RunRequest extends Surroundings {
  readonly manifest: Manifest
  readonly adapter: Adapter
  readonly scope: Scope
  /** Another environment, in which is read what this one does not have. */
  readonly deferral?: Deferral
  readonly options: RunOptions
  /** Ids chosen, in graph order. */
  readonly selected: readonly string[]
  readonly asOf: string
  readonly startedAt: Date
  readonly origin: Beginning['origin']
  /** Settles when every model was rendered for its hash. What cannot be is an error before anything starts. */
  readonly hashed: Promise<void>
  /** What the plan was made on, for who shows it. */
  readonly onPlanned?: (planned: Planned) => void
  /** Told of the plan when it is begun. */
  readonly onStarted?: (started: { readonly runId: string; readonly plan: Plan }) => void
  /** Why a node is stale, given what stands. */
  readonly staleReasons: (id: string, standing: Standing) => readonly Reason[]
}

/**
 * Plans and, unless it is a dry run, executes. @throws ProblemsError when it must not start, M3017 when the database refuses
 * what the tool itself asks.
 */
export async function startRun(request: RunRequest): Promise<RunOutcome> {
  try {
    return await planAndExecute(request)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw modelError('M3017', { text: error.message, code: error.fields.code }, { cause: error })
  }
}

async function planAndExecute(request: RunRequest): Promise<RunOutcome> {
  refusePartialData(request)
  refuseMoment(request)
  refuseClone(request)
  const runId = newRunId(request.startedAt)
  if (isSureToWork(request)) return executeLocked(request, runId)
  const first = await beginning(request, () => readAndPlan(request))
  request.onPlanned?.(first)
  if (request.options.dryRun) return outcomeOf(request, runId, { ...first, status: 'no-op' })
  if (isNoOp(first.plan) || request.options.command === 'test') {
    const ledger = await beginning(request, () => openLedger(request.adapter, request.scope))
    return execute(request, runId, { ...first, plan: withoutOrphans(first.plan), ledger })
  }
  return executeLocked(request, runId)
}

/**
 * A run with nothing to do takes no lock, which only a plan can tell; where models are built, or seeds loaded, in any
 * case, one plan is enough.
 */
function isSureToWork({ manifest, options, selected }: RunRequest): boolean {
  const { command, dryRun } = options
  if (dryRun) return false
  return selected.some(id => {
    const node = manifest.nodes.get(id)
    if (node?.kind === 'model') return /^(run|build)$/.test(command) && !isEphemeral(node)
    if (node?.kind !== 'seed' || node.loadsManaged || !/^(seed|build)$/.test(command)) return false
    return node.config.fullRefresh ?? options.fullRefresh
  })
}

async function executeLocked(request: RunRequest, runId: string): Promise<RunOutcome> {
  const ledger = await beginning(request, () => openLedger(request.adapter, request.scope))
  const lock = await takeLock(request, runId)
  try {
    // Not before: what stands may change while this run waits for another one.
    const [planned] = await beginning(request, () =>
      allEnded([readAndPlan(request), ledger.endDeadRuns(request.now().toISOString())]),
    )
    return await execute(request, runId, { ...planned, ledger, lockSession: lock.session })
  } finally {
    await lock.release()
  }
}

/** Without the lock, what lies on a stage may be another run's that is going on. */
function withoutOrphans(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.filter(({ kind }) => kind !== 'drop orphan') }
}

async function execute(
  request: RunRequest,
  runId: string,
  planned: Planned & { readonly ledger: Ledger; readonly lockSession?: string },
): Promise<RunOutcome> {
  const { plan, published, ledger } = planned
  await request.hashed
  const abort = new AbortController()
  const { signal } = request.options
  const stop = () => abort.abort()
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })
  const context = runContext(request, { runId, plan, published, ledger, signal: abort.signal })
  for (const token of planned.tokens ?? []) context.sourceTokens.set(token.node, token)
  await startRecord(request, context, planned.lockSession)
  request.onStarted?.({ runId, plan })
  let status: RunStatus = 'error'
  let refusal: unknown
  try {
    const executed = await executePlan(context, stop)
    status = executed.status === 'success' && isNoOp(plan) ? 'no-op' : executed.status
    if (executed.status === 'interrupted' && !signal?.aborted) status = 'error'
    refusal = executed.refusal
    return outcomeOf(request, runId, { ...planned, executed, status })
  } catch (error) {
    refusal = error
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    await endRecord(context, { status, message: toldOf(refusal) })
    await context.at('run:ended')
  }
}

/** What nothing that was built says: why nothing could be published, or the run not go on. */
function toldOf(refusal: unknown): string | null {
  if (refusal === undefined) return null
  if (refusal instanceof ModelError) return `${refusal.code}: ${refusal.message}`
  return refusal instanceof Error ? refusal.message : String(refusal)
}

/** Where there is no connection any more, the next run ends this one in the ledger. */
async function endRecord(
  context: RunContext,
  end: Pick<RunEnd, 'status' | 'message'>,
): Promise<void> {
  const { ledger, runId, emit } = context
  try {
    const endedAt = () => context.now().toISOString()
    await retryingIn(context, () => ledger.endRun(runId, { ...end, endedAt: endedAt() }))
  } catch (error) {
    if (!endsRun(error) && !(error instanceof DatabaseError)) throw error
    const message = `The ledger does not say how this run ended: ${(error as Error).message}`
    emit({ kind: 'warning', code: 'end_unwritten', message })
  }
}

async function startRecord(
  request: RunRequest,
  context: RunContext,
  lockSession: string | undefined,
): Promise<void> {
  const { manifest, options } = request
  const { processId, host } = request.origin
  const { seedPath } = manifest.project
  const run = {
    runId: context.runId,
    command: options.command,
    target: manifest.project.target.name,
    invocation: options.invocation,
    asOf: request.asOf,
    startedAt: request.startedAt.toISOString(),
    host,
    ...(processId === undefined ? {} : { processId }),
    ...(lockSession === undefined ? {} : { lockSession }),
    ...(seedPath === undefined ? {} : { seedPath }),
  }
  await retryingIn(context, () => context.ledger.startRun(run))
  await context.at('run:started')
  for (const { code, text } of context.plan.warnings)
    context.emit({ kind: 'warning', code, message: text })
  context.emit({
    kind: 'run started',
    runId: context.runId,
    asOf: request.asOf,
    ...counts(context),
  })
}

function counts(context: RunContext) {
  const stages = context.plan.steps.filter(step => step.kind === 'stage')
  const tests = context.plan.steps.flatMap(step => (step.kind === 'check' ? step.tests : []))
  const sources = [...context.manifest.nodes.values()].filter(node => node.kind === 'source')
  const idle = context.plan.steps.filter(step => step.kind === 'no-op').length
  const loaded = stages.filter(step => step.materialized === 'seed').length
  return {
    models: stages.length - loaded,
    seeds: loaded + idle,
    tests: tests.length,
    sources: sources.length,
    threads: threadsOf(context),
    total: stages.length + idle,
  }
}

function runContext(
  request: RunRequest,
  parts: Pick<RunContext, 'runId' | 'plan' | 'published' | 'ledger' | 'signal'>,
): RunContext {
  const staging = parts.plan.steps.filter(step => step.kind === 'stage')
  const { manifest, definitions } = request
  const versions = new Map(
    staging.map(step => [step.node, step.clones?.version ?? newVersion()] as const),
  )
  return {
    manifest,
    adapter: request.adapter,
    staging: request.adapter,
    options: request.options,
    asOf: request.asOf,
    now: request.now,
    emit: request.emit,
    at: request.at,
    hide: request.hide,
    scripts: new Map(),
    render: request.render,
    renderText: request.renderText,
    renderTest: request.renderTest,
    definitions,
    staged: new Set(),
    publishedNow: new Map(),
    sourceTokens: new Map(),
    versions,
    inputs: inputsOfRun({ manifest, plan: parts.plan, versions, definitions }),
    ...parts,
  }
}

function outcomeOf(
  request: RunRequest,
  runId: string,
  parts: { readonly plan: Plan; readonly executed?: Executed; readonly status: RunStatus },
): RunOutcome {
  return {
    runId,
    command: request.options.command,
    asOf: request.asOf,
    startedAt: request.startedAt.toISOString(),
    endedAt: request.now().toISOString(),
    status: parts.status,
    plan: parts.plan,
    results: parts.executed?.results ?? [],
    published: parts.executed?.published ?? [],
    held: parts.executed?.held ?? [],
    ...(parts.executed?.refusal && { refusal: parts.executed.refusal }),
  }
}
