/**
 * `accepted_values`: the column holds only `values`. NULL is accepted. Values are compared as literals; with
 * `quote: false` texts are sent as SQL. As in dbt the failures are the distinct values that are not in the list.
 */
import { quoteLiteral } from '../../sql/relation.ts'
import { type BuiltInTest, whereClause } from './test-call.ts'

/**
 * See the head of this file. Numbers are quoted too (as in dbt): a quoted number fits text and number columns. The
 * scan counts rows, not values: a distinct count would keep the whole scan from running in parallel.
 */
export const acceptedValues: BuiltInTest = {
  name: 'accepted_values',
  parts: ({ from, column, where, arguments: given }) => {
    const values = given.scalars('values').map(String)
    const text = values.map(given.boolean('quote', true) ? quoteLiteral : text => text)
    const unexpected = `${column} not in (${text.join(', ')})`
    return {
      rows: `select ${column}, count(*) as n_records
from ${from}${whereClause(where, unexpected)}
group by ${column}`,
      count: { expression: `count(*) filter (where ${unexpected})`, exact: false },
    }
  },
}
