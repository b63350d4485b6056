/**
 * `row_count`: the number of rows is at least `min`, at most `max`, exactly `equals`, or the same as that of the
 * relation `compare`; any of them together. `where` filters the tested relation alone. One failure: one row that says
 * what was counted.
 */
import { type BuiltInTest, type TestCall, type TestParts, whereClause } from './test-call.ts'

const comparisons = [
  ['min', '<'],
  ['max', '>'],
  ['equals', '<>'],
] as const

/** See the head of this file. */
export const rowCount: BuiltInTest = {
  name: 'row_count',
  parts: call => {
    const given = call.arguments
    const wrong = comparisons
      .filter(([name]) => given.has(name))
      .map(([name, operator]) => `${operator} ${given.number(name)}`)
    if (given.has('compare')) return compared(call, wrong)
    const condition = (count: string) => wrong.map(other => `${count} ${other}`).join(' or ')
    return {
      rows: `select count(*) as row_count\nfrom ${call.from}${whereClause(call.where)}\nhaving ${condition('count(*)')}`,
      count: { expression: `case when ${condition('count(*)')} then 1 else 0 end`, exact: true },
    }
  },
}

function compared(call: TestCall, wrong: readonly string[]): TestParts {
  const other = call.context.relation(call.arguments.reference('compare'))
  const conditions = ['<> compared.row_count', ...wrong].map(text => `tested.row_count ${text}`)
  return {
    rows: `select tested.row_count, compared.row_count as compared_row_count
from (select count(*) as row_count from ${call.from}${whereClause(call.where)}) as tested
cross join (select count(*) as row_count from ${other} as other) as compared
where ${conditions.join(' or ')}`,
  }
}
