/** Repeats what a database gave up for reasons that pass: deadlock, serialization failure, lost connection. */
import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseError } from '../adapters/database-error.ts'
import { ModelError } from '../errors/model-error.ts'
import type { RunContext } from './context.ts'

const ATTEMPTS = 4
/** Milliseconds before the second attempt, and by what they grow; a server that crashed is back after some seconds. */
const PAUSES = {
  conflict: { first: 200, factor: 2 },
  connection: { first: 250, factor: 4 },
  asked: { first: 500, factor: 2 },
} as const
const LONGEST_PAUSE = 30_000

/** serialization_failure, deadlock_detected. */
const CONFLICTS: ReadonlySet<string | undefined> = new Set(['40001', '40P01'])
/** The connection broke; its name, its address, its protocol, or the server's number of connections stood in the way. */
const LOSSES: ReadonlySet<string> = new Set(['M2012', 'M2013', 'M2014', 'M2015', 'M2021'])
/** What a server says that is starting or stopping. */
const NOT_NOW = /^(08...|57P0[123])$/
/** What no repetition mends: the statement itself is wrong, or a right is missing; the engine cannot do it. */
const LASTING = /^(42|0A)/

export interface RetryOptions {
  /** No further attempt once it is aborted. */
  readonly signal: AbortSignal
  /** Clears what the failed attempt may have left, at the beginning of the next. */
  readonly prepare?: () => Promise<void>
  /** Told why, and in how many milliseconds the next attempt comes. */
  readonly onRetry?: (error: Error, pause: number) => void
  /** Tries in all, when the reasons pass. */
  readonly attempts?: number
  /** Further attempts after any other error of the database, and after a time limit: `retries` of a node. */
  readonly retries?: number
}

/**
 * Runs `work`, and three times more with growing pauses if it fails for a passing reason; as often as asked if it fails
 * for another one that may pass.
 */
export async function retrying<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts = ATTEMPTS, retries = 0 } = options
  for (let attempt = 1; ; attempt++) {
    try {
      if (attempt > 1) await options.prepare?.()
      return await work()
    } catch (error) {
      const reason = passingReason(error) ?? (mayPass(error) ? 'asked' : undefined)
      const tries = reason === 'asked' ? 1 + retries : Math.max(attempts, 1 + retries)
      if (reason === undefined || attempt >= tries || options.signal.aborted) throw error
      const pause = pauseBefore(reason, attempt)
      options.onRetry?.(error as Error, pause)
      await undisturbed(pause, options.signal)
      if (options.signal.aborted) throw error
    }
  }
}

function pauseBefore(reason: keyof typeof PAUSES, attempt: number): number {
  const { first, factor } = PAUSES[reason]
  const pause = Math.min(first * factor ** (attempt - 1), LONGEST_PAUSE)
  return Math.round(pause * (0.9 + Math.random() * 0.2))
}

/** Waits; shorter when the signal is aborted. */
async function undisturbed(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(error => {
    if (!signal.aborted) throw error
  })
}

/** Another attempt may come out differently: a source that is loaded anew, a disk that was full, a busy server. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ModelError && error.code === 'M3030') return true
  const original = error instanceof ModelError ? error.cause : error
  return original instanceof DatabaseError && !LASTING.test(original.fields.code ?? '')
}

function passingReason(error: unknown): 'conflict' | 'connection' | undefined {
  if (isConnectionLoss(error)) return 'connection'
  const original = error instanceof ModelError ? error.cause : error
  const conflict = original instanceof DatabaseError && CONFLICTS.has(original.fields.code)
  return conflict ? 'conflict' : undefined
}

/** The connection broke, or there is none to be had now. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof ModelError)) return false
  if (LOSSES.has(error.code)) return true
  const { code } = (error.cause ?? {}) as { readonly code?: unknown }
  return error.code === 'M2011' && NOT_NOW.test(String(code))
}

/** The environment went to another run; the embedded database's holder ended; nobody knows if a publication happened. */
const FINAL: ReadonlySet<string> = new Set(['M2203', 'M2206', 'M3015'])

/** Nothing more of the run can be done. */
export function endsRun(error: unknown): boolean {
  return isConnectionLoss(error) || (error instanceof ModelError && FINAL.has(error.code))
}

/**
 * {@link retrying} for a step of a run: ends with it, and says that it tries again. Inside of a transaction there is
 * nothing to try again: what ends it takes along all that was built in it.
 */
export function retryingIn<T>(
  context: Pick<RunContext, 'signal' | 'emit' | 'adapter' | 'staging'>,
  work: () => Promise<T>,
  { prepare, retries = 0 }: Pick<RetryOptions, 'prepare' | 'retries'> = {},
): Promise<T> {
  const alone = context.staging === context.adapter
  return retrying(work, {
    signal: context.signal,
    attempts: alone ? ATTEMPTS : 1,
    retries: alone ? retries : 0,
    ...(prepare === undefined ? {} : { prepare }),
    onRetry: telling(context.emit),
  })
}

/** Says that it tries again. */
export function telling(emit: RunContext['emit']): NonNullable<RetryOptions['onRetry']> {
  return (error, pause) => {
    const sentence = error.message.replace(/[.\s]*$/, '.')
    const message = `${sentence} Trying again in ${(pause / 1000).toFixed(1)} s.`
    emit({ kind: 'warning', code: 'retrying', message })
  }
}
