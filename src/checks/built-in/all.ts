/** The built-in tests by name. A new one is a file of this folder and a line here. */
import { acceptedRange } from './accepted-range.ts'
import { acceptedValues } from './accepted-values.ts'
import { equalRows } from './equal-rows.ts'
import { expressionIsTrue } from './expression-is-true.ts'
import { matches } from './matches.ts'
import { notNull } from './not-null.ts'
import { recency } from './recency.ts'
import { relationships } from './relationships.ts'
import { rowCount } from './row-count.ts'
import { sumsMatch } from './sums-match.ts'
import type { BuiltInTest } from './test-call.ts'
import { unique } from './unique.ts'
import { uniqueCombination } from './unique-combination.ts'

/** Every built-in generic test by the name that users write. */
export const BUILT_IN_TESTS: ReadonlyMap<string, BuiltInTest> = new Map(
  [
    unique,
    notNull,
    acceptedValues,
    relationships,
    uniqueCombination,
    expressionIsTrue,
    acceptedRange,
    matches,
    rowCount,
    equalRows,
    sumsMatch,
    recency,
  ].map(test => [test.name, test]),
)
