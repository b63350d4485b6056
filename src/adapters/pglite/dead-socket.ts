/** The socket file that a killed holder leaves behind, and how one of many who find it removes it. */
import { rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { askHolder } from './ask-holder.ts'

/** A take-over lasts milliseconds; one that is this old was killed. */
const DEAD_TAKEOVER = 10_000

/**
 * Removes the socket file of a dead holder. Two processes may find it dead at once, and the slower one must not remove
 * the quicker one's new socket: only who has the take-over file looks again and removes.
 */
export async function removeDeadSocket(socket: string): Promise<void> {
  const takeover = `${socket}.takeover`
  if (!makeExclusively(takeover)) {
    await delay(20)
    return
  }
  try {
    // A holder that has bound and not yet listens looks dead for a moment.
    await delay(20)
    const other = await askHolder(socket)
    if (other === 'dead') unlinkSync(socket)
    else if (typeof other !== 'string') other.leave()
  } finally {
    rmSync(takeover, { force: true })
  }
}

function makeExclusively(file: string): boolean {
  try {
    writeFileSync(file, '', { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    if (made !== undefined && Date.now() - made > DEAD_TAKEOVER) rmSync(file, { force: true })
    return false
  }
}
