/** A process that lives long keeps data by the clock: rows may be written through it without any run. */

/** Milliseconds between two exports. */
export const KEEP_INTERVAL = 10 * 60_000

/** Calls `keep` from time to time, never twice at once, and once more when it is stopped. Keeps no process alive. */
export function keepWhileServing(
  keep: () => Promise<unknown>,
  options: { readonly every?: number; readonly onError: (error: Error) => void },
): { stop(): Promise<void> } {
  const { every = KEEP_INTERVAL, onError } = options
  let running: Promise<unknown> | undefined
  const once = (): Promise<unknown> => {
    running ??= keep()
      .catch((error: Error) => onError(error))
      .finally(() => {
        running = undefined
      })
    return running
  }
  const timer = setInterval(once, every)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      // What was written while the last one went on is kept too.
      await running
      await once()
    },
  }
}
