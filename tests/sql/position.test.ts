import { describe, expect, it } from 'vitest'
import {
  codeFrame,
  indexLines,
  offsetAt,
  offsetOfCharacter,
  positionAt,
} from '../../src/sql/position.ts'

const TEXT = 'ab\r\n\ncd\nthe end'

describe('positionAt()', () => {
  it.each([
    [0, 1, 1],
    [3, 1, 4],
    [4, 2, 1],
    [5, 3, 1],
    [7, 3, 3],
    [8, 4, 1],
    [15, 4, 8],
  ])('puts offset %i at line %i, column %i, and offsetAt() back', (offset, line, column) => {
    const lines = indexLines(TEXT)
    expect(positionAt(lines, offset)).toEqual({ line, column })
    expect(offsetAt(lines, { line, column })).toBe(offset)
  })
})

describe('offsetOfCharacter()', () => {
  it('counts characters beyond the basic plane as one', () => {
    expect(offsetOfCharacter('a🙂b', 3)).toBe(3)
    expect(offsetOfCharacter('abc', 99)).toBe(3)
  })
})

describe('codeFrame()', () => {
  it('marks the text beneath its line, keeping tabs', () => {
    expect(codeFrame('select\n\tfoo,\n  bar\nfrom x', { line: 2, column: 2, length: 3 })).toBe(
      ['  1 | select', '> 2 | \tfoo,', '    | \t^^^', '  3 |   bar'].join('\n'),
    )
  })

  it('marks no further than the line goes', () => {
    expect(codeFrame('ab', { line: 1, column: 2, length: 50 })).toBe('> 1 | ab\n    |  ^')
  })
})
