/**
 * `relationships`: every value of the column occurs in `field` of `to`. NULL needs no parent. Failures are the child
 * rows without one; `where` filters the children.
 */
import { quoteIdentifier } from '../../sql/relation.ts'
import { type BuiltInTest, whereClause } from './test-call.ts'

/** See the head of this file. `where` is applied where only the child is in sight, so that its columns need no prefix. */
export const relationships: BuiltInTest = {
  name: 'relationships',
  parts: ({ from, column, where, arguments: given, context }) => {
    const parent = context.relation(given.reference('to'))
    const field = quoteIdentifier(given.text('field'))
    return {
      rows: `select child.*
from (
  select *
  from ${from}${whereClause(where, `${column} is not null`)}
) as child
where not exists (
  select 1
  from ${parent} as parent
  where parent.${field} = child.${column}
)`,
    }
  },
}
