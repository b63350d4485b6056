import { describe, expect, test } from 'vitest'
import { codeFrame, placeOfOffset } from '../../../src/cli/print/code-frame.ts'
import { formatAge, formatCell, formatDuration } from '../../../src/cli/print/format.ts'
import { COLORS, choosePaint, NO_PAINT } from '../../../src/cli/print/paint.ts'
import { createPrinter } from '../../../src/cli/print/printer.ts'
import { printTable } from '../../../src/cli/print/table.ts'
import { displayWidth, truncate } from '../../../src/cli/print/width.ts'
import { isBlank, splitStatements } from '../../../src/cli/query/statements.ts'
import type { Terminal } from '../../../src/cli/terminal.ts'
import { readVars } from '../../../src/cli/vars.ts'
import { createMask, maskValue } from '../../../src/util/mask.ts'

test.each([
  [0, '0.00s'],
  [124, '0.12s'],
  [9994, '9.99s'],
  [9996, '10.0s'],
  [59_949, '59.9s'],
  [59_960, '1m 00s'],
  [125_000, '2m 05s'],
  [3_599_900, '1h 00m'],
  [3_840_000, '1h 04m'],
])('formatDuration() of %i ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

test.each([
  [1, 'just now'],
  [30, '30 seconds ago'],
  [120, '2 minutes ago'],
  [7200, '2 hours ago'],
  [86_400, '24 hours ago'],
  [259_200, '3 days ago'],
  [-120, 'in 2 minutes'],
])('formatAge() of %i s is %s', (seconds, text) => {
  expect(formatAge(seconds)).toBe(text)
})

test.each([
  [null, 'NULL'],
  ['a\nb\u001b[31m', 'a\\nb\\x1b[31m'],
  [{ a: [1] }, '{"a":[1]}'],
  [false, 'false'],
  [new Uint8Array([1, 255]), '\\x01ff'],
])('formatCell() of %j is %s', (value, text) => {
  expect(formatCell(value)).toBe(text)
})

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['\u001b[31mred\u001b[39m', 3],
  ['😀', 2],
  ['✔3 ✘1', 5],
])('displayWidth() of %j is %i', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

test('truncate() never cuts a wide character in half', () => {
  expect(truncate('日本語', 4)).toBe('日…')
  expect(truncate('abc', 3)).toBe('abc')
})

describe('printTable()', () => {
  test('keeps columns aligned with wide characters', () => {
    const columns = [{ name: 'name' }, { name: 'n', align: 'right' as const }]
    const rows = [
      ['日本', 1],
      ['x', 20],
    ]
    expect(printTable(columns, rows)).toBe('name   n\n────  ──\n日本   1\nx     20')
  })

  test('takes width from the widest column first and says where it cut', () => {
    const columns = [{ name: 'id' }, { name: 'text' }]
    const lines = printTable(columns, [['1', 'x'.repeat(200)]], { width: 40 }).split('\n')
    expect(Math.max(...lines.map(displayWidth))).toBe(40)
    expect(lines[2]).toMatch(/^1 {3}x+…$/)
  })
})

test('createPrinter() masks what was hidden before and after, as two targets hide each their own', () => {
  let written = ''
  const stream = {
    isTerminal: false,
    columns: undefined,
    write: (text: string) => (written += text),
  }
  const printer = createPrinter({ out: stream, err: stream, env: {} } as unknown as Terminal, {
    quiet: false,
    debug: false,
    document: false,
    jsonLog: false,
    now: () => new Date(0),
  })
  printer.hide(['first secret'])
  printer.hide(['other secret'])
  printer.write('a first secret, an other secret')
  expect(written).toBe('a ***, an ***\n')
})

describe('createMask()', () => {
  const cases: [string, string[], string, string][] = [
    ['a value', ['hunter2!'], 'pw hunter2!', 'pw ***'],
    ['the longer first', ['abcd', 'abcdef'], 'abcdef abcd', '*** ***'],
    ['what JSON makes of it', ['a"bcd'], '{"k":"a\\"bcd"}', '{"k":"***"}'],
    ['what a URL makes of it', ['p@ss w'], 'x?p=p%40ss%20w', 'x?p=***'],
    ['the password inside a URL', ['postgres://u:s3cr%40t@h/d'], 'pw s3cr@t', 'pw ***'],
    ['no short value', ['5', 'dev'], 'dev 5432', 'dev 5432'],
  ]
  test.each(cases)('masks %s', (_, secrets, text, masked) => {
    expect(createMask(secrets)(text)).toBe(masked)
  })

  test('maskValue() keeps numbers and reads errors', () => {
    const mask = createMask(['secret'])
    const value = { n: 5, list: ['a secret'], error: new Error('secret!') }
    expect(maskValue(value, mask)).toEqual({
      n: 5,
      list: ['a ***'],
      error: { message: '***!' },
    })
  })
})

test.each([
  [{ NO_COLOR: '1' }, true, NO_PAINT],
  [{ NO_COLOR: '' }, true, COLORS],
  [{ FORCE_COLOR: '1' }, false, COLORS],
  [{ TERM: 'dumb' }, true, NO_PAINT],
  [{}, false, NO_PAINT],
])('choosePaint() of %j on a terminal: %j', (env, isTerminal, paint) => {
  expect(choosePaint(env as Record<string, string>, isTerminal)).toBe(paint)
})

test('codeFrame() puts the caret below tabs and wide characters', () => {
  expect(codeFrame('a\n\t日x y\nc', { line: 2, column: 3, length: 1 })).toBe(
    '  1 | a\n> 2 |   日x y\n    |     ^\n  3 | c',
  )
  expect(codeFrame('a', { line: 5, column: 1 })).toBeUndefined()
})

test('codeFrame() shows the part of a long line that is meant', () => {
  const frame = codeFrame(`${'x'.repeat(400)}HERE${'y'.repeat(400)}`, {
    line: 1,
    column: 401,
    length: 4,
  })
  const [line, caret] = frame!.split('\n')
  expect(line!.slice(caret!.indexOf('^'), caret!.indexOf('^') + 4)).toBe('HERE')
  expect(line!.length).toBeLessThan(180)
})

test('placeOfOffset() counts lines and columns from one', () => {
  expect(placeOfOffset('ab\ncd', 4)).toEqual({ line: 2, column: 2 })
  expect(placeOfOffset('ab', 0)).toEqual({ line: 1, column: 1 })
})

describe('splitStatements()', () => {
  test.each([
    ['select 1; select 2', ['select 1'], ' select 2'],
    [`select ';', ";" ;`, [`select ';', ";"`], ''],
    ['do $x$ ; $x$; a', ['do $x$ ; $x$'], ' a'],
    ['-- ;\nselect 1;', ['-- ;\nselect 1'], ''],
    ['/* ; */ select 1;', ['/* ; */ select 1'], ''],
    [`select 'it''s';`, [`select 'it''s'`], ''],
    [`select ';`, [], `select ';`],
    [';;', [], ''],
  ])('cuts %j', (text, statements, rest) => {
    expect(splitStatements(text)).toEqual({ statements, rest })
  })

  test('isBlank() sees through comments', () => {
    expect(isBlank(' -- x\n /* y */ ')).toBe(true)
    expect(isBlank('-- x\nselect')).toBe(false)
  })
})

test.each([
  [['a=1', 'b=1.10', 'c=true', 'd=x=y'], { a: 1, b: '1.10', c: true, d: 'x=y' }],
  [['{"a": [1]}', 'a: 2026-02-14'], { a: '2026-02-14' }],
  [['{a: {b: null}}'], { a: { b: null } }],
])('readVars() of %j', async (texts, vars) => {
  expect(await readVars(texts)).toEqual(vars)
})
