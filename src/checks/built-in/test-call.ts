/** What the SQL of a built-in test is written from: relation, column and arguments, already text or checked values. */
import type { ArgumentReader } from '../arguments.ts'
import type { CheckContext } from '../types.ts'

/** One use of a built-in test. */
export interface TestCall {
  /** The tested relation with its alias, as it stands after FROM. */
  readonly from: string
  /** Rendered `where`. */
  readonly where: string | undefined
  /** The tested column, quoted; '' for tests on a relation. */
  readonly column: string
  /** Names of the tested relation's columns, when known. */
  readonly columns: readonly string[] | undefined
  readonly arguments: ArgumentReader
  readonly context: CheckContext
}

/** What a built-in test turns a call into. */
export interface TestParts {
  /** SELECT of the failing rows or groups, with `where` applied. */
  readonly rows: string
  /**
   * An aggregate that counts the failures in a scan of the tested relation (the rows that `where` keeps); absent: it
   * reads other relations too, or groups.
   */
  readonly count?: { readonly expression: string; readonly exact: boolean }
}

/** A built-in generic test; compile/test-signatures.ts says which arguments it takes and holds users to it. */
export interface BuiltInTest {
  readonly name: string
  readonly parts: (call: TestCall) => TestParts
}

/** `where (a) and (b)`, or nothing; each condition on its own lines, so that a comment in it ends there. */
export function whereClause(...conditions: readonly (string | undefined)[]): string {
  const present = conditions.filter(condition => condition !== undefined)
  if (present.length === 0) return ''
  return `\nwhere ${present.map(parenthesize).join('\n  and ')}`
}

/** Text of the user in parentheses; a line comment at its end does not swallow the closing one. */
export function parenthesize(text: string): string {
  return text.includes('--') ? `(${text}\n)` : `(${text})`
}

/** Failing rows are the rows for which a condition is true, counted in the scan. */
export function rowsWhere(call: TestCall, condition: string): TestParts {
  return {
    rows: `select *\nfrom ${call.from}${whereClause(call.where, condition)}`,
    count: { expression: `count(*) filter (where ${parenthesize(condition)})`, exact: true },
  }
}
