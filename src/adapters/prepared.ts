/** Statements that are asked often and by many, such as those of endpoints: prepared once, with a time limit. */
import type { RelationName } from '../sql/relation.ts'

/** A statement that is asked often, each time with other values. */
export interface PreparedStatement {
  /** Names it on each connection; statements of one name are equal. */
  readonly name: string
  readonly sql: string
  /** False: it runs where nothing can be written. */
  readonly writes: boolean
}

/**
 * Whoever waits for an answer and may leave before it is there. Simpler than a signal, which costs a busy server a tenth of
 * its work: one listener at most, set by who works and taken away after.
 */
export interface Asker {
  readonly isGone: boolean
  onGone: (() => void) | undefined
}

/** Rows in the order of their columns. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number | null
}

/**
 * Statements for others, beside all other work of the tool: each prepared once, one at a time its own transaction, with a
 * time limit. Values are as {@link Session.query} has them, but json is text.
 */
export interface PreparedSession {
  /** What a statement would answer; it is not executed. */
  describe(sql: string): Promise<Answer['columns']>
  /** The tables that a statement writes by itself, as the engine plans it; it is not executed. */
  written(sql: string, values: number): Promise<readonly RelationName[]>
  /**
   * @throws BusyError when it could not begin within the time limit; CancelledError when it took longer where the engine
   * can cut it, or when the asker left.
   */
  run(
    statement: PreparedStatement,
    values: readonly (string | null)[],
    asker?: Asker,
  ): Promise<Answer>
  close(): Promise<void>
}

export interface PreparedSettings {
  /** Statements at the same time, where the engine can. */
  readonly connections: number
  /** Milliseconds for a statement; where the engine cuts none, for its wait. */
  readonly timeout: number
}
