/** One connection for one piece of work of somebody who may leave before it is done, and what its failures mean. */
import type { PoolClient } from 'pg'
import { modelError } from '../../errors/model-error.ts'
import type { Asker } from '../adapter.ts'
import { CancelledError } from '../database-error.ts'
import { type Complaint, databaseError, isAboutStatement } from './complaint.ts'
import type { Connections } from './connections.ts'

const CUT = '57014'

/** Work with a connection; it is cancelled when the asker leaves. */
export async function borrow<T>(
  connections: Connections,
  { sql, asker }: { readonly sql: string; readonly asker?: Asker | undefined },
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  if (asker?.isGone) throw new CancelledError('cancelled before it started')
  const client = await connections.take()
  if (asker?.isGone) {
    client.release()
    throw new CancelledError('cancelled while it waited')
  }
  const cancellation = cancelOnLeave(connections, client, asker)
  try {
    const result = await work(client)
    client.release(cancellation.isAsked())
    return result
  } catch (error) {
    client.release(isLost(error as Error) || cancellation.isAsked())
    throw failure(error as Error, sql, connections)
  } finally {
    await cancellation.end()
  }
}

/** What was begun for an asker who left. */
export interface Cancellation {
  /** It may still arrive, and must not at somebody else's statement: the connection is not to be used again. */
  isAsked(): boolean
  /** Takes the listener away, and waits for what was begun. */
  end(): Promise<void>
}

/** Cancels what a connection does as soon as the asker leaves. */
export function cancelOnLeave(
  connections: Connections,
  client: PoolClient,
  asker: Asker | undefined,
): Cancellation {
  let cancelling: Promise<void> | undefined
  if (asker)
    asker.onGone = () => {
      cancelling ??= connections.cancelApart(client)
    }
  return {
    isAsked: () => cancelling !== undefined,
    end: async () => {
      if (asker) asker.onGone = undefined
      // Who could not cancel leaves it to the time limit.
      if (cancelling) await cancelling.catch(() => undefined)
    },
  }
}

/** Whether the connection is to be used no more after this. */
export function isLost(error: Error): boolean {
  return !isAboutStatement(error as Complaint & Error)
}

/** The error for whoever asked. */
export function failure(error: Error, sql: string, connections: Connections): Error {
  if (isLost(error)) {
    const { host } = connections.location
    return modelError('M2012', { host, reason: error.message }, { cause: error })
  }
  const complaint = error as Complaint & Error
  if (complaint.code === CUT) return new CancelledError(complaint.message, { cause: error })
  return databaseError(complaint, sql)
}
