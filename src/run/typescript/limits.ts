/** What bounds the calls of a model: how many begin in a second, how many and how costly in all. */
import { setTimeout as delay } from 'node:timers/promises'
import type { ScriptConfig } from '../../compile/manifest.ts'

/** Lets calls begin: evenly, and not before a server wants. */
export interface Pace {
  /** Resolves when a call may begin. @throws when the signal is aborted. */
  turn(signal: AbortSignal): Promise<void>
  /** No call begins for so many milliseconds: a server asked for it. */
  pause(milliseconds: number): void
}

/** Calls begin a share of a second apart. */
export function createPace(perSecond: number | undefined, now: () => number): Pace {
  const apart = perSecond === undefined ? 0 : 1000 / perSecond
  let next = 0
  let pausedUntil = 0
  return {
    turn: async signal => {
      do {
        const begin = Math.max(next, pausedUntil, now())
        next = begin + apart
        if (begin > now()) await delay(begin - now(), undefined, { signal })
        signal.throwIfAborted()
        // A server may have asked for a pause while this one waited.
      } while (pausedUntil > now())
    },
    pause: milliseconds => {
      pausedUntil = Math.max(pausedUntil, now() + milliseconds)
    },
  }
}

/** Counts calls and what they cost against the limits of one run. */
export class Budget {
  calls = 0
  cost = 0
  /** Rows that nobody was asked about. */
  leftOut = 0
  readonly #most: ScriptConfig['budget']
  /** Cost of the calls that go on, as estimated. */
  #open = 0

  constructor(most: ScriptConfig['budget']) {
    this.#most = most
  }

  /** False when another call would pass a limit; else it is counted. */
  take(estimate: number): boolean {
    const { calls = Number.POSITIVE_INFINITY, cost = Number.POSITIVE_INFINITY } = this.#most
    if (this.calls + 1 > calls || this.cost + this.#open + estimate > cost) return false
    // A call without an estimate stops when what others did cost is all.
    if (estimate === 0 && this.cost >= cost) return false
    this.calls++
    this.#open += estimate
    return true
  }

  /** A call ended, and did cost so much. */
  settle(estimate: number, cost: number): void {
    this.#open -= estimate
    this.cost += cost
  }
}
