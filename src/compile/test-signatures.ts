/** What the built-in tests take. checks/ writes their SQL; here a declaration is checked before anything runs. */

/** The arguments of one built-in test. */
export interface TestSignature {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** At least one of these must be given. */
  readonly anyOf?: readonly string[]
  /** Arguments that name a model, seed or source. */
  readonly references: readonly string[]
  readonly column: 'required' | 'optional' | 'none'
}

const onColumn = (
  required: readonly string[] = [],
  optional: readonly string[] = [],
): TestSignature => ({ required, optional, references: [], column: 'required' })

/** By the name that users write. */
export const BUILT_IN_TESTS: Readonly<Record<string, TestSignature>> = {
  unique: onColumn(),
  not_null: onColumn(),
  accepted_values: onColumn(['values'], ['quote']),
  relationships: { ...onColumn(['to', 'field']), references: ['to'] },
  unique_combination: { required: ['columns'], optional: [], references: [], column: 'none' },
  expression_is_true: {
    required: ['expression'],
    optional: [],
    references: [],
    column: 'optional',
  },
  accepted_range: { ...onColumn([], ['min', 'max', 'inclusive']), anyOf: ['min', 'max'] },
  matches: onColumn(['pattern']),
  row_count: {
    required: [],
    optional: ['min', 'max', 'equals', 'compare'],
    anyOf: ['min', 'max', 'equals', 'compare'],
    references: ['compare'],
    column: 'none',
  },
  equal_rows: {
    required: ['compare'],
    optional: ['columns'],
    references: ['compare'],
    column: 'none',
  },
  sums_match: {
    required: ['to'],
    optional: ['columns', 'field', 'fields', 'group_by', 'tolerance'],
    references: ['to'],
    column: 'optional',
  },
  recency: onColumn(['period', 'count']),
}
