/** Opens the engine of a target; a new embedded database is filled from kept data, a serving process keeps by the clock. */
import type { Adapter, AdapterSettings } from '../adapters/adapter.ts'
import { openAdapter } from '../adapters/registry.ts'
import type { Restored } from './keep/import.ts'
import type { KeepRequest } from './keep/keep.ts'
import { mayRestore } from './keep/keep-folder.ts'

export interface DatabaseRequest extends Omit<KeepRequest, 'adapter'> {
  readonly settings: AdapterSettings
  readonly onRestored: (restored: Restored) => void
  readonly onKeepFailed: (error: Error) => void
}

/** An opened engine. */
export interface Database {
  readonly adapter: Adapter
  /** Keeps what a serving process has to keep, and closes. */
  close(): Promise<void>
}

/** @throws what the engine says, and M4002 to M4004 when kept data cannot be restored. */
export async function openDatabase(request: DatabaseRequest): Promise<Database> {
  const { project } = request
  const adapter = await openAdapter(project.target.adapter, request.settings)
  try {
    if (adapter.folder !== undefined && mayRestore(project, adapter.folder)) {
      const { restore } = await import('./keep/keep.ts')
      const restored = await restore({ ...request, adapter })
      if (restored !== undefined) request.onRestored(restored)
    }
  } catch (error) {
    await adapter.close()
    throw error
  }
  // Who uses it through another process leaves that to the holder.
  const holds = adapter.folder !== undefined && adapter.location.through === undefined
  const keeping =
    request.settings.serves && holds ? await keepBySchedule(request, adapter) : undefined
  return {
    adapter,
    close: async () => {
      // Else the last export waits for whoever has a transaction open.
      if (keeping) adapter.stopServing?.()
      await keeping?.stop()
      await adapter.close()
    },
  }
}

async function keepBySchedule(
  request: DatabaseRequest,
  adapter: Adapter,
): Promise<{ stop(): Promise<void> }> {
  const { keep } = await import('./keep/keep.ts')
  const { keepWhileServing } = await import('./keep/while-serving.ts')
  return keepWhileServing(() => keep({ ...request, adapter }), { onError: request.onKeepFailed })
}
