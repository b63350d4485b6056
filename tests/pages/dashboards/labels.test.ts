import { describe, expect, it } from 'vitest'
import { areWhole, labelsWithin, wrapped } from '../../../src/pages/dashboards/charts/labels.ts'

/** As if every character were one unit wide. */
const measure = (text: string) => [...text].length

describe('wrapped()', () => {
  const cases: readonly (readonly [string, number, readonly string[]])[] = [
    ['CEO', 10, ['CEO']],
    ['Performance Marketing Lead', 21, ['Performance Marketing', 'Lead']],
    ['Companies with industries', 14, ['Companies with', 'industries']],
    ['Responsable', 6, ['Respon', 'sable']],
    ['un Développement', 8, ['un', 'Développ', 'ement']],
    ['  two   words ', 20, ['two words']],
    ['', 10, []],
    ['one two three four five', 5, ['one', 'two', 'thre…']],
    ['👩‍🚀', 0, ['👩', '\u200d', '🚀']],
  ]
  it.each(cases)('writes %j within %i', (text, most, lines) => {
    expect(wrapped(text, most, measure)).toEqual(lines)
  })

  it('cuts nothing of sixty characters at a third of that width', () => {
    const text = 'Enrich again: the record of this customer names no industry.'
    expect(text).toHaveLength(60)
    expect(wrapped(text, 24, measure).join(' ')).toBe(text)
  })
})

describe('labelsWithin()', () => {
  it('is as wide as the widest line, and as high as the name of most lines', () => {
    const labels = labelsWithin(['CEO', 'Head of Marketing'], 10, measure)
    expect(labels).toEqual({ texts: ['CEO', 'Head of\nMarketing'], width: 9, lines: 2 })
    expect(labelsWithin([], 10, measure)).toEqual({ texts: [], width: 0, lines: 1 })
  })
})

describe('areWhole()', () => {
  it('is false where a word would be broken or a name cut', () => {
    expect(areWhole(['A', 'two words'], 5, measure)).toBe(true)
    expect(areWhole(['unbroken'], 5, measure)).toBe(false)
    expect(areWhole(['a b c d'], 1, measure)).toBe(false)
  })
})
