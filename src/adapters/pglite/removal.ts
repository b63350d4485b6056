/** Removing an embedded database: only what lies in and beside its folder, and only while nobody else can open it. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { AdapterSettings } from '../adapter.ts'
import { markerOf, refuseOtherSocket } from './folder.ts'
import { holdFolder } from './holder.ts'
import { parseSettings } from './settings.ts'

/** Removes the folder and what lies beside it. Only for who holds it. */
export function removeHeld(folder: string): readonly string[] {
  const removed: string[] = []
  if (existsSync(folder)) {
    // Renamed first: a process that is killed half-way leaves no half of a database in its place.
    const doomed = `${folder}.removed`
    rmSync(doomed, { recursive: true, force: true })
    renameSync(folder, doomed)
    rmSync(doomed, { recursive: true, force: true })
    removed.push(folder)
  }
  rmSync(`${folder}.answers`, { force: true })
  rmSync(markerOf(folder), { force: true })
  return removed
}

/** Removes a database that was not opened. @throws ModelError M2201 when another process has it. */
export async function removeUnopened(settings: AdapterSettings): Promise<readonly string[]> {
  const { folder } = parseSettings(settings)
  if (folder === undefined || !existsSync(folder)) return []
  const { pid, wait, onWait } = settings
  const command = settings.command ?? settings.applicationName
  const hold = await holdFolder(folder, {
    pid,
    command,
    wait,
    ...(onWait === undefined ? {} : { onWait }),
  })
  try {
    await refuseOtherSocket(folder, hold.socket)
    return removeHeld(folder)
  } finally {
    await hold.release()
  }
}
