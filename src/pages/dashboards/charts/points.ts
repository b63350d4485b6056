/** Charts over two axes of numbers: the whale curve and the scatter plot. Pure. */
import { type Row, showValue } from '../show-value.ts'
import type { ChartOption, Drawing } from './chart-block.ts'
import { coloursFor } from './colours.ts'
import {
  axisName,
  commonOption,
  firstOf,
  legendOf,
  numberAt,
  referenceLine,
  textOf,
  tickRoom,
  valueAxis,
} from './common.ts'
import { grouped } from './grouped.ts'
import { type Scale, scaleOf } from './scales.ts'

interface Point {
  readonly row: Row
  readonly at: readonly [x: number, y: number]
}

/** Rows that have a place on both axes. */
function pointsOf({ block }: Drawing, rows: readonly Row[]): readonly Point[] {
  const [x, y] = [firstOf(block, 'x'), firstOf(block, 'y')]
  return rows.flatMap(row => {
    const at = [numberAt(row, x), numberAt(row, y)] as const
    return at[0] === null || at[1] === null ? [] : [{ row, at: [at[0], at[1]] as const }]
  })
}

interface Axes {
  readonly grid: Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>
  readonly scales: readonly [x: Scale, y: Scale]
  readonly option: ChartOption
}

/** Both axes, named after their columns. */
function axesOf(
  drawing: Drawing,
  points: readonly Point[],
  { isFromZero }: { readonly isFromZero: boolean },
): Axes {
  const { block, room } = drawing
  const [x, y] = [firstOf(block, 'x'), firstOf(block, 'y')]
  const compared = block.reference === undefined ? [] : [block.reference.value]
  const along = points.map(({ at }) => at[0])
  const up = [...points.map(({ at }) => at[1]), ...compared]
  const both = block.hasDiagonal ? [...along, ...up] : undefined
  const xScale = scaleOf(drawing, { column: x, values: both ?? along, isFromZero })
  const yScale = scaleOf(drawing, { column: y, values: both ?? up, isFromZero })
  const ticks = tickRoom(drawing, yScale)
  const right = Math.ceil(room.measure(xScale.ticks.at(-1) ?? '') / 2) + 6
  return {
    grid: { left: ticks + 22, right, top: 20, bottom: 48 },
    scales: [xScale, yScale],
    option: {
      xAxis: { ...valueAxis(drawing, xScale), ...axisName(drawing, x.label), nameGap: 30 },
      yAxis: { ...valueAxis(drawing, yScale), ...axisName(drawing, y.label), nameGap: ticks },
    },
  }
}

/** The sum so far, best first: it climbs over those that earn, and falls back over those that cost. Its peak is marked. */
export function whaleCurveOption(drawing: Drawing): ChartOption {
  const { block, theme } = drawing
  const y = firstOf(block, 'y')
  const points = pointsOf(drawing, block.rows)
  const peak = points.reduce<Point | undefined>(
    (best, point) => (best === undefined || point.at[1] > best.at[1] ? point : best),
    undefined,
  )
  const { grid, option, scales } = axesOf(drawing, points, { isFromZero: true })
  return {
    ...commonOption(drawing),
    ...option,
    grid,
    series: [
      {
        type: 'line',
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: false,
        lineStyle: { color: theme.accent, width: 2.5 },
        itemStyle: { color: theme.accent },
        areaStyle: { color: theme.accent, opacity: 0.12 },
        data: points.map(({ row, at }) => ({ value: at, tooltip: pointTooltip(drawing, row) })),
        ...referenceLine(drawing, 'yAxis', scales[1]),
        ...(peak && {
          markPoint: {
            symbol: 'circle',
            symbolSize: 10,
            itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 2 },
            label: {
              position: 'top',
              distance: 6,
              color: theme.ink,
              fontWeight: 600,
              formatter: () => showValue(peak.at[1], { ...y, values: {} }, block.language),
            },
            data: [{ coord: peak.at }],
          },
        }),
      },
    ],
  }
}

function pointTooltip({ block }: Drawing, row: Row) {
  const used = ['label', 'series', 'x', 'y', 'size'] as const
  const lines = used.flatMap(key =>
    (block.encodings[key] ?? []).map((column, at) => {
      const text = textOf(block, row, column)
      return key === 'label' && at === 0 ? text : `${column.label}: ${text}`
    }),
  )
  return { formatter: () => lines.join('\n') }
}

const SYMBOLS = ['circle', 'diamond', 'triangle', 'rect', 'emptyCircle', 'emptyDiamond']

/** Points; each series has a symbol and a colour of its own. */
export function scatterOption(drawing: Drawing): ChartOption {
  const { block, theme } = drawing
  const [by] = block.encodings.series ?? []
  const [size] = block.encodings.size ?? []
  const greatest = size ? Math.max(...block.rows.map(row => numberAt(row, size) ?? 0)) : 0
  const groups = by
    ? [...grouped(block.rows, row => textOf(block, row, by))]
    : [['', block.rows] as const]
  const colours = coloursFor(by ? 'categories' : 'accent', theme, groups.length)
  const { grid, option, scales } = axesOf(drawing, pointsOf(drawing, block.rows), {
    isFromZero: false,
  })
  const names = by ? groups.map(([name]) => name) : []
  const legend = legendOf(drawing, names)
  return {
    ...commonOption(drawing),
    ...option,
    ...legend.option,
    grid: { ...grid, top: grid.top + legend.height },
    series: groups.map(([name, rows], at) => ({
      type: 'scatter',
      name,
      symbol: SYMBOLS[at % SYMBOLS.length],
      itemStyle: { color: colours[at], opacity: 0.8, borderColor: theme.surface, borderWidth: 0.5 },
      ...(at === 0 && comparison(drawing, scales)),
      data: pointsOf(drawing, rows).map(({ row, at: value }) => ({
        value,
        symbolSize: size ? radius(numberAt(row, size) ?? 0, greatest) : 8,
        tooltip: pointTooltip(drawing, row),
      })),
    })),
  }
}

/** The line to compare with: across, or from corner to corner where both axes say the same. */
function comparison(drawing: Drawing, [x, y]: Axes['scales']): ChartOption {
  const { block, theme } = drawing
  if (!block.hasDiagonal) return referenceLine(drawing, 'yAxis', y)
  const [from, to] = [Math.max(x.min, y.min), Math.min(x.max, y.max)]
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.muted, type: 'dashed' },
      label: { show: false },
      data: [[{ coord: [from, from] }, { coord: [to, to] }]],
    },
  }
}

/** Areas are compared, so the width grows with the root. */
function radius(value: number, greatest: number): number {
  return greatest <= 0 ? 8 : 6 + 26 * Math.sqrt(Math.max(0, value) / greatest)
}
