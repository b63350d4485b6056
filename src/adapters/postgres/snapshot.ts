/**
 * One moment of a database: a repeatable-read transaction in which every statement has a savepoint, so that one that
 * fails takes nothing else along.
 */
import type {
  CopyRequest,
  Introspection,
  QueryResult,
  Session,
  StagingSession,
  StatementOptions,
} from '../adapter.ts'
import { commit, rollBack } from './commit.ts'
import { introspect } from './introspection.ts'

/** Runs `work` on a session of its own, which is in no transaction yet. */
export async function inSnapshot<T>(
  session: Session,
  work: (session: StagingSession) => Promise<T>,
): Promise<T> {
  await session.execute('begin isolation level repeatable read')
  try {
    const result = await work(new SnapshotSession(session))
    await commit(session)
    return result
  } catch (error) {
    await rollBack(session, error)
    throw error
  }
}

/** Statements in an open transaction, each with a savepoint. */
export class SnapshotSession implements StagingSession {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  async query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<QueryResult<Row>> {
    return await this.transaction(session => session.query<Row>(sql, values, options))
  }

  async execute(sql: string, options?: StatementOptions): Promise<readonly (number | null)[]> {
    return await this.transaction(session => session.execute(sql, options))
  }

  async copyIn(
    request: CopyRequest,
    options?: StatementOptions,
  ): Promise<{ readonly rows: number }> {
    return await this.transaction(session => session.copyIn(request, options))
  }

  async introspect(schemas: readonly string[], names?: readonly string[]): Promise<Introspection> {
    return await introspect(this, schemas, names)
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    await this.#session.execute('savepoint model_step')
    try {
      const result = await work(this.#session)
      await this.#session.execute('release savepoint model_step')
      return result
    } catch (error) {
      await this.#undo(error)
      throw error
    }
  }

  /** Keeps the error that was the cause: the connection may be gone, and everything with it. */
  async #undo(cause: unknown): Promise<void> {
    try {
      await this.#session.execute('rollback to savepoint model_step; release savepoint model_step')
    } catch (error) {
      if (cause instanceof Error && cause.cause === undefined) cause.cause = error
    }
  }
}
