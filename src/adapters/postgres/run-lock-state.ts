/** A run lock seen from outside: who has it, what works under it, and the end of both by force. */
import { modelError } from '../../errors/model-error.ts'
import type { RunLockOptions, RunLockState, Session } from '../adapter.ts'
import * as backends from './backends.ts'
import { workKey } from './run-lock.ts'

/** Reads pg_locks; takes nothing. */
export async function runLockState(
  session: Session,
  key: string,
  { describe }: Pick<RunLockOptions, 'describe'> = {},
): Promise<RunLockState> {
  const holder = await backends.findHolder(session, key)
  const marked = await backends.findMarked(session, workKey({ key }))
  const working = marked.map(backends.describeProcess)
  if (holder === undefined) return { working }
  const name = String(holder.pid)
  const text = (await describe?.(session, name)) ?? backends.describeProcess(holder)
  return { holder: { session: name, text }, working }
}

/**
 * Ends what works under the lock, then its holder, so that nobody takes the lock while somebody still works.
 * @throws ModelError M2210 before anything is ended.
 */
export async function breakRunLock(
  session: Session,
  key: string,
  prepare: () => Promise<void>,
): Promise<void> {
  const holder = await backends.findHolder(session, key)
  const marked = await backends.findMarked(session, workKey({ key }))
  const found = holder === undefined ? marked : [...marked, holder]
  const foreign = await backends.notOurs(session, found)
  if (foreign.length > 0) {
    throw modelError('M2210', { processes: foreign.map(backends.describeProcess).join(', ') })
  }
  await prepare()
  await backends.endMarked(session, workKey({ key }))
  if (holder !== undefined) await backends.endHolder(session, key, holder.pid)
}
