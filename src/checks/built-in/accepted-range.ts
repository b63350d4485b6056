/**
 * `accepted_range`: the column lies between `min` and `max` (either may be absent), including them unless
 * `inclusive: false`. NULL passes. A bound is a number, a date or time (`'2024-01-01'`), or any other text as an SQL
 * expression over the row, such as another column.
 */
import { quoteLiteral } from '../../sql/relation.ts'
import { type BuiltInTest, parenthesize, rowsWhere, type TestCall } from './test-call.ts'

const dateOrTime = /^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-][\d:]+)?)?$/

/** See the head of this file. */
export const acceptedRange: BuiltInTest = {
  name: 'accepted_range',
  parts: call => {
    const given = call.arguments
    const equal = given.boolean('inclusive', true) ? '' : '='
    const outside: string[] = []
    if (given.has('min')) outside.push(`${call.column} <${equal} ${bound(call, 'min')}`)
    if (given.has('max')) outside.push(`${call.column} >${equal} ${bound(call, 'max')}`)
    return rowsWhere(call, outside.join(' or '))
  },
}

/** A date without quotes would be arithmetic in SQL (2024-01-01 is 2022), so it is quoted. */
function bound(call: TestCall, name: 'min' | 'max'): string {
  const value = call.arguments.numberOrText(name)
  if (typeof value === 'number') return String(value)
  const text = call.context.renderText(value).trim()
  return dateOrTime.test(text) ? quoteLiteral(text) : parenthesize(text)
}
