import { describe, expect, it } from 'vitest'
import type { ChartBlock, Theme } from '../../../src/pages/dashboards/charts/chart-block.ts'
import { chartHeight, chartOption } from '../../../src/pages/dashboards/charts/chart-option.ts'
import { ramp } from '../../../src/pages/dashboards/charts/colours.ts'
import type { ShownColumn } from '../../../src/pages/dashboards/show-value.ts'

const THEME: Theme = {
  ink: '#111111',
  muted: '#666666',
  line: '#dddddd',
  surface: '#ffffff',
  accent: '#0b5f6b',
  bad: '#aa0000',
  categories: ['#000001', '#000002', '#000003'],
  rose: ['rgb(230, 140, 170)', 'rgb(90, 10, 40)'],
  font: 'sans-serif',
  isStill: true,
}

const column = (name: string, more: Partial<ShownColumn> = {}): ShownColumn => ({
  column: name,
  label: name.toUpperCase(),
  values: {},
  absent: '–',
  timeZone: 'UTC',
  ...more,
})

const block = (kind: ChartBlock['kind'], more: Partial<ChartBlock>): ChartBlock => ({
  kind,
  language: 'en',
  encodings: {},
  rows: [],
  palette: 'categories',
  more: '{count} more',
  isStacked: false,
  isHorizontal: false,
  isLogarithmic: false,
  hasDiagonal: false,
  ...more,
})

interface Axis {
  readonly type: string
  readonly data?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly axisLabel?: { readonly interval: number }
}

/** What `renderItem` draws with. */
interface Drawer {
  readonly value: (dimension: number) => number
  readonly coord: (place: readonly number[]) => readonly number[]
}

/** The option, as far as tests look at it. */
interface Option {
  readonly animation: boolean
  readonly tooltip: { readonly renderMode: string }
  readonly legend?: unknown
  readonly aria?: { readonly decal: { readonly show: boolean } }
  readonly grid?: { readonly left: number }
  readonly xAxis: Axis
  readonly yAxis: Axis
  readonly series: readonly {
    readonly type: string
    readonly name?: string
    readonly symbol?: string
    readonly stack?: string
    readonly markLine?: { readonly data: unknown }
    readonly renderItem?: (of: unknown, api: Drawer) => { readonly children: readonly unknown[] }
    readonly markPoint?: { readonly data: readonly { readonly coord: readonly number[] }[] }
    readonly data: readonly {
      readonly name?: string
      readonly value: unknown
      readonly itemStyle?: { readonly color: string }
      readonly label?: { readonly formatter: () => string }
      readonly tooltip?: { readonly formatter: () => string }
    }[]
  }[]
}

/** As if every character were seven pixels wide. */
const room = (width: number) => ({ width, measure: (text: string) => text.length * 7 })

const drawing = (given: ChartBlock, width = 800) => ({
  block: given,
  theme: THEME,
  room: room(width),
})

const draw = (given: ChartBlock, width = 800) =>
  chartOption(drawing(given, width)) as unknown as Option

const parts = { label: [column('name')], value: [column('count')] }

describe('chartOption() of a pie', () => {
  it('puts the greatest first and darkest, leaves out what is nothing, and labels each part', () => {
    const rows = [
      { name: 'CTO', count: 30 },
      { name: 'CEO', count: 45 },
      { name: 'nobody', count: 0 },
      { name: 'VP', count: 25 },
    ]
    const { series } = draw(block('pie', { encodings: parts, rows, palette: 'rose' }))
    const { data } = series[0]!
    expect(data.map(({ name }) => name)).toEqual(['CEO', 'CTO', 'VP'])
    expect(data.map(({ label }) => label?.formatter())).toEqual([
      'CEO\n45% · 45',
      'CTO\n30% · 30',
      'VP\n25% · 25',
    ])
    expect(data.map(({ itemStyle }) => itemStyle?.color)).toEqual([
      'rgb(90, 10, 40)',
      'rgb(160, 75, 105)',
      'rgb(230, 140, 170)',
    ])
  })

  it('gathers the smallest of many, so that each part has a label', () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({ name: `p${at}`, count: 20 - at }))
    const { data } = draw(block('pie', { encodings: parts, rows })).series[0]!
    expect(data).toHaveLength(12)
    expect(data.at(-1)).toMatchObject({ name: '9 more', value: 45 })
    expect(data.reduce((sum, { value }) => sum + Number(value), 0)).toBe(210)
  })
})

