import { describe, expect, it } from 'vitest'
import { textIn } from '../../../src/pages/dashboards/localized.ts'
import {
  type ShownColumn,
  showAlong,
  showInterval,
  showShort,
  showValue,
  valueAt,
} from '../../../src/pages/dashboards/show-value.ts'

const column = (more: Partial<ShownColumn> = {}): ShownColumn => ({
  column: 'x',
  label: 'X',
  values: {},
  absent: '–',
  timeZone: 'UTC',
  ...more,
})

/** Spaces that do not break, as plain ones. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('showValue()', () => {
  const cases: readonly (readonly [unknown, Partial<ShownColumn>, string, string])[] = [
    [1234567.891, {}, '1,234,567.89', '1 234 567,89'],
    [1234.5, { decimals: 0 }, '1,235', '1 235'],
    [0.00002, { decimals: 3 }, '< 0.001', '< 0,001'],
    [-0.00002, { decimals: 3 }, '> -0.001', '> -0,001'],
    [0, { decimals: 3 }, '0.000', '0,000'],
    [1407.4, { format: 'short' }, '1,407', '1 407'],
    [29_574.51, { format: 'short' }, '29.6k', '29,6 k'],
    [5.236, { format: 'short' }, '5.2', '5,2'],
    [0, { format: 'p_value' }, '< 0.001', '< 0,001'],
    [0.00099, { format: 'p_value' }, '< 0.001', '< 0,001'],
    [0.0345, { format: 'p_value', decimals: 2 }, '0.03', '0,03'],
    [0.338, { format: 'p_value' }, '0.338', '0,338'],
    ['2026-02', { format: 'month', timeZone: 'America/New_York' }, 'Feb 2026', 'févr. 2026'],
    ['12.50', { format: 'number', decimals: 2 }, '12.50', '12,50'],
    [45, { format: 'percent' }, '45.0%', '45,0 %'],
    [0.4567, { format: 'share', decimals: 0 }, '46%', '46 %'],
    [-1234, { format: 'money', currency: 'EUR' }, '-€1,234.00', '-1 234,00 €'],
    [
      '2026-02-14',
      { format: 'date', timeZone: 'America/New_York' },
      '14 Feb 2026',
      '14 févr. 2026',
    ],
    [
      '2026-02-14T23:30:00Z',
      { format: 'datetime', timeZone: 'Europe/Paris' },
      '15 Feb 2026, 00:30',
      '15 févr. 2026, 00:30',
    ],
    ['soon', { format: 'date' }, 'soon', 'soon'],
    [null, { absent: 'none' }, 'none', 'none'],
    [undefined, {}, '–', '–'],
    [0, {}, '0', '0'],
    [true, {}, '✓', '✓'],
    ['007', {}, '007', '007'],
    [['A', null], { format: 'list' }, 'A, –', 'A, –'],
    [
      [{ code: 'x', text: 'a parent is newer' }],
      { format: 'list' },
      'a parent is newer',
      'a parent is newer',
    ],
    ['open', { values: { open: { label: 'Open!' } } }, 'Open!', 'Open!'],
    ['constructor', {}, 'constructor', 'constructor'],
  ]
  it.each(cases)('writes %j with %j in both languages', (value, more, english, french) => {
    expect(plain(showValue(value, column(more), 'en'))).toBe(english)
    expect(plain(showValue(value, column(more), 'fr'))).toBe(french)
  })
})

describe('showAlong()', () => {
  it('writes months and days in short, and all else in full', () => {
    expect(showAlong('2024-01', column({ format: 'month' }), 'en')).toBe('Jan 24')
    expect(showAlong('2024-01', column({ format: 'month' }), 'fr')).toBe('janv. 24')
    expect(showAlong('2026-02-14', column({ format: 'date' }), 'en')).toBe('14 Feb 26')
    expect(showAlong('A', column(), 'en')).toBe('A')
    expect(showAlong(null, column({ format: 'date' }), 'en')).toBe('–')
  })
})

describe('showInterval()', () => {
  const use = column({ format: 'percent', low: 'low', high: 'high' })
  it('writes both ends, or nothing where one is missing', () => {
    expect(showInterval({ low: 35.61, high: 54.8 }, use, 'en')).toBe('35.6% – 54.8%')
    expect(showInterval({ low: null, high: 54.8 }, use, 'en')).toBeUndefined()
    expect(showInterval({ low: 1, high: 2 }, column(), 'en')).toBeUndefined()
  })
})

describe('showShort()', () => {
  it('is short where there is little room', () => {
    expect(showShort(1_234_567, {}, 'en')).toBe('1.2m')
    expect(showShort(11_680_000, { format: 'money', currency: 'USD' }, 'en', 2)).toBe('$11.68m')
    expect(showShort(12.3, { format: 'percent' }, 'en')).toBe('12%')
  })
})

describe('valueAt()', () => {
  it('finds columns, and parts of them', () => {
    const row = { a: { b: 1 }, 'c.d': 2 }
    expect([
      valueAt(row, 'a.b'),
      valueAt(row, 'c.d'),
      valueAt(row, 'a.x'),
      valueAt(row, 'y.z'),
    ]).toEqual([1, 2, undefined, undefined])
  })
})

describe('textIn()', () => {
  it('takes the language, then the text for all, then English, then any', () => {
    expect(textIn({ en: 'a', fr: 'b' }, 'fr')).toBe('b')
    expect(textIn({ '*': 'c' }, 'fr')).toBe('c')
    expect(textIn({ en: 'a' }, 'fr')).toBe('a')
    expect(textIn({ de: 'd' }, 'fr')).toBe('d')
    expect(textIn(undefined, 'fr')).toBeUndefined()
  })
})
