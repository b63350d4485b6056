/** Checks as data: what a test node turns into before anything is asked of a database. */
import type { TestNode } from '../compile/manifest.ts'

/** One check, ready to run. */
export interface CheckQuery {
  /** Id of the test node. */
  readonly id: string
  /** SELECT that returns the failing rows (or groups), with `where` and `limit` applied. */
  readonly sql: string
  /** The most failures that are counted, as `limit` says. */
  readonly limit?: number
  /**
   * For checks on one relation: an expression that counts the failures in one scan of the relation, such as
   * `count(*) filter (where "id" is null)`; checks of a relation that have one run as a single statement.
   */
  readonly scan?: {
    /** As it stands after FROM: `"s"."t" as "t"`. */
    readonly relation: string
    readonly where?: string
    readonly expression: string
    /** False: zero means that nothing fails, and any other value that the failing rows have to be counted. */
    readonly exact: boolean
  }
}

/** What the SQL of a check depends on: everything that is not in the test's own node. */
export interface CheckContext {
  /**
   * A node's relation as SQL text: its stage or its published relation; for an ephemeral its SELECT in parentheses.
   * An alias follows it.
   */
  readonly relation: (id: string) => string
  /** Names of a node's columns, when they are known. */
  readonly columnsOf?: (id: string) => readonly string[] | undefined
  /** The run's as_of, ISO. */
  readonly asOf: string
  /** Renders text that the user wrote in a schema file (`where`, `expression`) and that may hold mustaches. */
  readonly renderText: (text: string) => string
  /** Renders a singular test, or a generic one of the user; `model` is what `{{model}}` becomes. */
  readonly renderTest: (test: TestNode, model: string | undefined) => string
  /** A condition: does the text match the regular expression (a quoted literal)? Default: POSIX, `~`. */
  readonly matchesPattern?: (text: string, pattern: string) => string
}

/** One statement that counts the failures of one check or of several. */
export interface CheckStatement {
  /** `scan`: all on one relation, in one pass over it; `alone`: one check; `united`: several scans. */
  readonly kind: 'scan' | 'alone' | 'united'
  readonly checks: readonly CheckQuery[]
  /** Returns one row; `c0`, `c1`, ... are the counts in the order of `checks`. Where united, a row for each `part`. */
  readonly sql: string
  /** What is united, in the order of `part`; empty else. */
  readonly parts: readonly CheckStatement[]
}

/** What a check found, before severity has its say. */
export interface CheckOutcome {
  readonly id: string
  readonly sql: string
  /** Null when the statement failed. */
  readonly failures: number | null
  /** At most five failing rows. */
  readonly sample: readonly Record<string, unknown>[]
  readonly error?: Error
  readonly startedAt: string
  /** Milliseconds; its share where checks ran as one statement. */
  readonly duration: number
}

/** What the counts mean under severity, warn_if and error_if. */
export interface Verdict {
  readonly status: 'pass' | 'warn' | 'fail'
  readonly failures: number
}
