/** Executes a plan: prepares, stages and checks, publishes, tidies up. Everything it decides is decided elsewhere. */
import type { StagingSession } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { ModelError, modelError } from '../errors/model-error.ts'
import { expectedSeconds } from '../plan/durations.ts'
import { sourcesAbove } from '../plan/relations-read.ts'
import type { Result } from '../plan/types.ts'
import { type Conclusion, conclude } from './conclude.ts'
import { type RunContext, readsOneMoment, standingInRun, threadsOf } from './context.ts'
import { addColumns, createManaged } from './create-managed.ts'
import { keepVersions } from './keep-versions.ts'
import { RunProgress } from './progress.ts'
import { runTasks } from './queue.ts'
import { sourcesAsRead } from './read-elsewhere.ts'
import { dropLeft, dropOrphans } from './recover.ts'
import { endsRun, retryingIn } from './retry.ts'
import { runProjectHooks } from './run-hooks.ts'
import { holdAll, REFUSED } from './settle.ts'
import { readSourceTokens } from './source-tokens.ts'
import { planTasks } from './tasks.ts'
import type { HeldBack } from './types.ts'
import { stepWork } from './work.ts'

export interface Executed extends Conclusion {
  readonly status: 'success' | 'error' | 'interrupted'
  readonly results: readonly Result[]
  readonly published: readonly string[]
}

/** Runs the steps. `stop` aborts `context.signal` (fail-fast). */
export async function executePlan(context: RunContext, stop: () => void): Promise<Executed> {
  const progress = new RunProgress(context)
  await prepare(context)
  await runProjectHooks(context, 'onRunStart')
  await readSources(context)
  keepVersions(context)
  noteIdle(context, progress)
  let conclusion: Conclusion = { held: [] }
  try {
    const refusal = await stageAndCheck(context, progress, stop)
    await context.at('work:done')
    conclusion = refusal
      ? { held: holdAll(context, progress, REFUSED), refusal }
      : await conclude(context, progress)
    if (endsRun(conclusion.refusal)) stop()
    await writeResults(context, progress)
    if (!context.signal.aborted) await runProjectHooks(context, 'onRunEnd')
    return { ...summary(context, progress), ...conclusion }
  } finally {
    await dropStages(context, conclusion.held)
  }
}

/** Without a connection, or room on a disk, the results are told all the same; the ledger lacks them. */
async function writeResults(context: RunContext, progress: RunProgress): Promise<void> {
  try {
    await progress.flush()
  } catch (error) {
    if (!endsRun(error) && !(error instanceof DatabaseError)) throw error
    const message = `Results are missing in the ledger: ${(error as Error).message}`
    context.emit({ kind: 'warning', code: 'results_unwritten', message })
  }
}

/** Rows of a relation whose scan takes no longer than a round trip or two. */
const FEW_ROWS = 10_000

/** With `consistency: snapshot` in one transaction; returns the error when that could not be committed. */
async function stageAndCheck(
  context: RunContext,
  progress: RunProgress,
  stop: () => void,
): Promise<Error | undefined> {
  const work = async (staging: StagingSession): Promise<void> => {
    const tasks = planTasks(context.manifest, context.plan, {
      work: stepWork({ ...context, staging }, progress, stop),
      seconds: expectedSeconds(context.plan, context.published).of,
      isSmall: id => (standingInRun(context, id)?.rows ?? Number.POSITIVE_INFINITY) <= FEW_ROWS,
    })
    await runTasks(tasks, { threads: threadsOf(context), signal: context.signal })
  }
  if (!readsOneMoment(context.manifest)) await work(context.adapter)
  else {
    try {
      await context.adapter.snapshot(work)
    } catch (error) {
      const lost = error instanceof ModelError && error.code === 'M2012'
      if (!lost && !(error instanceof DatabaseError)) throw error
      return modelError('M3022', { text: error.message }, { cause: error })
    }
  }
  return undefined
}

async function prepare(context: RunContext): Promise<void> {
  const { steps } = context.plan
  await context.at('prepare:before')
  await retryingIn(context, () => dropOrphans(context))
  await context.at('orphans:dropped')
  const schemas = steps.flatMap(step => (step.kind === 'create schema' ? [step.schema] : []))
  if (schemas.length > 0) {
    const statements = schemas.map(schema => context.adapter.dialect.createSchema(schema))
    await retryingIn(context, async () => {
      await context.adapter.execute(statements.join(';\n'))
      await context.ledger.recordSchemas(schemas, context.now().toISOString())
    })
  }
  await context.at('schemas:created')
  for (const step of steps) {
    if (step.kind === 'create managed') await createManaged(context, step)
    if (step.kind === 'add columns') await addColumns(context, step)
  }
  await context.at('managed:created')
}

