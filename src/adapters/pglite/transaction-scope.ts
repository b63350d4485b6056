/** Which code runs inside the work of a transaction: there the adapter itself would wait for it for ever. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { modelError } from '../../errors/model-error.ts'

/** The work of a transaction, and that of another adapter's around it. */
interface Work {
  readonly scope: TransactionScope
  open: boolean
  readonly around: Work | undefined
}

/**
 * One for all adapters: node never forgets a storage that was used, and each promise of the process costs something for
 * each of them.
 */
const current = new AsyncLocalStorage<Work>()

/** Remembers the work of transactions through everything that it awaits. */
export class TransactionScope {
  /** Runs the work of a transaction. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const inside: Work = { scope: this, open: true, around: current.getStore() }
    try {
      return await current.run(inside, work)
    } finally {
      inside.open = false
    }
  }

  /** @throws ModelError M2007 inside of the work of a transaction. */
  refuse(sql: string): void {
    for (let work = current.getStore(); work !== undefined; work = work.around)
      if (work.scope === this && work.open) throw modelError('M2007', { sql: sql.slice(0, 200) })
  }
}
