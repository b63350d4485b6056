/** Which types hold the values of which others unchanged, and which columns stand in the way. */
import { expect, test } from 'vitest'
import { holds, misfit, newColumns } from '../../../src/adapters/postgres/column-fit.ts'

test.each([
  ['integer', 'integer', true],
  ['bigint', 'integer', true],
  ['integer', 'bigint', false],
  ['numeric', 'bigint', true],
  ['numeric(18,2)', 'bigint', false],
  ['double precision', 'real', true],
  ['double precision', 'integer', false],
  ['text', 'character varying(20)', true],
  ['character varying', 'text', true],
  ['character varying(20)', 'text', false],
  ['character varying(20)', 'character varying(10)', true],
  ['character varying(10)', 'character varying(20)', false],
  ['text', 'character(3)', false],
  ['numeric', 'numeric(18,2)', true],
  ['numeric(18,2)', 'numeric', false],
  ['numeric(18,4)', 'numeric(16,2)', true],
  ['numeric(18,4)', 'numeric(18,2)', false],
  ['numeric(5)', 'numeric(5,0)', true],
  ['timestamp with time zone', 'timestamp without time zone', false],
  ['date', 'timestamp without time zone', false],
  ['text[]', 'character varying[]', false],
  ['app.mood', 'app.mood', true],
  ['app.mood', 'text', false],
])('holds() a column of %s takes the values of %s: %s', (type, other, expected) => {
  expect(holds(type, other)).toBe(expected)
})

const table = (...columns: readonly (readonly [string, string, boolean?])[]) => ({
  columns: columns.map(([name, type, generated = false]) => ({
    name,
    type,
    generated,
    notNull: false,
    collation: null,
  })),
})

test('misfit() names the first column that is gone, retyped or generated, and newColumns() those to add', () => {
  const final = table(['a', 'integer'], ['b', 'text'], ['g', 'integer', true])
  expect(misfit(final, table(['b', 'text'], ['a', 'smallint'], ['c', 'date']))).toBeUndefined()
  expect(newColumns(final, table(['a', 'integer'], ['c', 'date']))).toMatchObject([{ name: 'c' }])
  expect(misfit(final, table(['a', 'integer']))).toMatchObject({ column: 'b' })
  expect(misfit(final, table(['a', 'bigint'], ['b', 'text']))).toEqual({
    column: 'a',
    problem: 'it is integer in the published table and bigint now',
  })
  expect(misfit(final, table(['a', 'integer'], ['b', 'text'], ['g', 'integer']))).toMatchObject({
    column: 'g',
  })
})