describe('chartOption() of a pie on a phone', () => {
  it('lists its parts below the circle, whole, also where two have one name', () => {
    const long = 'Responsable Développement et Transformation numérique des régions'
    const rows = [long, 'CEO', 'CEO'].map((name, at) => ({ name, count: 30 - at }))
    const given = block('pie', { encodings: parts, rows })
    const option = draw(given, 300) as unknown as {
      readonly legend: { readonly formatter: (name: string) => string }
    }
    const { data } = draw(given, 300).series[0]!
    const lines = data.map(({ name }) => option.legend.formatter(name!).replaceAll('\n', ' '))
    expect(lines).toEqual([`${long} · 34% · 30`, 'CEO · 33% · 29', 'CEO · 32% · 28'])
    expect(chartHeight(drawing(given, 300))).toBeGreaterThan(144 + 3 * 20)
  })
})

describe('chartOption() of a funnel', () => {
  it('keeps the order and tells each stage as a share of the first', () => {
    const rows = [
      { name: 'sent', count: 200 },
      { name: 'clicked', count: 76 },
    ]
    const { series } = draw(block('funnel', { encodings: parts, rows }))
    expect(series[0]!.data.map(({ label }) => label?.formatter())).toEqual(['200  100%', '76  38%'])
  })
})

describe('chartOption() of bars and lines', () => {
  const encodings = {
    x: [column('day')],
    y: [column('rate', { format: 'percent', low: 'low', high: 'high' })],
  }
  const rows = [
    { day: 'Mon', rate: 10, low: 5, high: 15 },
    { day: 'Tue', rate: null, low: null, high: null },
  ]

  it('draws the intervals of one series, and says them', () => {
    const { series } = draw(block('bar', { encodings, rows, isHorizontal: true }))
    expect(series.map(({ type }) => type)).toEqual(['bar', 'custom'])
    expect(series[1]!.data).toEqual([[0, 5, 15]])
    expect(series[0]!.data[0]!.tooltip?.formatter()).toContain('10.0% (5.0% – 15.0%)')
    expect(series[0]!.data[1]!.value).toBeNull()
  })

  it('makes a series of each value, told apart by pattern or symbol too', () => {
    const given = {
      encodings: { x: [column('day')], y: [column('n')], series: [column('team')] },
      rows: [
        { day: 'Mon', n: 1, team: 'a' },
        { day: 'Tue', n: 2, team: 'b' },
      ],
    }
    const bars = draw(block('bar', { ...given, isStacked: true }))
    expect(bars.series.map(({ name, stack }) => [name, stack])).toEqual([
      ['a', 'all'],
      ['b', 'all'],
    ])
    expect(bars.series[0]!.data.map(({ value }) => value)).toEqual([1, null])
    expect(bars.aria?.decal.show).toBe(true)
    const lines = draw(block('line', given))
    expect(new Set(lines.series.map(({ symbol }) => symbol)).size).toBe(2)
  })

  it('draws the line to compare with', () => {
    const reference = { value: 1, label: 'none' }
    const { series } = draw(block('bar', { encodings, rows, isHorizontal: true, reference }))
    expect(series[0]!.markLine?.data).toEqual([{ xAxis: 1 }])
  })
})

