/**
 * What TypeScript models would ask of others, for a dry run: their code runs on what is published, `ask` looks up what is
 * remembered and counts the rest, and nobody is called. Nothing is written.
 */
import type { Adapter } from '../../adapters/adapter.ts'
import { DatabaseError } from '../../adapters/database-error.ts'
import type { Manifest, ModelNode } from '../../compile/manifest.ts'
import type { Plan } from '../../plan/types.ts'
import { modelAnswers } from '../../state/answers.ts'
import { ANSWERS_SINCE } from '../../state/ledger-tables.ts'
import { ledgerVersion } from '../../state/migrate.ts'
import type { Scope } from '../../state/types.ts'
import { type Definitions, finalRelation } from '../context.ts'
import type { CallEstimate, RunEvent, RunOptions } from '../types.ts'
import { AnswerBook } from './answer-book.ts'
import type { Asking } from './ask.ts'
import { Failures } from './failures.ts'
import { Budget, createPace } from './limits.ts'
import { loadScript, messageOf } from './load-script.ts'
import { createMasker } from './masker.ts'
import { runScript } from './run-script.ts'
import { scriptContext } from './script-context.ts'

export interface Counting {
  readonly manifest: Manifest
  readonly adapter: Adapter
  readonly scope: Scope
  readonly definitions: Definitions
  readonly options: RunOptions
  readonly asOf: string
  readonly now: () => Date
  readonly emit: (event: RunEvent) => void
  readonly hide: (secret: string) => void
}

/** Estimates for the TypeScript models of a plan, in its order. */
export async function countCalls(counting: Counting, plan: Plan): Promise<readonly CallEstimate[]> {
  const scripts = plan.steps.flatMap(step => {
    const node = step.kind === 'stage' ? counting.manifest.nodes.get(step.node) : undefined
    return node?.kind === 'model' && node.script !== undefined ? [node] : []
  })
  if (scripts.length === 0) return []
  const hasAnswers = (await ledgerVersion(counting.adapter)) >= ANSWERS_SINCE
  const estimates: CallEstimate[] = []
  for (const node of scripts) estimates.push(await countOne(counting, node, hasAnswers))
  return estimates
}

async function countOne(
  counting: Counting,
  node: ModelNode,
  hasAnswers: boolean,
): Promise<CallEstimate> {
  const { manifest, options } = counting
  const own = new AbortController()
  const stop = () => own.abort(new Error('the command was stopped'))
  options.signal?.addEventListener('abort', stop, { once: true })
  const asking = askingNobody(counting, node, { hasAnswers, signal: own.signal })
  const result = (problem?: string): CallEstimate => ({
    node: node.id,
    calls: asking.tally.asked,
    remembered: asking.tally.remembered,
    cost: asking.budget.cost,
    ...(problem !== undefined && { problem }),
  })
  try {
    const definition = await loadScript(manifest.project, node)
    const relationOf = (id: string) => finalRelation(manifest, id)
    const ctx = scriptContext({ context: counting, node, asking, relationOf })
    await runScript(definition, ctx, async () => undefined)
    return result()
  } catch (error) {
    options.signal?.throwIfAborted()
    return result(problemOf(error))
  } finally {
    options.signal?.removeEventListener('abort', stop)
    own.abort()
  }
}

/** undefined_table: nothing is published yet, so nobody knows the rows. */
const NOT_THERE = '42P01'

function problemOf(error: unknown): string {
  const isMissing = error instanceof DatabaseError && error.fields.code === NOT_THERE
  return isMissing
    ? `it reads what is not built yet (${messageOf(error)}); build that first`
    : messageOf(error)
}

function askingNobody(
  { adapter, scope, definitions, options, now, hide }: Counting,
  node: ModelNode,
  { hasAnswers, signal }: { readonly hasAnswers: boolean; readonly signal: AbortSignal },
): Asking {
  const nothing = { find: async () => new Map(), keep: async () => undefined }
  const { mask } = createMasker(hide)
  const { script } = node.config
  // Failures that are remembered are no reason to stop counting.
  const lenient = {
    ...node,
    config: { ...node.config, script: { ...script, maxFailures: Infinity } },
  }
  return {
    config: script,
    book: new AnswerBook(hasAnswers ? modelAnswers(adapter, scope, node.id) : nothing),
    budget: new Budget(script.budget),
    pace: createPace(undefined, () => performance.now()),
    failures: new Failures(lenient, { mask, now }),
    definitionHash: definitions.of(node.id).hash,
    again: options.fullRefresh,
    dryRun: true,
    signal,
    now,
    mask,
    tally: { asked: 0, remembered: 0, read: 0, total: 0 },
  }
}
