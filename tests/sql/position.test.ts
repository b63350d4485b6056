import { describe, expect, it } from 'vitest'
import { indexLines, offsetAt, offsetOfCharacter, positionAt } from '../../src/sql/position.ts'

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
