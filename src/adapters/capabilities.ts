/** What engines can and cannot do: named flags, each with what follows from it. Looked up; never a name compared. */

export interface Capability {
  readonly supported: boolean
  /** Why, in a sentence for people. */
  readonly reason: string
}

export interface Capabilities {
  /** The database belongs to the project's folder: nobody reads it but its people. */
  readonly embedded: Capability
  /** DDL takes part in transactions, so a whole run can be published at one moment. */
  readonly transactionalDdl: Capability
  /** A running statement can be cancelled without losing the session. */
  readonly cancelStatement: Capability
  /** More than one statement at a time. */
  readonly parallelStatements: Capability
  /** The server enforces a statement's time limit. */
  readonly statementTimeout: Capability
  /** Other sessions may hold locks, so a publication has to give way. */
  readonly concurrentReaders: Capability
  /** All stages of a run can be built in one transaction that sees one moment (`consistency: snapshot`). */
  readonly snapshotRuns: Capability
  readonly grants: Capability
  readonly comments: Capability
}
