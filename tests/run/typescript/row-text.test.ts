/** Values as the CSV text of a bulk load; tests/contract/cases/scripts.ts loads them. */
import { describe, expect, it } from 'vitest'
import { rowWriter, UnstorableError } from '../../../src/run/typescript/row-text.ts'

const CASES: readonly (readonly [type: string, value: unknown, text: string])[] = [
  ['text', null, ''],
  ['text', undefined, ''],
  ['text', '', '""'],
  ['text', 'plain', 'plain'],
  ['text', 'a,b', '"a,b"'],
  ['text', 'say "x"', '"say ""x"""'],
  ['text', ' edge', '" edge"'],
  ['text', '\\.', '"\\."'],
  ['text', 'a\r\nb', '"a\r\nb"'],
  ['text', 'Zoë 😀', 'Zoë 😀'],
  ['text', { a: 1 }, '"{""a"":1}"'],
  ['bigint', 9007199254740993n, '9007199254740993'],
  ['numeric', 1e21, '1e+21'],
  ['double precision', Number.NaN, 'NaN'],
  ['double precision', Number.NEGATIVE_INFINITY, '-Infinity'],
  ['boolean', false, 'false'],
  ['timestamptz', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['bytea', new Uint8Array([1, 255]), '"\\x01ff"'],
  ['jsonb', 'a text', '"""a text"""'],
  ['JSONB', 12, '"12"'],
  ['json', [1, 'a"b'], '"[1,""a\\""b""]"'],
  ['jsonb', 'a\\u0000', '"""a\\\\u0000"""'],
  ['text[]', [], '"{}"'],
  ['text[]', ['a', null, 'NULL', ''], '"{a,NULL,""NULL"",""""}"'],
  ['text array', ['a b', 'c\\d'], '"{""a b"",""c\\\\d""}"'],
  [
    'integer[][]',
    [
      [1, 2],
      [3, -4],
    ],
    '"{{1,2},{3,-4}}"',
  ],
  ['numeric(12,2)[]', ['1.10', 2n], '"{1.10,2}"'],
  ['timestamptz[]', [new Date(0)], '"{""1970-01-01T00:00:00.000Z""}"'],
  ['jsonb[]', [{ a: 'x' }, 1], '"{""{\\""a\\"":\\""x\\""}"",1}"'],
  ['text[]', '{a,b}', '"{a,b}"'],
]

describe('rowWriter()', () => {
  it.each(CASES)('writes a value of %s, case %#', (type, value, text) => {
    expect(rowWriter([{ name: 'x', type }])({ x: value })).toBe(`${text}\n`)
  })

  it('writes columns in their order, whatever the row has besides', () => {
    const columns = ['b', 'a'].map(name => ({ name, type: 'text' }))
    expect(rowWriter(columns)({ a: '1', b: '2', c: '3' })).toBe('2,1\n')
  })

  it.each([
    ['text', 'a\0b', 'column x holds a NUL character'],
    ['text[]', ['a\0b'], 'column x holds a NUL character'],
    ['jsonb', { a: '\0' }, 'column x holds a NUL character'],
    ['text', 'a\ud83d', 'column x holds half of a character'],
    ['jsonb', () => 1, 'column x holds function, which JSON cannot say'],
    ['timestamptz', new Date(Number.NaN), 'column x is no date'],
    ['timestamptz', new Date(8.64e15), 'column x is a date of the year 275760'],
  ])('refuses a value of %s, case %#', (type, value, problem) => {
    const write = rowWriter([{ name: 'x', type }])
    expect(() => write({ x: value })).toThrow(new UnstorableError(problem))
  })
})
