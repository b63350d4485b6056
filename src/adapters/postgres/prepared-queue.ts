/**
 * Who waits for a connection, and in which company it goes. While connections are free everything goes by itself; when all
 * are busy, what waits for one statement that is known to be short goes together. Knows connections by what it is given.
 */
import type { Asker } from '../adapter.ts'

/** Executions that go together, at most: one that is long after all keeps so many waiting. */
const MOST = 8
/** Milliseconds of a statement that is short. */
const SHORT = 20

/** One that waits. */
export interface Waiting {
  /** Equal for executions that may go together. */
  readonly name: string
  readonly asker: Asker | undefined
  leave(): void
}

/** A queue before so many workers. */
export class PreparedQueue<T extends Waiting> {
  readonly #workers: number
  readonly #work: (next: () => readonly T[]) => Promise<void>
  readonly #waiting: T[] = []
  /** Milliseconds of an execution lately, by name. */
  readonly #lately = new Map<string, number>()
  #working = 0

  /** `work` takes a connection, asks for those that go next, and never throws. */
  constructor(workers: number, work: (next: () => readonly T[]) => Promise<void>) {
    this.#workers = workers
    this.#work = work
  }

  add(one: T): void {
    this.#waiting.push(one)
    if (this.#working < this.#workers) void this.#serve()
  }

  /** How long a company took. */
  took(name: string, milliseconds: number): void {
    const before = this.#lately.get(name) ?? milliseconds
    // Slower is believed at once, faster after a few times.
    this.#lately.set(name, Math.max(milliseconds, before * 0.5))
  }

  async #serve(): Promise<void> {
    this.#working++
    while (this.#waiting.length > 0) await this.#work(() => this.#next())
    this.#working--
  }

  /** The first that is still there, and those behind it that may go with it: a fair share of all that wait. */
  #next(): readonly T[] {
    const first = this.#head()
    if (first === undefined) return []
    const isShort = (this.#lately.get(first.name) ?? Number.POSITIVE_INFINITY) < SHORT
    const share = Math.ceil(this.#waiting.length / this.#workers)
    const most = isShort ? Math.min(MOST, share) : 1
    const company: T[] = []
    while (company.length < most && this.#head()?.name === first.name)
      company.push(this.#waiting.shift()!)
    return company
  }

  /** The first that is still there; those before it that are gone leave. */
  #head(): T | undefined {
    while (this.#waiting[0]?.asker?.isGone) this.#waiting.shift()!.leave()
    return this.#waiting[0]
  }
}
