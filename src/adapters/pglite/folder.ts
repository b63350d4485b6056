/** What can be said about a database folder without opening it: is it one, of which version, was it closed. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import { askHolder, describeHolder } from './ask-holder.ts'

/** The major version of the PostgreSQL inside the PGlite that this package depends on; a test compares. */
export const ENGINE_MAJOR = '18'

/** Refuses a folder that holds something else, or a database of another major version. */
export function checkFolder(
  folder: string,
  keptSince?: (folder: string) => string | undefined,
): void {
  if (!existsSync(folder)) return
  const version = join(folder, 'PG_VERSION')
  if (!existsSync(version)) {
    const isFolder = statSync(folder).isDirectory()
    if (!isFolder || readdirSync(folder).length > 0) throw modelError('M2005', { folder })
    return
  }
  const found = readFileSync(version, 'utf8').trim()
  if (found === ENGINE_MAJOR) return
  const kept = keptSince?.(folder)
  throw modelError('M2003', { folder, found, expected: ENGINE_MAJOR, kept })
}

/** The file beside the folder that exists while the folder is open, and after an unclean end. */
export function markerOf(folder: string): string {
  return `${folder}.open`
}

/** Marks the folder as open by the holder of this socket; says whether its last user closed it. */
export function markOpen(folder: string, socket: string): { readonly clean: boolean } {
  const clean = !existsSync(markerOf(folder))
  writeFileSync(markerOf(folder), `${socket}\n`)
  return { clean }
}

export function markClosed(folder: string): void {
  rmSync(markerOf(folder), { force: true })
}

/**
 * Where the socket's path depends on the temporary folder, two processes may look in different places: the marker names
 * the socket of whoever has the folder open.
 */
export async function refuseOtherSocket(folder: string, socket: string): Promise<void> {
  if (!existsSync(markerOf(folder))) return
  const named = readFileSync(markerOf(folder), 'utf8').trim()
  if (named === socket || named === '') return
  const other = await askHolder(named)
  if (typeof other === 'string') return
  other.leave()
  throw modelError('M2201', { folder, holder: describeHolder(other.hello) })
}
