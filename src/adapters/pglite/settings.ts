/** The settings of a target with the embedded engine, parsed at the border. */
import { homedir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import type { Adapter, AdapterSettings } from '../adapter.ts'
import { refuseUnknownSettings } from '../setting-values.ts'

export interface PgliteSettings {
  /** Absolute folder; undefined for a database that is gone when it is closed (`path: ':memory:'`). */
  readonly folder: string | undefined
  readonly cacheFolder: string
  readonly startParameters: readonly string[]
}

/** The path that means a database for as long as it is open: not in memory, for that would cost an initdb each time. */
const TEMPORARY = ':memory:'

/**
 * Less log than a server keeps, because nobody replicates from it; a checkpoint shrinks it; buffers are modest because
 * they are memory from the first statement on.
 */
const PARAMETERS = {
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '64MB',
  min_wal_size: '32MB',
  shared_buffers: '64MB',
  work_mem: '32MB',
  // One session, and publications of thousands of relations: many locks for few connections.
  max_connections: '8',
  max_locks_per_transaction: '4096',
}

export function parseSettings(settings: AdapterSettings): PgliteSettings {
  refuseUnknownSettings('pglite', Object.keys(settings.settings), { known: ['path'] })
  const { path = 'target/warehouse' } = settings.settings
  if (typeof path !== 'string' || path === '') {
    const expected = 'the path of a folder'
    throw modelError('M2002', {
      adapter: 'pglite',
      key: 'path',
      found: JSON.stringify(path),
      expected,
    })
  }
  return {
    folder: path === TEMPORARY ? undefined : folderOf(path, settings),
    cacheFolder: settings.cacheFolder ?? join(homedir(), '.cache', 'sql-model'),
    startParameters: Object.entries(PARAMETERS).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
  }
}

/** Where the database is: its folder, relative to the project. */
export function locatePglite(settings: AdapterSettings): Adapter['location'] {
  const { folder } = parseSettings(settings)
  return {
    host: folder === undefined ? 'memory' : relative(settings.root, folder),
    database: 'postgres',
  }
}

/** `target/` at the start stands for the folder of all that the tool writes, wherever --target-path puts it. */
function folderOf(path: string, settings: AdapterSettings): string {
  const match = /^(?:\.\/)?target\/(.+)$/.exec(path)
  return match ? resolve(settings.targetPath, match[1]!) : resolve(settings.root, path)
}
