/** Time limits and abort signals around a statement, for every engine that can end one. */
import type { StatementOptions } from './adapter.ts'
import { CancelledError } from './database-error.ts'

/** Waits for `work`, and calls `kill` when the signal fires or the time is over; `work` has to fail then. */
export async function withLimits<T>(
  work: Promise<T>,
  limits: StatementOptions,
  kill: (reason: CancelledError) => Promise<void>,
): Promise<T> {
  const { signal, timeout } = limits
  if (!signal && timeout === undefined) return await work
  let ended: Promise<void> | undefined
  const end = (reason: string): void => {
    ended ??= kill(new CancelledError(reason))
  }
  const cancel = (): void => end('the statement was cancelled')
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => end(`the statement ran longer than ${timeout} ms`), timeout)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await work
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
    await ended
  }
}
