/** Charts over two axes of numbers: the whale curve and the scatter plot. Pure. */
import { type Row, showValue } from '../show-value.ts'
import type { ChartOption } from './chart-block.ts'
import { coloursFor } from './colours.ts'
import {
  axisName,
  commonOption,
  type Drawing,
  firstOf,
  NARROW,
  numberAt,
  referenceLine,
  textOf,
  valueAxis,
} from './common.ts'
import { grouped } from './grouped.ts'

/** Both axes, named after their columns. */
function axes(drawing: Drawing): ChartOption {
  const { block } = drawing
  const [x, y] = [firstOf(block, 'x'), firstOf(block, 'y')]
  return {
    grid: { left: 64, right: 24, top: 20, bottom: 48 },
    xAxis: { ...valueAxis(drawing, x), ...axisName(drawing, x.label), nameGap: 30, scale: true },
    yAxis: { ...valueAxis(drawing, y), ...axisName(drawing, y.label), nameGap: 48, scale: true },
  }
}

/** The sum so far, best first: it climbs over those that earn, and falls back over those that cost. Its peak is marked. */
export function whaleCurveOption(drawing: Drawing): ChartOption {
  const { block, theme } = drawing
  const [x, y] = [firstOf(block, 'x'), firstOf(block, 'y')]
  const points = block.rows.flatMap(row => {
    const at = [numberAt(row, x), numberAt(row, y)] as const
    return at[0] === null || at[1] === null ? [] : [{ row, at: [at[0], at[1]] as const }]
  })
  const peak = points.reduce<(typeof points)[number] | undefined>(
    (best, point) => (best === undefined || point.at[1] > best.at[1] ? point : best),
    undefined,
  )
  const base = axes(drawing)
  return {
    ...commonOption(drawing),
    ...base,
    xAxis: { ...(base['xAxis'] as object), scale: false, min: 0 },
    yAxis: { ...(base['yAxis'] as object), scale: false },
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
        ...referenceLine(drawing, 'yAxis'),
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
  const { block, theme, room } = drawing
  const [x, y] = [firstOf(block, 'x'), firstOf(block, 'y')]
  const [by] = block.encodings.series ?? []
  const [size] = block.encodings.size ?? []
  const greatest = size ? Math.max(...block.rows.map(row => numberAt(row, size) ?? 0)) : 0
  const groups = by
    ? [...grouped(block.rows, row => textOf(block, row, by))]
    : [['', block.rows] as const]
  const colours = coloursFor(by ? 'categories' : 'accent', theme, groups.length)
  const base = axes(drawing)
  return {
    ...commonOption(drawing),
    ...base,
    ...(by && {
      legend: { top: 0, left: 0, textStyle: { color: theme.ink } },
      grid: { ...(base['grid'] as object), top: room.width < NARROW ? 56 : 40 },
    }),
    series: groups.map(([name, rows], at) => ({
      type: 'scatter',
      name,
      symbol: SYMBOLS[at % SYMBOLS.length],
      itemStyle: { color: colours[at], opacity: 0.8, borderColor: theme.surface, borderWidth: 0.5 },
      ...(at === 0 && referenceLine(drawing, 'yAxis')),
      data: rows.map(row => ({
        value: [numberAt(row, x), numberAt(row, y)],
        symbolSize: size ? radius(numberAt(row, size) ?? 0, greatest) : 8,
        tooltip: pointTooltip(drawing, row),
      })),
    })),
  }
}

/** Areas are compared, so the width grows with the root. */
function radius(value: number, greatest: number): number {
  return greatest <= 0 ? 8 : 6 + 26 * Math.sqrt(Math.max(0, value) / greatest)
}