/** Tokens are read before the first stage: what changes later is news for the next run. */
async function readSources(context: RunContext): Promise<void> {
  // A table that this run has just made had no counter when the plan asked.
  const made = context.plan.steps.flatMap(step => (step.kind === 'create managed' ? step.node : []))
  const above = sourcesAbove(context.manifest, nodesOfWork(context)).filter(
    ({ id }) => made.includes(id) || !context.sourceTokens.has(id),
  )
  const sources = sourcesAsRead(context.manifest, above, context.plan.elsewhere)
  const read = await retryingIn(context, () =>
    readSourceTokens({
      session: context.adapter,
      sources,
      seedVersion: seed => context.versions.get(seed) ?? standingInRun(context, seed)?.version,
    }),
  )
  for (const token of read) context.sourceTokens.set(token.node, token)
  const tokens = [...context.sourceTokens.values()]
  for (const { node, problem } of tokens)
    if (problem !== undefined) warnUnknown(context, node, problem)
  // What is copied was made from what the sources were then.
  if (context.plan.command === 'test' || context.plan.command === 'clone') return
  const readAt = context.now().toISOString()
  await retryingIn(context, () => context.ledger.recordSources(context.runId, tokens, readAt))
}

/** What is built and what is checked. */
function nodesOfWork({ plan }: RunContext): readonly string[] {
  return plan.steps.flatMap(step => {
    if (step.kind === 'stage') return [step.node]
    return step.kind === 'check' ? step.tests : []
  })
}

function warnUnknown(context: RunContext, source: string, problem: string): void {
  const name = source.split('.').slice(2).join('.')
  const message = `When ${name} was loaded cannot be read, so it counts as changed: ${problem}`
  context.emit({ kind: 'warning', code: 'loaded_at', message })
}

/** Nodes and checks that the plan leaves as they are get their result at once. */
function noteIdle(context: RunContext, progress: RunProgress): void {
  const startedAt = context.now().toISOString()
  for (const step of context.plan.steps) {
    if (step.kind !== 'no-op' && step.kind !== 'skip' && step.kind !== 'reuse') continue
    const shared = { node: step.node, message: step.reason.text, startedAt, duration: 0, thread: 0 }
    const nothing = { failures: null, sample: [], sql: '' }
    if (step.kind === 'reuse') {
      const isCheck = context.manifest.nodes.get(step.node)?.kind === 'test'
      progress.reused(
        isCheck
          ? { kind: 'check', status: 'reused', ...nothing, ...shared }
          : { kind: 'node', status: 'reused', rows: null, ...shared },
      )
    } else if (step.kind === 'no-op') {
      const result = { kind: 'node', status: 'no-op', rows: null, ...shared } as const
      progress.nodeEnded(result, 'seed', 'no-op')
    } else {
      progress.checkEnded({ kind: 'check', status: 'skipped', ...nothing, ...shared }, [])
    }
  }
}

function summary(context: RunContext, progress: RunProgress): Omit<Executed, keyof Conclusion> {
  const results = progress.results
  const bad = results.some(result =>
    result.kind === 'node'
      ? result.status === 'error' || result.status === 'held' || result.status === 'skipped'
      : result.status === 'fail' || result.status === 'error',
  )
  const status = context.signal.aborted ? 'interrupted' : bad ? 'error' : 'success'
  const published = results.flatMap(result =>
    result.kind === 'node' && result.status === 'success' ? [result.node] : [],
  )
  return { status, results, published }
}

/**
 * Empties the stages. When a check has failed, what it holds back stays for inspection until the next run, with the views
 * it may read through. A failure here is no news: the next run drops orphans.
 */
async function dropStages(context: RunContext, held: readonly HeldBack[]): Promise<void> {
  const failing = held.filter(({ because }) => context.manifest.nodes.get(because)?.kind === 'test')
  const kept = new Set(failing.map(({ node }) => node))
  const left = context.plan.steps.flatMap(step => {
    if (step.kind !== 'stage') return []
    const stays = step.materialized === 'view' ? kept.size > 0 : kept.has(step.node)
    const moved = step.materialized !== 'view' && context.publishedNow.get(step.node) === 'swap'
    return stays || moved ? [] : [{ relation: step.stage, relationKind: step.materialized }]
  })
  await context.at('stages:dropping')
  try {
    const stayed = await retryingIn(context, () => dropLeft(context, left))
    if (stayed.length > 0) sayLeft(context, `Somebody reads ${stayed.length} of them.`)
  } catch (error) {
    sayLeft(context, error instanceof Error ? error.message : String(error))
  }
}

function sayLeft(context: RunContext, why: string): void {
  const message = `Stages of this run could not be dropped; the next run drops them. ${why}`
  context.emit({ kind: 'warning', code: 'stages_left', message })
}
