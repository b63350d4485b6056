/**
 * `recency`: the newest value of the column is at most `count` `period`s older than the run's as_of. Without rows (or
 * with NULLs alone) nothing is recent and the test fails. Times without a zone are read as UTC. One failure: one row
 * with the newest value and the oldest that would pass.
 */
import { quoteLiteral } from '../../sql/relation.ts'
import { type BuiltInTest, whereClause } from './test-call.ts'

const milliseconds = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const

const periods = Object.keys(milliseconds) as (keyof typeof milliseconds)[]

/** See the head of this file. The bound is an untyped literal: the engine reads it in the column's own type. */
export const recency: BuiltInTest = {
  name: 'recency',
  parts: ({ from, where, column, arguments: given, context }) => {
    const age = given.number('count') * milliseconds[given.word('period', periods)]
    const oldest = quoteLiteral(new Date(Date.parse(context.asOf) - age).toISOString())
    const old = `max(${column}) is null or max(${column}) < ${oldest}`
    return {
      rows: `select max(${column}) as newest, ${oldest} as oldest_accepted\nfrom ${from}${whereClause(where)}\nhaving ${old}`,
      count: { expression: `case when ${old} then 1 else 0 end`, exact: true },
    }
  },
}
