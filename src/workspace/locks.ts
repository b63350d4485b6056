/**
 * Who holds what of a target. Two locks are told apart: the *folder* of an embedded database, which one process has open,
 * and the *run lock* of an environment, which who builds it has.
 */
import { hostname } from 'node:os'
import type { Adapter } from '../adapters/adapter.ts'
import { ModelError, modelError } from '../errors/model-error.ts'
import { runLockKey } from '../run/take-lock.ts'
import { openLedger } from '../state/ledger.ts'
import { type LockHolder, readLockHolder } from '../state/run-locks.ts'
import type { Scope } from '../state/types.ts'

/** One lock that is held. */
export interface HeldLock {
  readonly lock: 'folder' | 'run'
  /** In words: process, host, command, since when. */
  readonly holder: string
  /** `unknown`: it is on another host, or has not written itself down. */
  readonly state: 'alive' | 'dead' | 'unknown'
  /** Others have to wait for it; not for a process that lets them use its database. */
  readonly blocks: boolean
  /** Sessions in the server that work for it. */
  readonly working: readonly string[]
}

export interface LockRequest {
  /** Opening it may fail because somebody has the folder, which is an answer too. */
  readonly openAdapter: () => Promise<Adapter>
  readonly scope: Scope
  /** Does a process of this host live? */
  readonly isAlive: (processId: number) => boolean
  readonly now: () => Date
}

/** All locks that others hold. */
export async function findLocks(request: LockRequest): Promise<readonly HeldLock[]> {
  const adapter = await openOrHolder(request)
  if (typeof adapter === 'string') return [folderLock(adapter, true)]
  const { through } = adapter.location
  const folder =
    through === undefined ? [] : [folderLock(`${through}, which lets others use it`, false)]
  return [...folder, ...(await runLock(adapter, request)).locks]
}

/**
 * Ends what a dead holder left; with `force` a living one's connections too, after its run was ended in the ledger, so that
 * it does not take the lock again.
 * @throws ModelError M2209, M2210.
 */
export async function breakLocks(request: LockRequest, force: boolean): Promise<void> {
  const adapter = await openOrHolder(request)
  if (typeof adapter === 'string') throw modelError('M2209', { holder: adapter, force: false })
  const { locks, run } = await runLock(adapter, request)
  const living = locks.find(({ state }) => state !== 'dead')
  if (living !== undefined && !force) {
    const possible = !adapter.capabilities.embedded.supported
    throw modelError('M2209', { holder: living.holder, force: possible })
  }
  await adapter.breakRunLock(runLockKey(request.scope), async () => {
    if (run === undefined) return
    const ledger = await openLedger(adapter, request.scope)
    const endedAt = request.now().toISOString()
    await ledger.endRun(run.runId, { status: 'interrupted', endedAt })
  })
}

async function openOrHolder({ openAdapter }: LockRequest): Promise<Adapter | string> {
  try {
    return await openAdapter()
  } catch (error) {
    if (!(error instanceof ModelError) || error.code !== 'M2201') throw error
    return String(error.fields['holder'])
  }
}

/** Who answers on the folder's socket lives: the system closes it with the process. */
const folderLock = (holder: string, blocks: boolean): HeldLock => ({
  ...{ lock: 'folder', holder, state: 'alive', blocks, working: [] },
})

interface FoundRunLock {
  readonly locks: readonly HeldLock[]
  readonly run?: LockHolder
}

async function runLock(adapter: Adapter, request: LockRequest): Promise<FoundRunLock> {
  let run: LockHolder | undefined
  const { holder, working } = await adapter.runLockState(runLockKey(request.scope), {
    describe: async (asking, session) => {
      run = await readLockHolder(asking, session)
      return run?.text
    },
  })
  if (holder === undefined && working.length === 0) return { locks: [] }
  if (holder === undefined) {
    // The lock is free and somebody works under it: its run is no more, or the next one would not have begun.
    const holder = 'a run that is gone'
    return { locks: [{ lock: 'run', holder, state: 'dead', blocks: true, working }] }
  }
  const embedded = adapter.capabilities.embedded.supported
  const state = embedded ? 'alive' : stateOf(run, request)
  const locks: HeldLock[] = [{ lock: 'run', holder: holder.text, state, blocks: true, working }]
  return { locks, ...(run === undefined ? {} : { run }) }
}

function stateOf(run: LockHolder | undefined, { isAlive }: LockRequest): HeldLock['state'] {
  if (run === undefined || run.processId === null || run.host !== hostname()) return 'unknown'
  return isAlive(run.processId) ? 'alive' : 'dead'
}
