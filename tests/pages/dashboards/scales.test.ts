import { describe, expect, it } from 'vitest'
import type { Drawing } from '../../../src/pages/dashboards/charts/chart-block.ts'
import { type Reach, scaleOf } from '../../../src/pages/dashboards/charts/scales.ts'
import type { ShownColumn } from '../../../src/pages/dashboards/show-value.ts'

const column = (format?: ShownColumn['format']): ShownColumn => ({
  column: 'x',
  label: 'X',
  values: {},
  absent: '–',
  timeZone: 'UTC',
  currency: 'USD',
  ...(format && { format }),
})

const scale = (width: number, reach: Partial<Reach>, language: 'en' | 'fr' = 'en') =>
  scaleOf(
    {
      block: { language } as Drawing['block'],
      theme: {} as Drawing['theme'],
      room: { width, measure: text => text.length },
    },
    { column: column(), values: [], isFromZero: true, ...reach },
  )

/** Spaces that do not break, as plain ones. */
const plain = (texts: readonly string[]) => texts.map(text => text.replace(/[\u00a0\u202f]/g, ' '))

describe('scaleOf()', () => {
  const cases: readonly (readonly [number, Partial<Reach>, readonly string[]])[] = [
    [
      800,
      { column: column('percent'), values: [100, 83.3] },
      ['0%', '20%', '40%', '60%', '80%', '100%'],
    ],
    [326, { column: column('percent'), values: [100, 83.3] }, ['0%', '25%', '50%', '75%', '100%']],
    [326, { column: column('share'), values: [0.07, 1] }, ['0%', '25%', '50%', '75%', '100%']],
    [326, { column: column('percent'), values: [53] }, ['0%', '20%', '40%', '60%']],
    [326, { column: column('percent'), values: [106.4] }, ['0%', '50%', '100%', '150%']],
    [800, { column: column('percent'), values: [0.4] }, ['0.0%', '0.1%', '0.2%', '0.3%', '0.4%']],
    [800, { column: column('percent'), values: [0] }, ['0%', '20%', '40%', '60%', '80%', '100%']],
    [800, { values: [2] }, ['0', '1', '2']],
    [800, { values: [1833] }, ['0', '500', '1k', '1.5k', '2k']],
    [800, { values: [-3, 5] }, ['-4', '-2', '0', '2', '4', '6']],
    [
      800,
      { values: [1_050_000, 1_040_000], isFromZero: false },
      ['1.04m', '1.042m', '1.044m', '1.046m', '1.048m', '1.05m'],
    ],
    [
      800,
      { column: column('money'), values: [970_000] },
      ['$0', '$200k', '$400k', '$600k', '$800k', '$1m'],
    ],
    [800, { values: [] }, ['0', '1']],
  ]
  it.each(cases)('at %i pixels, of %j, writes %j', (width, reach, ticks) => {
    expect(scale(width, reach).ticks).toEqual(ticks)
  })

  it('writes ticks as the language does', () => {
    const french = scale(800, { column: column('percent'), values: [0.4] }, 'fr')
    expect(plain(french.ticks)).toEqual(['0,0 %', '0,1 %', '0,2 %', '0,3 %', '0,4 %'])
  })
})

describe('scaleOf() of ratios', () => {
  const ratios = (values: readonly number[], width = 800) =>
    scale(width, { values, isLogarithmic: true })

  it('puts twice as much as far from 1 as half as much', () => {
    const { place, ticks, min, max } = ratios([0.3, 3.6])
    expect([place(0.5), place(1), place(2)]).toEqual([-1, 0, 1])
    expect(ticks).toEqual(['1/4', '1/2', '1', '2', '4'])
    expect([min, max]).toEqual([-2, 2])
  })

  it('gives 0 the end of the axis, beyond all that has a place of its own', () => {
    const { place, min, ticks } = ratios([0, 0.5, 2])
    expect(ticks[0]).toBe('1/4')
    expect([place(0), place(0.5)]).toEqual([min, -1])
  })

  it('leaves ticks out where there is little room, and keeps 1', () => {
    const { ticks, interval } = ratios([0.01, 9], 326)
    expect(interval).toBe(2)
    expect(ticks).toEqual(['1/64', '1/16', '1/4', '1', '4', '16'])
  })

  it('has room on both sides of 1 where there are no values', () => {
    expect(ratios([]).ticks).toEqual(['1/2', '1', '2'])
  })
})
