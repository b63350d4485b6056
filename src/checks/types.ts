/** Checks as data: what a test node turns into before anything is asked of a database. */

/** One check, ready to run. */
export interface CheckQuery {
  /** Id of the test node. */
  readonly id: string
  /** SELECT that returns the failing rows (or groups), with `where` and `limit` applied. */
  readonly sql: string
  /**
   * For checks on one relation: an expression that counts the failures in one scan of the relation, such as
   * `count(*) filter (where "id" is null)`; checks of a relation that have one run as a single statement.
   */
  readonly scan?: {
    readonly relation: string
    readonly where?: string
    readonly expression: string
  }
}

/** What the counts mean under severity, warn_if and error_if. */
export interface Verdict {
  readonly status: 'pass' | 'warn' | 'fail'
  readonly failures: number
}
