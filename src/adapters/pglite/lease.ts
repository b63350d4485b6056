/** Turns at the one session of an embedded engine: first come, first served. */
import { CancelledError } from '../database-error.ts'

/** Hands out the session to one user at a time. */
export class Lease {
  readonly #waiting: (() => void)[] = []
  #taken = false

  /** Waits for the turn; the returned function ends it. An abort gives the place in the queue up. */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) throw new CancelledError('cancelled before it started')
    if (this.#taken) await this.#turn(signal)
    this.#taken = true
    return () => this.#pass()
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1)
        reject(new CancelledError('cancelled while it waited'))
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.push(go)
    })
  }

  /** The session stays taken when somebody waits, so that a newcomer cannot slip in between. */
  #pass(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#taken = false
  }
}
