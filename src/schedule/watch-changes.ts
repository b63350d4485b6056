/**
 * Hears changes of sources and looks at their counters. A notice only says that there is something to look at: what
 * counts is the counter, so a notice that was lost, with its connection say, is found at the next look.
 */
import type { Adapter, Listening, Unheard } from '../adapters/adapter.ts'
import type { SourceNode } from '../compile/manifest.ts'
import { relationKey } from '../sql/relation.ts'
import { readChangeCounts } from '../state/change-counts.ts'
import type { Clock } from './clock.ts'
import type { Persistence } from './persistence.ts'
import type { ScheduleEvent } from './types.ts'

/** The channel on which triggers tell changes. */
const CHANNEL = 'model_changes'
/** Milliseconds between two looks at the counters where notices are heard, and where they are not. */
const LOOK = { heard: 30_000, unheard: 5_000 } as const

export interface WatchChangesOptions {
  readonly adapter: Adapter
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly persistence: Persistence
  readonly emit: (event: ScheduleEvent) => void
  /** Those with `refresh_on: change` now. */
  readonly sources: () => readonly SourceNode[]
  /** These changed so many times in all; 0: they may have before anybody looked. */
  readonly changed: (sources: readonly SourceNode[], count: number) => void
}

/** Works until the signal is aborted. At the beginning every source counts as changed: a refresh knows better. */
export async function watchChanges(options: WatchChangesOptions): Promise<void> {
  const { adapter, signal, persistence } = options
  const watch = new Watch(options)
  signal.addEventListener('abort', watch.wake, { once: true })
  while (!signal.aborted) {
    const ear = await persistence.until('listening for changes', () =>
      adapter.listen(CHANNEL, watch.wake),
    )
    if (ear === undefined) return
    await watch.listen(ear)
  }
}

class Watch {
  readonly #options: WatchChangesOptions
  readonly #seen = new Map<string, string | undefined>()
  readonly #missing = new Set<string>()
  #waking = new AbortController()
  #told = false

  constructor(options: WatchChangesOptions) {
    this.#options = options
  }

  /** Something may have happened. */
  readonly wake = (): void => this.#waking.abort()

  /** Looks at every notice, and now and then; until the connection is gone or it has to stop. */
  async listen(ear: Listening | Unheard): Promise<void> {
    const { signal, clock } = this.#options
    this.#tell(ear)
    let lost = false
    if (ear.kind === 'listening') {
      void ear.lost.then(() => {
        lost = true
        this.wake()
      })
    }
    while (!lost && !signal.aborted) {
      this.#waking = new AbortController()
      await this.#look()
      const pause = ear.kind === 'listening' ? LOOK.heard : LOOK.unheard
      const until = new Date(clock.now().getTime() + pause)
      await clock.sleepUntil(until, this.#waking.signal)
      const isQuiet = clock.now() >= until
      if (ear.kind === 'listening' && isQuiet && !lost && !signal.aborted) await ear.check()
    }
    if (ear.kind === 'listening') await ear.stop()
  }

  #tell(ear: Listening | Unheard): void {
    if (ear.kind === 'listening' || this.#told) return
    this.#told = true
    const every = `the counters are looked at every ${LOOK.unheard / 1000} seconds`
    this.#options.emit({
      kind: 'remark',
      text: `Changes cannot be heard: ${ear.reason}; ${every}.`,
    })
  }

  async #look(): Promise<void> {
    const { persistence, adapter, sources, changed } = this.#options
    await persistence.once('looking at the change counters', async () => {
      const counts = await readChangeCounts(adapter)
      const found = sources().map(source => ({ source, times: this.#changesOf(source, counts) }))
      const news = found.filter(({ times }) => times !== undefined)
      const times = news.reduce((sum, each) => sum + each.times!, 0)
      if (news.length > 0)
        changed(
          news.map(each => each.source),
          times,
        )
    })
  }

  /** How often it has changed since the last look; undefined when it has not. */
  #changesOf(
    { id, relation, sourceName, name }: SourceNode,
    counts: ReadonlyMap<string, string>,
  ): number | undefined {
    const count = counts.get(relationKey(relation))
    if (count === undefined && !this.#missing.has(id)) {
      const advice = 'has refresh_on: change and no trigger: model triggers install'
      this.#options.emit({ kind: 'remark', text: `${sourceName}.${name} ${advice}` })
    }
    if (count === undefined) this.#missing.add(id)
    else this.#missing.delete(id)
    const isFirst = !this.#seen.has(id)
    const before = this.#seen.get(id)
    this.#seen.set(id, count)
    if (isFirst) return 0
    return before === count ? undefined : Math.max(1, Number(count ?? 0) - Number(before ?? count))
  }
}
