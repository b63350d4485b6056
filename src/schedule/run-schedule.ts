/** One scheduled run: the project read anew, the command, and what came of it in a sentence. */
import type { Manifest } from '../compile/manifest.ts'
import type { Result } from '../plan/types.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import type { SelectionRequest } from '../select/types.ts'
import type { Workspace } from '../workspace.ts'
import type { RunSummary, ScheduledRun } from './types.ts'

export interface RunScheduledOptions {
  /** Milliseconds to wait for a run of somebody else. */
  readonly wait: number
  readonly signal: AbortSignal
  readonly onEvent: (event: RunEvent, manifest: Manifest) => void
  /** Told of the project as it was read for this run. */
  readonly seen?: (manifest: Manifest) => void
}

/** What a schedule chooses. */
export function scheduledSelection({
  select,
  exclude,
}: Pick<ScheduledRun, 'select' | 'exclude'>): SelectionRequest {
  return { select, exclude, resourceTypes: [], indirect: 'eager' }
}

/** Runs in a workspace of its own, so that what was edited since the last run counts. */
export async function runScheduled(
  workspace: Workspace,
  run: ScheduledRun,
  options: RunScheduledOptions,
): Promise<RunSummary> {
  const fresh = await workspace.reopen({ vars: run.vars })
  try {
    const { manifest } = fresh
    options.seen?.(manifest)
    const outcome = await fresh.run(runOptions(run, options), event =>
      options.onEvent(event, manifest),
    )
    return summarize(outcome, manifest)
  } finally {
    await fresh.close()
  }
}

function runOptions(run: ScheduledRun, { wait, signal }: RunScheduledOptions): RunOptions {
  return {
    command: run.command,
    selection: scheduledSelection(run),
    fullRefresh: false,
    empty: false,
    noAudit: false,
    failFast: false,
    warnError: false,
    storeFailures: false,
    adopt: false,
    dryRun: false,
    wait,
    invocation: `model schedule: ${run.name}`,
    signal,
  }
}

/** What came of a run, in short. */
export function summarize(outcome: RunOutcome, manifest: Manifest): RunSummary {
  const { status, runId, results, held, refusal } = outcome
  const counted = new Map<string, number>()
  const heldBack = new Set(held.map(({ node }) => node))
  for (const result of results) {
    const word = wordOf(result, heldBack)
    counted.set(word, (counted.get(word) ?? 0) + 1)
  }
  const counts = [...counted].map(([word, count]) => `${count} ${word}`).join(', ')
  const failures = results.filter(isFailure).map(result => ({
    node: nameOf(manifest, result.node),
    message: result.error?.message ?? result.message,
  }))
  const all = refusal === undefined ? failures : [...failures, refused(refusal)]
  const done = counts === '' ? 'nothing to do' : counts
  const message = all.length === 0 ? done : `${done}. ${all[0]!.node}: ${all[0]!.message}`
  return { status, runId, message, failures: all }
}

const refused = (refusal: Error) => ({ node: '(publication)', message: refusal.message })

const isFailure = ({ status }: Result) => status === 'error' || status === 'fail'

function nameOf(manifest: Manifest, id: string): string {
  return manifest.nodes.get(id)?.name ?? id
}

function wordOf({ kind, node, status }: Result, held: ReadonlySet<string>): string {
  if (held.has(node)) return 'held back'
  if (kind === 'check') return CHECK_WORDS[status] ?? status
  return NODE_WORDS[status] ?? status
}

const NODE_WORDS: Readonly<Record<string, string>> = {
  success: 'built',
  error: 'failed',
  held: 'held back',
  'no-op': 'unchanged',
}

const CHECK_WORDS: Readonly<Record<string, string>> = {
  pass: 'passed',
  fail: 'failed',
  error: 'failed',
  warn: 'warned',
}
