/** The time, as the scheduler is given it: tests bring their own. */
import { setTimeout as delay } from 'node:timers/promises'

export interface Clock {
  now(): Date
  /** Resolves at this time, or when the signal is aborted; never rejects. */
  sleepUntil(time: Date, signal: AbortSignal): Promise<void>
}

/** The time of this machine. */
export const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  sleepUntil: async (time, signal) => {
    const left = Math.max(0, time.getTime() - Date.now())
    await delay(left, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  },
}
