/**
 * `matches`: the column, as text, matches the regular expression `pattern` (POSIX; anywhere in the text, so anchor it
 * with ^ and $). NULL passes.
 */
import { quoteLiteral } from '../../sql/relation.ts'
import { type BuiltInTest, rowsWhere } from './test-call.ts'

const posix = (text: string, pattern: string) => `${text} ~ ${pattern}`

/** See the head of this file. */
export const matches: BuiltInTest = {
  name: 'matches',
  parts: call => {
    const match = call.context.matchesPattern ?? posix
    const text = `cast(${call.column} as varchar)`
    return rowsWhere(call, `not (${match(text, quoteLiteral(call.arguments.text('pattern')))})`)
  },
}
