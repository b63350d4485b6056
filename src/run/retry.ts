/** Repeats what a database gave up for reasons that pass: deadlock, serialization failure, lost connection. */
import { DatabaseError } from '../adapters/database-error.ts'

const ATTEMPTS = 4
const FIRST_PAUSE = 200

/** SQLSTATEs after which the same statement may well succeed. */
const PASSING = /^(40001|40P01|08...|57P0[123])$/

export interface RetryOptions {
  /** Clears what the failed attempt may have left. */
  readonly prepare?: () => Promise<void>
  readonly signal: AbortSignal
}

/** Runs `work`, and three times more with growing pauses if it fails for a passing reason. */
export async function retrying<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || options.signal.aborted || !passes(error)) throw error
      await new Promise(resolve => setTimeout(resolve, FIRST_PAUSE * 2 ** (attempt - 1)))
      await options.prepare?.()
    }
  }
}

function passes(error: unknown): boolean {
  const original = error instanceof Error && !(error instanceof DatabaseError) ? error.cause : error
  return original instanceof DatabaseError && PASSING.test(original.fields.code ?? '')
}
