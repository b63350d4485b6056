import { expect, test } from 'vitest'
import { databaseError } from '../../../src/adapters/postgres/complaint.ts'
import {
  encodeValue,
  isoTimestamp,
  resultParser,
  typeName,
} from '../../../src/adapters/postgres/types.ts'

test.each([
  ['2026-02-14 09:30:00', '2026-02-14T09:30:00'],
  ['2026-02-14 09:30:00.5', '2026-02-14T09:30:00.5'],
  ['2026-02-14 09:30:00+00', '2026-02-14T09:30:00Z'],
  ['2026-02-14 09:30:00-03', '2026-02-14T09:30:00-03:00'],
  ['2026-02-14 09:30:00+05:30', '2026-02-14T09:30:00+05:30'],
  ['1850-01-01 00:00:00+00:09:21', '1850-01-01T00:00:00+00:09:21'],
  ['12026-02-14 09:30:00+00', '12026-02-14T09:30:00Z'],
  ['infinity', 'infinity'],
  ['0044-03-15 00:00:00 BC', '0044-03-15 00:00:00 BC'],
])('isoTimestamp() turns %s into %s', (text, iso) => {
  expect(isoTimestamp(text)).toBe(iso)
})

test.each([
  ['string', 'text'],
  ['STRING', 'text'],
  ['int64', 'bigint'],
  ['Number(18, 2)', 'numeric(18, 2)'],
  ['float64[]', 'double precision[]'],
  ['datetime', 'timestamp'],
  ['timestamptz', 'timestamptz'],
  [' numeric(18,2) ', 'numeric(18,2)'],
  ['double precision', 'double precision'],
  ['"My Type"', '"My Type"'],
])('typeName() turns %s into %s', (declared, type) => {
  expect(typeName(declared)).toBe(type)
})

test.each([
  [1007, '{}', []],
  [1007, '{1,NULL,-3}', [1, null, -3]],
  [
    1007,
    '{{1,2},{3,4}}',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [1007, '[0:1]={1,2}', [1, 2]],
  [1009, '{"a,b","{","\\"\\\\",NULL,"NULL",""}', ['a,b', '{', '"\\', null, 'NULL', '']],
  [1016, '{9007199254740993}', ['9007199254740993']],
  [3807, '{"{\\"a\\": 1}"}', [{ a: 1 }]],
])('resultParser(%i) reads %s', (type, text, value) => {
  expect(resultParser(type)(text)).toEqual(value)
})

test.each([
  [null, null],
  [undefined, null],
  [1.5, '1.5'],
  [10n, '10'],
  [true, 'true'],
  [[1, [null, 'a"\\b']], '{"1",{NULL,"a\\"\\\\b"}}'],
  [{ a: 1 }, '{"a":1}'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Uint8Array([0, 171]), '\\x00ab'],
])('encodeValue() turns %o into its text', (value, text) => {
  expect(encodeValue(value)).toBe(text)
})

test.each([
  ['select x', '', '8', 7],
  ['select x', 'declare c cursor for ', '29', 7],
  ["select '😀', x", '', '13', 13],
  ['select x', 'prefix ', '1', undefined],
  ['select x', '', undefined, undefined],
  ['select x', '', '', undefined],
])('databaseError() in %j after %j at %s is at %s', (sql, prefix, position, offset) => {
  expect(databaseError({ message: 'no', position }, sql, prefix).fields.offset).toBe(offset)
})
