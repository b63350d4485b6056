/** Code frames as people see them. */
import { describe, expect, test } from 'vitest'
import { codeFrame } from '../../src/errors/code-frame.ts'

const file = 'models/orders.sql'
const frame = (text: string, line: number, column: number, length?: number) =>
  codeFrame(text, { file, line, column, ...(length !== undefined && { length }) })

describe('codeFrame()', () => {
  test('shows the line between its neighbours with a caret under the place', () => {
    expect(frame('select *\nfrom {{ref "ordrs"}}\nwhere true\n', 2, 6, 15)).toBe(`  1 | select *
> 2 | from {{ref "ordrs"}}
    |      ^^^^^^^^^^^^^^^
  3 | where true`)
  })

  test('leaves out neighbours that do not exist', () => {
    expect(frame('select 1', 1, 8)).toBe('> 1 | select 1\n    |        ^')
  })

  test('aligns numbers of different length', () => {
    const text = Array.from({ length: 10 }, (_, i) => `line ${i + 1}`).join('\n')
    expect(frame(text, 9, 1, 4)).toBe(`   8 | line 8
>  9 | line 9
     | ^^^^
  10 | line 10`)
  })

  test('puts the caret at the end of a line for a place behind it', () => {
    expect(frame('select', 1, 99)).toBe('> 1 | select\n    |       ^')
  })

  test('keeps tabs before the caret', () => {
    expect(frame('\tselect\tx', 1, 9)).toBe('> 1 | \tselect\tx\n    | \t      \t^')
  })

  test('counts wide letters and emoji as two columns, combining marks as none', () => {
    expect(frame('select 名前, x', 1, 12)).toBe('> 1 | select 名前, x\n    |              ^')
    expect(frame("'😀' x", 1, 6)).toBe("> 1 | '😀' x\n    |      ^")
    expect(frame('e\u0301 x', 1, 4)).toBe('> 1 | e\u0301 x\n    |   ^')
  })

  test('reads Windows line ends', () => {
    expect(frame('a\r\nb\r\nc', 2, 1)).toBe('  1 | a\n> 2 | b\n    | ^\n  3 | c')
  })

  test('cuts a long line around the caret', () => {
    const line = `${'a'.repeat(300)}X${'b'.repeat(300)}`
    const [shown, caret] = frame(line, 1, 301).split('\n')
    expect(shown!.length).toBeLessThanOrEqual(108)
    expect(shown![caret!.indexOf('^')]).toBe('X')
    expect(shown).toMatch(/\| …a+Xb+…$/)
  })

  test('is empty when the text has no such line', () => {
    expect(frame('select 1', 7, 1)).toBe('')
  })
})
