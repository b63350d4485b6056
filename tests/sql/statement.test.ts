import { describe, expect, it } from 'vitest'
import { definitionText } from '../../src/sql/definition-tokens.ts'
import { cteInsertion, secondStatement, withoutTrailingSemicolon } from '../../src/sql/statement.ts'

describe('cteInsertion()', () => {
  it.each([
    ['select 1', '|select 1', false],
    ['-- hi\nselect 1', '-- hi\n|select 1', false],
    ['with a as (select 1) select 2', 'with| a as (select 1) select 2', true],
    ['/* x */ WITH /* y */ Recursive a as', '/* x */ WITH /* y */ Recursive| a as', true],
    ['withal', '|withal', false],
    ['"with" x', '|"with" x', false],
  ])('finds the point in %s', (sql, marked, merges) => {
    const found = cteInsertion(sql)
    expect(`${sql.slice(0, found.offset)}|${sql.slice(found.offset)}`).toBe(marked)
    expect(found.merges).toBe(merges)
  })
})

describe('withoutTrailingSemicolon()', () => {
  it.each([
    ['select 1;', 'select 1 '],
    ['select 1; ; -- done;', 'select 1    -- done;'],
    ["select ';'", "select ';'"],
    ['select 1 -- ;', 'select 1 -- ;'],
    ['select 1; select 2', 'select 1; select 2'],
  ])('makes of %s: %s', (sql, expected) => expect(withoutTrailingSemicolon(sql)).toBe(expected))
})

describe('secondStatement()', () => {
  it.each([
    ['select 1', undefined],
    ['select 1; -- x', undefined],
    ["select ';' ;", undefined],
    ['select 1; select 2', 10],
  ])('finds the second of %s', (sql, offset) => expect(secondStatement(sql)).toBe(offset))
})

describe('definitionText()', () => {
  const same: readonly (readonly [string, string])[] = [
    ['select 1', 'SELECT   1 ;'],
    ['select a, b', '-- first\nselect\n  A,B /* second */'],
    ['select a.b', 'select a . b'],
    ['select $$x$$', 'select\t$$x$$'],
  ]
  it.each(same)('is the same for %s and %s', (a, b) => {
    expect(definitionText(a)).toBe(definitionText(b))
  })

  const different: readonly (readonly [string, string])[] = [
    ['select 1', 'select 2'],
    ["select 'a'", "select 'A'"],
    ['select "a"', 'select "A"'],
    ["select 'a b'", "select 'a  b'"],
    ['select ab', 'select a b'],
    ["select U&'a'", "select U & 'a'"],
    ["select '-- x'", "select '-- y'"],
    ['select $$-- x$$', 'select $$-- y$$'],
  ]
  it.each(different)('differs for %s and %s', (a, b) => {
    expect(definitionText(a)).not.toBe(definitionText(b))
  })
})
