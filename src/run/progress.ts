/** The results of a run as they come: told to whoever watches, written to the ledger, kept for the end. */
import type { CheckResult, NodeResult, Result } from '../plan/types.ts'
import type { CheckCounts, ResultRow } from '../state/types.ts'
import type { RunContext } from './context.ts'
import { checkInRun } from './published-row.ts'
import { createRecorder } from './recorder.ts'
import { resultDetail } from './result-detail.ts'

/** Statuses that the ledger has while a node is built but not published. */
type LedgerStatus = NodeResult['status'] | CheckResult['status'] | 'staged'

/** Gathers results; a node's end is told when the checks over it alone are made too, so that its line shows them. */
export class RunProgress {
  readonly #context: RunContext
  readonly #recorder
  readonly #results = new Map<string, Result>()
  readonly #indexes = new Map<string, number>()
  readonly #checks = new Map<string, { pass: number; warn: number; fail: number }>()
  /** Milliseconds of the checks over each relation alone. */
  readonly #checkTimes = new Map<string, number>()
  /** Nodes whose own checks are still to be made, with what their line will say. */
  readonly #unchecked = new Map<string, { result: NodeResult; materialized: string } | undefined>()
  readonly total: number

  constructor(context: RunContext) {
    this.#context = context
    this.#recorder = createRecorder(context)
    const { steps } = context.plan
    this.total = steps.filter(step => step.kind === 'stage' || step.kind === 'no-op').length
    for (const step of steps) {
      if (step.kind === 'check' && step.over.length === 1)
        this.#unchecked.set(step.over[0]!, undefined)
    }
  }

  get results(): readonly Result[] {
    return [...this.#results.values()]
  }

  result(id: string): Result | undefined {
    return this.#results.get(id)
  }

  started(node: string, materialized: string): void {
    const index = this.#indexes.size + 1
    this.#indexes.set(node, index)
    this.#context.emit({ kind: 'node started', node, index, total: this.total, materialized })
  }

  /** A node's work ended; `ledgerStatus` differs where it is staged and waits for its publication. */
  nodeEnded(result: NodeResult, materialized: string, ledgerStatus: LedgerStatus): void {
    this.#results.set(result.node, result)
    const index = this.#indexes.get(result.node) ?? this.#indexes.size + 1
    this.#indexes.set(result.node, index)
    this.#context.emit({ kind: 'node finished', result, index, total: this.total, materialized })
    this.#recorder.record(this.#row(result, ledgerStatus))
  }

  /** A node's stage ended; its line waits for its own checks. */
  staged(result: NodeResult, materialized: string): void {
    this.#results.set(result.node, result)
    if (result.status === 'success' && this.#unchecked.has(result.node)) {
      this.#unchecked.set(result.node, { result, materialized })
    } else {
      this.nodeEnded(result, materialized, result.status === 'success' ? 'staged' : result.status)
    }
  }

  /** All checks of a step are made: when they were a node's own, its line is due. */
  checksMade(id: string, step: { readonly over: readonly string[] }): void {
    if (step.over.length > 1) return
    const waiting = this.#unchecked.get(id)
    this.#unchecked.delete(id)
    if (waiting !== undefined) this.nodeEnded(waiting.result, waiting.materialized, 'staged')
  }

  /** What stays as it is: kept for the end, and no news for the ledger. */
  reused(result: Result): void {
    this.#results.set(result.node, result)
  }

  checkEnded(result: CheckResult, over: readonly string[]): void {
    this.#results.set(result.node, result)
    for (const id of over) this.#count(id, result)
    if (over.length === 1) {
      this.#checkTimes.set(over[0]!, (this.#checkTimes.get(over[0]!) ?? 0) + result.duration)
    }
    this.#context.emit({ kind: 'check finished', result, over })
    this.#recorder.record(this.#row(result, result.status))
  }

  /** Replaces a node's result when its fate is decided: published, held back, interrupted. */
  settle(result: NodeResult): void {
    this.#results.set(result.node, result)
  }

  /** The final row of a node, for the publishing transaction or after it. */
  finalRow(id: string): ResultRow {
    const result = this.#results.get(id)!
    return this.#row(result, result.status)
  }

  record(id: string): void {
    this.#recorder.record(this.finalRow(id))
  }

  flush(): Promise<void> {
    return this.#recorder.flush()
  }

  checksOver(id: string): CheckCounts {
    return this.#checks.get(id) ?? { pass: 0, warn: 0, fail: 0 }
  }

  /** What a node's stage and the checks over it alone took. */
  secondsOf(id: string): number {
    return ((this.#results.get(id)?.duration ?? 0) + (this.#checkTimes.get(id) ?? 0)) / 1000
  }

  #count(id: string, result: CheckResult): void {
    const counts = this.#checks.get(id) ?? { pass: 0, warn: 0, fail: 0 }
    if (result.status === 'pass') counts.pass++
    else if (result.status === 'warn') counts.warn++
    else if (result.status !== 'skipped') counts.fail++
    this.#checks.set(id, counts)
  }

  #row(result: Result, status: LedgerStatus): ResultRow {
    return {
      runId: this.#context.runId,
      node: result.node,
      kind: result.kind,
      status,
      startedAt: result.startedAt,
      seconds: result.duration / 1000,
      rows: result.kind === 'node' ? result.rows : null,
      failures: result.kind === 'check' ? result.failures : null,
      message: result.message,
      thread: result.thread,
      checks: result.kind === 'node' ? this.checksOver(result.node) : null,
      ...(result.kind === 'check' && result.status !== 'skipped'
        ? { made: checkInRun(this.#context, result.node) }
        : {}),
      ...resultDetail(result, this.#context.manifest),
    }
  }
}
