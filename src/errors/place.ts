/** Where in a user's file something is. Pure; knows nothing of how it is printed. */

/** A place in a file that a person wrote. */
export interface Place {
  /** Path relative to the project's root, with forward slashes. */
  readonly file: string
  /** First line is 1. */
  readonly line: number
  /** First column is 1; counts UTF-16 code units. */
  readonly column: number
  /** Length of the marked text on that line, in UTF-16 code units. */
  readonly length?: number
}
