import { describe, expect, it } from 'vitest'
import { shownColumn } from '../../../src/pages/dashboards/localized.ts'
import { showValue } from '../../../src/pages/dashboards/show-value.ts'
import type { ColumnUse, WordsOfValues } from '../../../src/project/dashboard.ts'

const WORDS: Readonly<Record<string, WordsOfValues>> = {
  bands: { 'under *': { label: { en: 'below {1}', fr: 'moins de {1}' } } },
  sectors: { '62': { label: { en: 'Health care', fr: 'Santé' } } },
}

const VALUES: WordsOfValues = {
  'size: 1-10': { label: { en: 'Tiny', fr: 'Minuscule' } },
  'size: *': { label: { en: 'Employees: {1:bands}', fr: 'Effectif : {1:bands}' } },
  'code: *': { label: { en: 'Code {1}: {1:sectors}', fr: 'Code {1} : {1:sectors}' } },
  'size:*:*': { label: { en: 'Employees {1} ({2:number})', fr: 'Effectif {1} ({2:number})' } },
  'loud *': { tone: 'warn' },
  'french *': { label: { fr: 'en français {1}' } },
  'a.c *': { label: { en: 'dotted {1}' } },
}

const use: ColumnUse = {
  column: 'trait',
  place: { file: 'dashboards/x.yml', line: 1, column: 1 },
  values: VALUES,
}

const shown = (value: unknown, language: 'en' | 'fr') =>
  showValue(value, shownColumn(use, { language, timeZone: 'UTC', words: WORDS }), language)

describe('showValue() with words for shapes of values', () => {
  const cases: readonly (readonly [unknown, string, string])[] = [
    ['size: 1-10', 'Tiny', 'Minuscule'],
    ['size: 201-500', 'Employees: 201-500', 'Effectif : 201-500'],
    ['size: under 1M', 'Employees: below 1M', 'Effectif : moins de 1M'],
    ['code: 62', 'Code 62: Health care', 'Code 62 : Santé'],
    ['code: 99', 'Code 99: 99', 'Code 99 : 99'],
    ['size:201-500:+1.30', 'Employees 201-500 (+1.30)', 'Effectif 201-500 (+1,30)'],
    ['size:a:b:-0.5', 'Employees a:b (-0.5)', 'Effectif a:b (-0,5)'],
    [['size:1:+2', 'none'], 'Employees 1 (+2), none', 'Effectif 1 (+2), none'],
    ['loud one', 'loud one', 'loud one'],
    ['french one', 'french one', 'en français one'],
    ['abc one', 'abc one', 'abc one'],
    ['size: ', 'size: ', 'size: '],
    ['size: {2}$&', 'Employees: {2}$&', 'Effectif : {2}$&'],
  ]
  it.each(cases)('writes %j in both languages', (value, english, french) => {
    expect(shown(value, 'en')).toBe(english)
    expect(shown(value, 'fr')).toBe(french)
  })
})
