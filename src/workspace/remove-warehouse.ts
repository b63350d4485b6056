/** Removes the embedded database of a target; what nothing can make anew is written down first. */
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import type { Adapter, AdapterSettings } from '../adapters/adapter.ts'
import { databaseFolder, removeDatabase } from '../adapters/registry.ts'
import { ModelError, modelError } from '../errors/model-error.ts'
import { type KeepRequest, keep } from './keep/keep.ts'
import { keptSince } from './keep/keep-folder.ts'

export interface RemovalRequest extends Omit<KeepRequest, 'adapter'> {
  readonly settings: AdapterSettings
  /** Opens the database. */
  readonly open: () => Promise<Adapter>
}

/** What a removal would do. */
export interface WarehouseRemoval {
  /** Folder of the database. */
  readonly folder: string
  /** Why it cannot be opened, so that the last export is all there is. */
  readonly unopened?: string
  /** When that was, in words; undefined: never. */
  readonly keptSince?: string
}

/** Codes of a folder that does not open. */
const DOES_NOT_OPEN = new Set(['M2003', 'M2004'])

/** Writes down what is kept and says what is left to do; undefined: there is no database. @throws M4005, M4007, M2201: it is not ours to remove. */
export async function prepareRemoval(
  request: RemovalRequest,
): Promise<WarehouseRemoval | undefined> {
  const { project } = request
  const { target } = project
  const folder = await databaseFolder(target.adapter, request.settings)
  if (folder === undefined) {
    throw modelError('M4005', { target: target.name, adapter: target.adapter })
  }
  if (!existsSync(folder)) return undefined
  try {
    const adapter = await request.open()
    const { through } = adapter.location
    if (through !== undefined) throw modelError('M4007', { folder, holder: through })
    await keep({ ...request, adapter })
    return { folder }
  } catch (error) {
    if (!(error instanceof ModelError) || !DOES_NOT_OPEN.has(error.code)) throw error
    const since = keptSince(project, folder, request.now())
    return { folder, unopened: error.message, ...(since === undefined ? {} : { keptSince: since }) }
  }
}

/** Removes it; what was written since it was prepared is kept too. Returns the removed paths. */
export async function removeWarehouse(
  request: RemovalRequest,
  removal: WarehouseRemoval,
): Promise<readonly string[]> {
  const { project, settings } = request
  const shown = (paths: readonly string[]) => paths.map(path => relative(project.root, path))
  if (removal.unopened !== undefined)
    return shown(await removeDatabase(project.target.adapter, settings))
  const adapter = await request.open()
  await keep({ ...request, adapter })
  await request.at('clean:kept')
  return shown((await adapter.remove?.()) ?? [])
}
