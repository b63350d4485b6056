/**
 * A transaction that another process leads: it has the engine's one session until it ends, so it ends by itself when its
 * client sends nothing for too long.
 */
import { modelError } from '../../errors/model-error.ts'
import type { Session } from '../adapter.ts'
import type { EmbeddedAdapter } from './embedded-adapter.ts'

interface End {
  commit(): void
  rollBack(reason: Error): void
}

/** Waits for a turn at the session, begins, and leaves the rest to the client. */
export function leaseTransaction(
  adapter: Pick<EmbeddedAdapter, 'transaction'>,
  idleLimit: number,
  signal?: AbortSignal,
): Promise<LeasedTransaction> {
  return new Promise((resolve, reject) => {
    const outcome = adapter.transaction(
      session =>
        new Promise<void>((commit, rollBack) => {
          const ended = () => outcome
          resolve(new LeasedTransaction(session, { commit, rollBack, ended, idleLimit }))
        }),
      signal === undefined ? {} : { signal },
    )
    // Whoever ends it is told how that went; here only what fails before it began is news.
    outcome.catch(reject)
  })
}

/** One client's transaction, open until its commit, its roll-back, or its client's silence. */
export class LeasedTransaction {
  readonly #session: Session
  readonly #end: End & { ended(): Promise<void>; readonly idleLimit: number }
  #timer: NodeJS.Timeout | undefined
  #statements = 0
  #over: Error | undefined

  constructor(session: Session, end: End & { ended(): Promise<void>; idleLimit: number }) {
    this.#session = session
    this.#end = end
    this.#listen()
  }

  /** Runs statements in it. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#over) throw this.#over
    clearTimeout(this.#timer)
    this.#statements++
    try {
      return await work(this.#session)
    } finally {
      if (--this.#statements === 0 && !this.#over) this.#listen()
    }
  }

  async commit(): Promise<void> {
    if (this.#over) throw this.#over
    this.#finish(modelError('M2009', { reason: 'its transaction was committed' }))
    this.#end.commit()
    await this.#end.ended()
  }

  /** Also when it is over already. */
  async rollBack(): Promise<void> {
    const reason = modelError('M2009', { reason: 'its transaction was rolled back' })
    this.#finish(this.#over ?? reason)
    this.#end.rollBack(reason)
    // It ends with the reason that was given; what else may go wrong rolls back as well.
    await this.#end.ended().catch(() => undefined)
  }

  /** The client's answer is awaited, for so long. */
  #listen(): void {
    const { idleLimit } = this.#end
    this.#timer = setTimeout(() => {
      const idle = modelError('M2208', { seconds: idleLimit / 1000 })
      this.#finish(idle)
      this.#end.rollBack(idle)
    }, idleLimit)
    this.#timer.unref()
  }

  #finish(reason: Error): void {
    clearTimeout(this.#timer)
    this.#over = reason
  }
}
