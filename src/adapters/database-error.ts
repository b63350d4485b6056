/** A database's complaint in one form for all engines, before it becomes a ModelError with a place. */

export interface DatabaseErrorFields {
  /** SQLSTATE, when there is one. */
  readonly code: string | undefined
  readonly detail: string | undefined
  readonly hint: string | undefined
  /** Offset into the statement's text in UTF-16 code units, 0-based, when the engine says where. */
  readonly offset: number | undefined
  /** What the engine was at: `COPY orders, line 5, column amount: "x"`. */
  readonly where?: string | undefined
  readonly sql: string
}

/** Thrown by adapters for every statement that fails. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly fields: DatabaseErrorFields

  constructor(message: string, fields: DatabaseErrorFields, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.fields = fields
  }
}

/** The statement was cancelled (Ctrl-C, fail-fast, time limit). */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
}

/** The engine was busy with others for longer than the statement may wait; it was not begun. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
}
