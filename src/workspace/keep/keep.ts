/** Keeping the data of a workspace's embedded database: after runs, while serving, and when it is made anew. */
import type { Adapter } from '../../adapters/adapter.ts'
import { DatabaseError } from '../../adapters/database-error.ts'
import { ModelError } from '../../errors/model-error.ts'
import type { Project } from '../../project/types.ts'
import { exportKept, type Kept } from './export.ts'
import { importKept, type Restored } from './import.ts'
import { keepFolder } from './keep-folder.ts'

export interface KeepRequest {
  readonly project: Project
  readonly adapter: Adapter
  readonly tool: string
  readonly now: () => Date
  readonly at: (point: string) => void | Promise<void>
}

/** Writes what has changed since the last time; undefined where nothing is kept. */
export async function keep(request: KeepRequest): Promise<Kept | undefined> {
  const { project, adapter } = request
  const { folder: database } = adapter
  if (database === undefined) return undefined
  return exportKept({ ...request, database, folder: keepFolder(project, database) })
}

/** The same after a run, which is none the worse when it fails. */
export async function keepAfterRun(
  request: KeepRequest,
  warn: (message: string) => void,
): Promise<void> {
  try {
    const kept = await keep(request)
    if (kept?.movedAside !== undefined) warn(asideSentence(kept.movedAside))
  } catch (error) {
    if (!(error instanceof ModelError) && !(error instanceof DatabaseError)) throw error
    warn(error.message)
  }
}

const asideSentence = (folder: string): string =>
  `The kept data that was there is not of this database, or damaged; it is now in ${folder}`

/** Fills the database from kept data when it is new. */
export async function restore(
  request: Pick<KeepRequest, 'project' | 'adapter' | 'at'>,
): Promise<Restored | undefined> {
  const { project, adapter, at } = request
  const { folder: database } = adapter
  if (database === undefined) return undefined
  return importKept({ adapter, database, folder: keepFolder(project, database), at })
}
