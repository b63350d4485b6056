/** `not_null`: the failing rows are those whose column is NULL. No arguments. */
import { type BuiltInTest, rowsWhere } from './test-call.ts'

/** See the head of this file. */
export const notNull: BuiltInTest = {
  name: 'not_null',
  parts: call => rowsWhere(call, `${call.column} is null`),
}
