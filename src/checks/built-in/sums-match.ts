/**
 * `sums_match`: the sum of the column (or of each of `columns`) equals the sum of the same column of `to`, or of `field`
 * (`fields`) there, within `tolerance` (absolute, default 0); per `group_by`, columns that both relations have. A sum
 * over nothing is 0, NULL is a group like any other. `where` filters the tested relation alone. Failures are the sums
 * that differ, one row per column and group.
 */
import { quoteIdentifier, quoteLiteral } from '../../sql/relation.ts'
import type { ArgumentReader } from '../arguments.ts'
import { type BuiltInTest, type TestCall, whereClause } from './test-call.ts'

/** See the head of this file. */
export const sumsMatch: BuiltInTest = {
  name: 'sums_match',
  parts: call => {
    const given = call.arguments
    const columns = call.column === '' ? quoted(given, 'columns') : [call.column]
    const fields = fieldsOf(given, columns)
    if (fields.length !== columns.length) throw given.wrong('fields', 'as many as `columns`')
    return {
      rows: columns.map((column, i) => difference(call, column, fields[i]!)).join('\nunion all\n'),
    }
  },
}

const quoted = (given: ArgumentReader, name: string): readonly string[] =>
  given.texts(name).map(quoteIdentifier)

function fieldsOf(given: ArgumentReader, columns: readonly string[]): readonly string[] {
  if (given.has('field')) return [quoteIdentifier(given.text('field'))]
  return given.has('fields') ? quoted(given, 'fields') : columns
}

/** Both sides are summed first and then added up per group: a full join cannot match NULL groups. */
function difference(call: TestCall, column: string, field: string): string {
  const given = call.arguments
  const keys = given.has('group_by') ? quoted(given, 'group_by') : []
  const listed = keys.map(key => `${key}, `).join('')
  const grouped = keys.length === 0 ? '' : `\ngroup by ${keys.join(', ')}`
  const other = call.context.relation(given.reference('to'))
  const tolerance = given.has('tolerance') ? given.number('tolerance') : 0
  return `select ${quoteLiteral(column)} as summed, ${listed}sum(tested_sum) as tested_sum, sum(compared_sum) as compared_sum
from (
select ${listed}coalesce(sum(${column}), 0) as tested_sum, 0 as compared_sum
from ${call.from}${whereClause(call.where)}${grouped}
union all
select ${listed}0 as tested_sum, coalesce(sum(${field}), 0) as compared_sum
from ${other} as compared${grouped}
) as sums${grouped}
having not abs(sum(tested_sum) - sum(compared_sum)) <= ${tolerance}`
}
