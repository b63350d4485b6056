/**
 * `equal_rows`: the relation holds the same rows as `compare`, each as often, in any order; NULLs are equal. Compared
 * are `columns`, or all columns of the tested relation by name. Failures are the rows that one has more often than the
 * other. `where` filters the tested relation alone.
 */
import { quoteIdentifier } from '../../sql/relation.ts'
import { type BuiltInTest, whereClause } from './test-call.ts'

/** See the head of this file. Where the columns are not known they are compared by position. */
export const equalRows: BuiltInTest = {
  name: 'equal_rows',
  parts: ({ from, where, columns: known, arguments: given, context }) => {
    const names = given.has('columns') ? given.texts('columns') : known
    const columns = names?.map(quoteIdentifier).join(', ') ?? '*'
    const tested = `select ${columns} from ${from}${whereClause(where)}`
    const other = `select ${columns} from ${context.relation(given.reference('compare'))} as compared`
    return {
      rows: `select 'only here' as found, here.*
from (${tested}\nexcept all\n${other}) as here
union all
select 'only in compare' as found, there.*
from (${other}\nexcept all\n${tested}) as there`,
    }
  },
}
