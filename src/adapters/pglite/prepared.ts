/**
 * Statements for others on the engine's one session: each waits for its turn no longer than its time limit and is a
 * transaction of its own. What runs is not cut: that would end the engine for everybody.
 */
import type { Answer, Asker, PreparedSession, PreparedStatement, Session } from '../adapter.ts'
import { BusyError, CancelledError } from '../database-error.ts'
import { EXPLAIN, writtenTables } from '../postgres/written-tables.ts'
import type { EmbeddedAdapter } from './embedded-adapter.ts'

/** The part of an adapter that it asks; which process has the engine makes no difference. */
type Engine = Pick<EmbeddedAdapter, 'describe' | 'transaction'>

export class EmbeddedPreparedSession implements PreparedSession {
  readonly #engine: Engine
  readonly #timeout: number

  constructor(engine: Engine, timeout: number) {
    this.#engine = engine
    this.#timeout = timeout
  }

  async describe(sql: string): Promise<Answer['columns']> {
    return await this.#engine.describe(sql)
  }

  async written(sql: string, values: number): ReturnType<PreparedSession['written']> {
    const nothing = Array.from({ length: values }, () => null)
    const { rows } = await this.#engine.transaction(session =>
      session.query(EXPLAIN + sql, nothing),
    )
    return writtenTables(rows[0]!)
  }

  async run(
    { sql, writes }: PreparedStatement,
    values: readonly (string | null)[],
    asker?: Asker,
  ): Promise<Answer> {
    const waiting = new AbortController()
    const leave = (): void => waiting.abort()
    const timer = setTimeout(leave, this.#timeout)
    if (asker?.isGone) leave()
    else if (asker) asker.onGone = leave
    let begun = false
    try {
      return await this.#engine.transaction(
        async session => {
          begun = true
          clearTimeout(timer)
          if (!writes) await session.execute('set transaction read only')
          return await ask(session, sql, values)
        },
        { signal: waiting.signal },
      )
    } catch (error) {
      const gaveUp = error instanceof CancelledError && !begun && !asker?.isGone
      throw gaveUp ? new BusyError(`waited for ${this.#timeout} ms`, { cause: error }) : error
    } finally {
      clearTimeout(timer)
      if (asker) asker.onGone = undefined
    }
  }

  async close(): Promise<void> {}
}

async function ask(
  session: Session,
  sql: string,
  values: readonly (string | null)[],
): Promise<Answer> {
  const { columns, rows, rowCount } = await session.query(sql, values, { jsonAsText: true })
  return { columns, rowCount, rows: rows.map(row => columns.map(({ name }) => row[name])) }
}
