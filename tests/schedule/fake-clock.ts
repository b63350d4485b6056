/** A clock that a test moves, and a machine that it puts to sleep. */
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/schedule/clock.ts'

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** Whoever sleeps on it wakes when the test has moved it that far. */
export class FakeClock implements Clock {
  #now: number
  readonly #sleepers = new Set<Sleeper>()

  constructor(start: string) {
    this.#now = Date.parse(start)
  }

  now(): Date {
    return new Date(this.#now)
  }

  sleepUntil(time: Date, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        this.#sleepers.delete(sleeper)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const sleeper = { until: time.getTime(), wake }
      if (signal.aborted || time.getTime() <= this.#now) return void resolve()
      signal.addEventListener('abort', wake)
      this.#sleepers.add(sleeper)
    })
  }

  /** Moves on, waking everybody at his time. `settle`: until nothing is left to be done at a moment. */
  async goTo(time: string | Date, settle: () => Promise<void> = settled): Promise<void> {
    const end = new Date(time).getTime()
    await settle()
    for (;;) {
      const next = Math.min(...[...this.#sleepers].map(({ until }) => until))
      if (next > end) break
      this.#now = Math.max(next, this.#now)
      for (const sleeper of [...this.#sleepers]) if (sleeper.until <= this.#now) sleeper.wake()
      await settle()
    }
    this.#now = end
  }

  /** The machine sleeps until then: nobody is woken before. */
  async sleepMachine(time: string): Promise<void> {
    this.#now = Date.parse(time)
    for (const sleeper of [...this.#sleepers]) if (sleeper.until <= this.#now) sleeper.wake()
    await settled()
  }
}

/** What has no real waiting in it is done after some turns. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}
