/** Looks now and then how old the newest rows of sources are, for webhooks that want to hear of it. */
import type { SourceFreshness, Workspace } from '../workspace.ts'
import type { Clock } from './clock.ts'
import type { Persistence } from './persistence.ts'

/** Milliseconds between two looks. */
const EVERY = 900_000

export interface WatchSourcesOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly persistence: Persistence
  readonly found: (found: readonly SourceFreshness[]) => void
}

/** Works until the signal is aborted; the first look comes at once. */
export async function watchSources(
  workspace: Workspace,
  { clock, signal, persistence, found }: WatchSourcesOptions,
): Promise<void> {
  while (!signal.aborted) {
    await persistence.once('looking at the sources', async () => {
      const fresh = await workspace.reopen()
      try {
        found(await fresh.freshness([...fresh.manifest.nodes.keys()]))
      } finally {
        await fresh.close()
      }
    })
    await clock.sleepUntil(new Date(clock.now().getTime() + EVERY), signal)
  }
}
