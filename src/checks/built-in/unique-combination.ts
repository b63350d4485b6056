/**
 * `unique_combination`: no combination of `columns` occurs twice. NULL counts as a value here, so two rows that are NULL
 * in the same places are duplicates. Failures are the repeated combinations.
 */
import { quoteIdentifier } from '../../sql/relation.ts'
import { type BuiltInTest, whereClause } from './test-call.ts'

/** See the head of this file. It runs alone: distinct row values in a scan sort up to five times slower than groups. */
export const uniqueCombination: BuiltInTest = {
  name: 'unique_combination',
  parts: ({ from, where, arguments: given }) => {
    const columns = given.texts('columns').map(quoteIdentifier).join(', ')
    return {
      rows: `select ${columns}, count(*) as n_records
from ${from}${whereClause(where)}
group by ${columns}
having count(*) > 1`,
    }
  },
}