describe('chartOption() of bars with long names', () => {
  const encodings = { x: [column('name')], y: [column('count')] }
  const named = (names: readonly string[]) => names.map((name, at) => ({ name, count: at + 1 }))
  const LONG = ['Performance Marketing Lead', 'Companies with industries', 'CEO']

  it('writes each whole beside lying bars, at every width', () => {
    const given = block('bar', { encodings, rows: named(LONG), isHorizontal: true })
    for (const width of [300, 380, 540, 1100]) {
      const { yAxis, grid } = draw(given, width)
      expect(yAxis.data?.map(text => text.replaceAll('\n', ' '))).toEqual(LONG)
      expect(yAxis.axisLabel?.interval).toBe(0)
      expect(grid?.left).toBeLessThanOrEqual(width * 0.45 + 14)
      for (const line of yAxis.data?.flatMap(text => text.split('\n')) ?? [])
        expect(line.length * 7).toBeLessThanOrEqual(grid!.left - 14)
    }
    expect(chartHeight(drawing(given, 300))).toBeGreaterThan(chartHeight(drawing(given, 1100)))
  })

  it('lays upright bars down where their names have no room beneath them', () => {
    const given = block('bar', { encodings, rows: named(LONG) })
    expect(draw(given, 1100).xAxis.type).toBe('category')
    expect(draw(given, 240).yAxis.type).toBe('category')
    expect(draw(block('bar', { encodings, rows: named(['A', 'B']) }), 300).xAxis.data).toEqual([
      'A',
      'B',
    ])
  })

  it('counts stacked bars once', () => {
    const stacked = { x: [column('name')], y: [column('count')], series: [column('of')] }
    const rows = ['a', 'b'].flatMap(of => named(LONG).map(row => ({ ...row, of })))
    const whole = block('bar', { encodings: stacked, rows, isHorizontal: true, isStacked: true })
    const alone = block('bar', { encodings, rows: named(LONG), isHorizontal: true })
    expect(chartHeight(drawing(whole))).toBe(chartHeight(drawing(alone)) + 22)
  })
})

describe('chartOption() of shares', () => {
  it('ends at 100 %, stacked or not', () => {
    const rows = ['a', 'b'].flatMap(of => [
      { name: 'x', part: of === 'a' ? 91.7 : 8.3, of },
      { name: 'y', part: 50, of },
    ])
    const encodings = {
      x: [column('name')],
      y: [column('part', { format: 'percent' })],
      series: [column('of')],
    }
    const given = block('bar', { encodings, rows, isHorizontal: true, isStacked: true })
    for (const width of [300, 800]) expect(draw(given, width).xAxis.max).toBe(100)
    const curve = { x: encodings.y, y: [column('sum', { format: 'percent' })] }
    const points = [
      { part: 0, sum: 0 },
      { part: 100, sum: 106.4 },
    ]
    const whale = draw(block('whale_curve', { encodings: curve, rows: points }), 300)
    expect([whale.xAxis.max, whale.yAxis.max]).toEqual([100, 150])
  })
})

describe('chartOption() of ratios', () => {
  const encodings = {
    x: [column('trait')],
    y: [column('lift', { low: 'low', high: 'high' })],
  }
  const rows = [
    { trait: 'more', lift: 2, low: 1, high: 4 },
    { trait: 'never', lift: 0, low: 0, high: 0.5 },
  ]
  const given = block('bar', {
    encodings,
    rows,
    isHorizontal: true,
    isLogarithmic: true,
    reference: { value: 1, label: 'no difference' },
  })

  it('draws from 1, with the line there', () => {
    const { series, xAxis } = draw(given)
    expect(series[0]!.markLine?.data).toEqual([{ xAxis: 0 }])
    expect(series[0]!.data.map(({ value }) => value)).toEqual([1, xAxis.min])
    expect(xAxis.min).toBe(-2)
  })

  it('lets the interval of 0 run to the end without a cap, and says 0', () => {
    const { series } = draw(given)
    expect(series[1]!.data).toEqual([
      [0, 0, 2],
      [1, -2, -1],
    ])
    expect(series[0]!.data[1]!.tooltip?.formatter()).toContain('0 (0 – 0.5)')
    const caps = (at: number) => {
      const values = series[1]!.data[at] as unknown as readonly number[]
      const drawn = series[1]!.renderItem!(undefined, {
        value: index => values[index]!,
        coord: place => place,
      })
      // Each shape is drawn twice: its edge, and itself.
      return drawn.children.length / 2 - 1
    }
    expect([caps(0), caps(1)]).toEqual([1, 1])
  })
})

