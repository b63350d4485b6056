/**
 * Which environment is being built. Nobody outside of this process can open the folder, so the locks live in memory.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { modelError } from '../../errors/model-error.ts'
import type { AdapterSettings, RunLock, RunLockOptions } from '../adapter.ts'
import { CancelledError } from '../database-error.ts'

interface Held {
  readonly holder: string
  readonly released: Promise<void>
}

/** How long to wait for another run, whom to tell, and what ends the waiting. */
export interface RunLockLimits
  extends Pick<AdapterSettings, 'wait' | 'onWait'>,
    Pick<RunLockOptions, 'signal'> {}

/** The run locks of one folder, for its holder and for those who use it through the holder. */
export class RunLocks {
  readonly #held = new Map<string, Held>()

  /** Who has the lock, in words. */
  holder(key: string): string | undefined {
    return this.#held.get(key)?.holder
  }

  async acquire(
    key: string,
    holder: string,
    { wait, onWait, signal }: RunLockLimits,
  ): Promise<RunLock> {
    const deadline = Date.now() + wait
    for (let other = this.#held.get(key); other; other = this.#held.get(key)) {
      const left = deadline - Date.now()
      if (left <= 0) throw modelError('M2202', { key, holder: other.holder })
      onWait?.(other.holder)
      const limit = { ref: false, ...(signal === undefined ? {} : { signal }) }
      await Promise.race([other.released, delay(left, undefined, limit)]).catch(error => {
        throw signal?.aborted
          ? new CancelledError('cancelled while waiting for another run')
          : error
      })
    }
    let free = (): void => undefined
    const released = new Promise<void>(resolve => {
      free = resolve
    })
    this.#held.set(key, { holder, released })
    return {
      session: '',
      release: async () => {
        this.#held.delete(key)
        free()
      },
    }
  }
}
