/** An outcome becomes a result of the run: verdict and message. */
import type { TestNode } from '../compile/manifest.ts'
import type { CheckOutcome } from './types.ts'
import { decidingCondition, verdict } from './verdict.ts'

/** What a result says beyond its outcome; `plan/` declares the whole. */
export interface JudgedCheck {
  readonly kind: 'check'
  readonly node: string
  readonly status: 'pass' | 'fail' | 'warn' | 'error'
  readonly failures: number | null
  readonly message: string
  readonly sample: readonly Record<string, unknown>[]
  readonly sql: string
  readonly startedAt: string
  readonly duration: number
  readonly error?: Error
  readonly thread: number
}

/** The result of a check: its verdict under severity, warn_if and error_if, or its error. */
export function judgeCheck(
  test: TestNode,
  outcome: CheckOutcome,
  options: { readonly thread: number; readonly warnError?: boolean },
): JudgedCheck {
  const { id, sql, sample, startedAt, duration } = outcome
  const result = { kind: 'check', node: id, sample, sql, startedAt, duration } as const
  const thread = options.thread
  if (outcome.failures === null) {
    const message = outcome.error?.message ?? 'The check did not run.'
    const error = outcome.error === undefined ? {} : { error: outcome.error }
    return { ...result, status: 'error', failures: null, message, ...error, thread }
  }
  const { status, failures } = verdict(outcome.failures, test, options)
  return { ...result, status, failures, message: sentence(status, failures, test), thread }
}

/** As dbt says it, so that eyes and tools know it. */
function sentence(status: 'pass' | 'warn' | 'fail', failures: number, test: TestNode): string {
  if (status === 'pass') return ''
  const results = failures === 1 ? '1 result' : `${failures} results`
  const verb = status === 'fail' ? 'fail' : 'warn'
  return `Got ${results}, configured to ${verb} if ${decidingCondition(status, test.config)}`
}