describe('chartOption() of lines', () => {
  it('writes months in short, so many that none touches the next', () => {
    const months = Array.from({ length: 24 }, (_, at) => ({
      month: `${2024 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
      mrr: at,
    }))
    const encodings = { x: [column('month', { format: 'month' })], y: [column('mrr')] }
    const { xAxis } = draw(block('line', { encodings, rows: months }), 326)
    expect(xAxis.data?.slice(0, 2)).toEqual(['Jan 24', 'Feb 24'])
    const every = (xAxis.axisLabel?.interval ?? 0) + 1
    expect((every * 280) / 24).toBeGreaterThanOrEqual('Sept 24'.length * 7)
  })
})

describe('chartOption() of points', () => {
  it('marks the peak of a whale curve', () => {
    const encodings = { x: [column('share')], y: [column('percent')], label: [column('id')] }
    const rows = [
      { share: 10, percent: 80, id: 'a' },
      { share: 50, percent: 120, id: 'b' },
      { share: 100, percent: 100, id: 'c' },
      { share: null, percent: 1, id: 'd' },
    ]
    const { series } = draw(
      block('whale_curve', { encodings, rows, reference: { value: 100, label: 'net' } }),
    )
    expect(series[0]!.data).toHaveLength(3)
    expect(series[0]!.markPoint?.data).toEqual([{ coord: [50, 120] }])
    expect(series[0]!.markLine?.data).toEqual([{ yAxis: 100 }])
    expect(series[0]!.data[0]!.tooltip?.formatter()).toBe('a\nSHARE: 10\nPERCENT: 80')
  })

  it('compares both axes of a scatter plot by the diagonal, and gives them the same ends', () => {
    const encodings = {
      x: [column('x', { format: 'share' })],
      y: [column('y', { format: 'share' })],
    }
    const rows = [{ x: 0.3, y: 0.72 }]
    const { series, xAxis, yAxis } = draw(block('scatter', { encodings, rows, hasDiagonal: true }))
    expect([xAxis.max, yAxis.max]).toEqual([0.8, 0.8])
    expect(series[0]!.markLine?.data).toEqual([[{ coord: [0, 0] }, { coord: [0.8, 0.8] }]])
  })

  it('gives each series of a scatter plot its colour and symbol', () => {
    const encodings = { x: [column('x')], y: [column('y')], series: [column('tier')] }
    const rows = [
      { x: 1, y: 2, tier: 'A' },
      { x: 3, y: 4, tier: 'B' },
    ]
    const { series } = draw(block('scatter', { encodings, rows }))
    expect(series.map(({ name, symbol }) => [name, symbol])).toEqual([
      ['A', 'circle'],
      ['B', 'diamond'],
    ])
  })
})

describe('chartOption()', () => {
  it('draws tooltips rather than making HTML of rows, and keeps still where that is asked for', () => {
    const option = draw(block('pie', { encodings: parts, rows: [{ name: '<b>x</b>', count: 1 }] }))
    expect(option.tooltip.renderMode).toBe('richText')
    expect(option.animation).toBe(false)
  })

  it.each(['pie', 'bar', 'line', 'funnel', 'whale_curve', 'scatter'] as const)(
    'draws a %s of no rows',
    kind => {
      const encodings = { ...parts, x: [column('x')], y: [column('y')] }
      const given = block(kind, { encodings })
      expect(() => draw(given, 300)).not.toThrow()
      expect(chartHeight(drawing(given, 300))).toBeGreaterThan(100)
    },
  )
})

describe('ramp()', () => {
  it('goes from one colour to the other, whatever their notation', () => {
    expect(ramp('#000000', 'rgb(200 100 50)', 3)).toEqual([
      'rgb(0, 0, 0)',
      'rgb(100, 50, 25)',
      'rgb(200, 100, 50)',
    ])
    expect(ramp('#000000', '#ffffff', 1)).toEqual(['#ffffff'])
    expect(ramp('oklch(1 0 0)', 'red', 2)).toEqual(['red', 'red'])
  })
})
