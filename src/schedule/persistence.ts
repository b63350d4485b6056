/** Does what may fail for a while: says so once, tries again with growing pauses, and says when it works again. */
import type { Clock } from './clock.ts'
import type { ScheduleEvent } from './types.ts'

/** Milliseconds between two tries; the last one from then on. */
const PAUSES = [1000, 2000, 5000, 10_000, 30_000]

interface Parts {
  readonly clock: Clock
  readonly emit: (event: ScheduleEvent) => void
  readonly signal: AbortSignal
}

/** Remembers what fails now. */
export class Persistence {
  readonly #parts: Parts
  readonly #failing = new Map<string, string>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Tries once; undefined when it failed. */
  async once<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work()
      if (this.#failing.delete(doing)) this.#parts.emit({ kind: 'well again', doing })
      return result
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (this.#failing.get(doing) !== message && !this.#parts.signal.aborted)
        this.#parts.emit({ kind: 'trouble', doing, message })
      this.#failing.set(doing, message)
      return undefined
    }
  }

  /** Tries until it works; undefined when it has to stop before, or `givesUp` says so. At least one try is made. */
  async until<T>(
    doing: string,
    work: () => Promise<T>,
    givesUp: () => boolean = () => false,
  ): Promise<T | undefined> {
    const { clock, signal } = this.#parts
    for (let attempt = 0; ; attempt++) {
      const result = await this.once(doing, async () => ({ value: await work() }))
      if (result !== undefined) return result.value
      if (signal.aborted) return undefined
      const pause = PAUSES[Math.min(attempt, PAUSES.length - 1)]!
      await clock.sleepUntil(new Date(clock.now().getTime() + pause), signal)
      if (signal.aborted || givesUp()) return undefined
    }
  }
}
