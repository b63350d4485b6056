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

/** The run locks of one adapter. */
export class RunLocks {
  readonly #held = new Map<string, Held>()
  readonly #settings: Pick<AdapterSettings, 'wait' | 'onWait'>

  constructor(settings: Pick<AdapterSettings, 'wait' | 'onWait'>) {
    this.#settings = settings
  }

  /** Waits as long as the settings allow. */
  async acquire(
    key: string,
    holder: string,
    { signal }: Pick<RunLockOptions, 'signal'> = {},
  ): Promise<RunLock> {
    const deadline = Date.now() + this.#settings.wait
    for (let other = this.#held.get(key); other; other = this.#held.get(key)) {
      const left = deadline - Date.now()
      if (left <= 0) throw modelError('M2202', { key, holder: other.holder })
      this.#settings.onWait?.(other.holder)
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
