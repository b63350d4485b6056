/** How often one client may ask: a bucket for each, filled by the clock. Pure but for the clock that it is given. */

export interface RateSettings {
  /** Requests a second in the long run; 0: no limit. */
  readonly rate: number
  /** Requests at once. */
  readonly burst: number
  /** Milliseconds. */
  readonly clock: () => number
}

interface Bucket {
  left: number
  at: number
}

/** Clients whose buckets are kept. */
const MOST = 10_000

/** Buckets by client. */
export class RateLimit {
  readonly #settings: RateSettings
  readonly #buckets = new Map<string, Bucket>()

  constructor(settings: RateSettings) {
    this.#settings = settings
  }

  /** Takes one from a client's bucket; else seconds until there is one. */
  take(client: string): number | undefined {
    const { rate } = this.#settings
    if (rate === 0) return undefined
    const bucket = this.#filled(client)
    if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / rate))
    bucket.left--
    return undefined
  }

  /** Whether there is one, without taking it. */
  has(client: string): boolean {
    return this.#settings.rate === 0 || this.#filled(client).left >= 1
  }

  #filled(client: string): Bucket {
    const { rate, burst, clock } = this.#settings
    const now = clock()
    const known = this.#buckets.get(client)
    if (known !== undefined) {
      known.left = Math.min(burst, known.left + ((now - known.at) / 1000) * rate)
      known.at = now
      return known
    }
    // The one that asked first goes: it has been filled since, or is one of a flood.
    if (this.#buckets.size >= MOST) this.#buckets.delete(this.#buckets.keys().next().value!)
    const bucket = { left: burst, at: now }
    this.#buckets.set(client, bucket)
    return bucket
  }
}
