/** How an error code is declared: a title for the reference page, and the sentence it writes from its fields. */

/** One entry of a code table. `F` are the facts that the sentence needs. */
export interface ErrorDefinition<F> {
  /** A few words for the reference page. */
  readonly title: string
  /** What was found, what was expected. One sentence, no final newline. */
  readonly message: (fields: F) => string
  /** What to change; shown below the message. */
  readonly hint?: (fields: F) => string | undefined
  /** A paragraph for docs/errors.md: when it happens and what to do. */
  readonly help: string
}

/** Declares one code; exists so that `F` is checked where the table is written. */
export function define<F>(definition: ErrorDefinition<F>): ErrorDefinition<F> {
  return definition
}
