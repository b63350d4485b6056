/**
 * `expression_is_true`: `expression` (SQL text) holds for every row. On a column the expression follows the column's
 * name: `expression: '>= 0'`. A row for which it is NULL passes, as in SQL's own check constraints.
 */
import { type BuiltInTest, parenthesize, rowsWhere } from './test-call.ts'

/** See the head of this file. */
export const expressionIsTrue: BuiltInTest = {
  name: 'expression_is_true',
  parts: call => {
    const expression = call.context.renderText(call.arguments.text('expression'))
    return rowsWhere(call, `not ${parenthesize(`${call.column} ${expression}`.trim())}`)
  },
}
