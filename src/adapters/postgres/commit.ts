/** How a transaction ends, the same for every session that speaks to Postgres. */
import type { Session } from '../adapter.ts'
import { DatabaseError } from '../database-error.ts'

/** Commits. Postgres answers `commit` with ROLLBACK when a statement had failed and the failure was swallowed. */
export async function commit(session: Session): Promise<void> {
  const { command } = await session.query('commit')
  if (command === 'COMMIT') return
  throw new DatabaseError('the transaction was rolled back, because a statement in it had failed', {
    code: '25P02',
    detail: undefined,
    hint: undefined,
    offset: undefined,
    sql: 'commit',
  })
}

/** Rolls back. Keeps the error that was the cause; the session may be gone, and its transaction with it. */
export async function rollBack(session: Session, cause: unknown): Promise<void> {
  try {
    await session.execute('rollback')
  } catch (error) {
    if (cause instanceof Error && cause.cause === undefined) cause.cause = error
  }
}
