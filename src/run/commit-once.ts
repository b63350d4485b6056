/** A transaction that must happen once, on a connection that may break while it is committed. */
import { modelError } from '../errors/model-error.ts'
import type { RunContext } from './context.ts'
import { endsRun, retryingIn } from './retry.ts'

/**
 * Runs a transaction that writes `version` into the ledger; again after a lost connection, but asks the ledger first
 * whether the commit has happened. (The adapter has ended the server's side of the lost connection by then, so the
 * answer is final.) Undefined: it had. `work` calls `committing` when the commit is all that is left.
 * @throws ModelError M3015 when no connection is to be had to ask.
 */
export async function commitOnce<T>(
  context: RunContext,
  version: string,
  work: (committing: () => void) => Promise<T>,
): Promise<T | undefined> {
  let tried = false
  let unknown = false
  const attempt = async (): Promise<T | undefined> => {
    if (tried && (await context.ledger.hasPublished(version, context.runId))) return undefined
    tried = true
    unknown = false
    return work(() => {
      unknown = true
    })
  }
  try {
    return await retryingIn(context, attempt)
  } catch (error) {
    if (!unknown || !endsRun(error)) throw error
    throw modelError('M3015', { reason: (error as Error).message }, { cause: error })
  }
}
