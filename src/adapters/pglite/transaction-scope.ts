/** Which code runs inside the work of a transaction: there the adapter itself would wait for it for ever. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { modelError } from '../../errors/model-error.ts'

/** Remembers the work of transactions through everything that it awaits. */
export class TransactionScope {
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>()

  /** Runs the work of a transaction. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const token = { open: true }
    try {
      return await this.#inside.run(token, work)
    } finally {
      token.open = false
    }
  }

  /** @throws ModelError M2007 inside of the work of a transaction. */
  refuse(sql: string): void {
    if (this.#inside.getStore()?.open) throw modelError('M2007', { sql: sql.slice(0, 200) })
  }
}
