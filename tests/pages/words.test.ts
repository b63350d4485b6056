import { describe, expect, it } from 'vitest'
import { formatsOf } from '../../src/pages/formats.ts'
import { chooseLanguage, type Words, words } from '../../src/pages/words.ts'

const TABLE = {
  rows: ['{count} row|{count} rows', '{count} ligne|{count} lignes'],
  named: ['of {name}', 'de {name}'],
} as const satisfies Words

describe('words()', () => {
  it.each([
    ['en', 1, '1 row'],
    ['en', 0, '0 rows'],
    ['en', 1234, '1,234 rows'],
    ['fr', 1, '1 ligne'],
    // One and a half is still one in French.
    ['fr', 0, '0 ligne'],
    ['fr', 2, '2 lignes'],
  ] as const)('writes %s with %d as "%s"', (language, count, expected) => {
    expect(words(language, TABLE)('rows', { count })).toBe(expected)
  })

  it('leaves a place open that has no value, and takes texts as they are', () => {
    expect(words('en', TABLE)('named')).toBe('of {name}')
    expect(words('fr', TABLE)('named', { name: '$& {count}' })).toBe('de $& {count}')
  })
})

describe('chooseLanguage()', () => {
  it.each([
    [[null, undefined, 'fr-CH, fr;q=0.9, en;q=0.8'], 'fr'],
    [['en', 'fr'], 'en'],
    [[null, 'fr', 'en'], 'fr'],
    [['xx', null, 'de, fr;q=0.1, en;q=0.2'], 'en'],
    [[null, null, 'de'], 'en'],
    [[null, null, 'fr;q=0, en'], 'en'],
    [['../../fr', null, ''], 'en'],
  ] as const)('takes the first wish that there are words for: %j is %s', (wishes, expected) => {
    expect(chooseLanguage(...wishes)).toBe(expected)
  })
})

describe('formatsOf()', () => {
  // Thin and fixed spaces of French are told apart by nobody who reads.
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

  it.each([
    ['en', '1,234.5', '50%', '14 Feb 2026', '3 hours ago'],
    ['fr', '1 234,5', '50 %', '14 févr. 2026', 'il y a 3 heures'],
  ] as const)('writes as %s does', (language, number, percent, date, ago) => {
    const format = formatsOf(language)
    expect(plain(format.number(1234.5))).toBe(number)
    expect(plain(format.percent(0.5))).toBe(percent)
    expect(plain(format.date('2026-02-14T03:00:00Z'))).toBe(date)
    expect(plain(format.ago(3 * 3600 + 59 * 60))).toBe(ago)
  })

  it.each([
    [0.0062, '6ms'],
    [31.24, '31.2s'],
    [65, '1m 5s'],
    [3725, '1h 2m'],
  ])('writes %d seconds as %s', (seconds, expected) => {
    expect(formatsOf('en').duration(seconds)).toBe(expected)
  })
})
