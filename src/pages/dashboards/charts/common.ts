/** What all charts have in common: texts, axes, tooltips. Pure. */
import { numberOf, type Row, type ShownColumn, showValue, valueAt } from '../show-value.ts'
import type { ChartBlock, ChartOption, Drawing, Theme } from './chart-block.ts'
import { LINE } from './labels.ts'
import type { Scale } from './scales.ts'

/** The first column of an encoding. */
export function firstOf(
  { encodings }: ChartBlock,
  key: keyof ChartBlock['encodings'],
): ShownColumn {
  const [first] = encodings[key] ?? []
  if (first === undefined) throw new Error(`the chart has no ${key}`)
  return first
}

/** The text of a column in a row. */
export function textOf({ language }: ChartBlock, row: Row, column: ShownColumn): string {
  return showValue(valueAt(row, column.column), column, language)
}

/** The number of a column in a row; null draws nothing. */
export function numberAt(row: Row, { column }: ShownColumn): number | null {
  return numberOf(valueAt(row, column)) ?? null
}

/** Settings of every chart. A tooltip is drawn, not made of HTML: what a row says is text and nothing else. */
export function commonOption({ theme }: Pick<Drawing, 'theme'>): ChartOption {
  return {
    animation: !theme.isStill,
    animationDuration: 300,
    textStyle: { fontFamily: theme.font, fontSize: 12, color: theme.ink },
    tooltip: tooltip(theme),
  }
}

/** How a tooltip looks. */
export function tooltip(theme: Theme): ChartOption {
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: theme.surface,
    borderColor: theme.line,
    borderWidth: 1,
    textStyle: { color: theme.ink, fontSize: 12, fontFamily: theme.font },
  }
}

/** An axis of numbers. */
export function valueAxis({ theme }: Pick<Drawing, 'theme'>, scale: Scale): ChartOption {
  const { min, max, interval, text } = scale
  return {
    type: 'value',
    min,
    max,
    interval,
    axisLabel: { color: theme.muted, formatter: text, hideOverlap: true },
    splitLine: { lineStyle: { color: theme.line } },
    axisLine: { show: false },
    axisTick: { show: false },
  }
}

/** How much room the ticks of an upright axis take, with the distance to it. */
export function tickRoom({ room }: Pick<Drawing, 'room'>, { ticks }: Scale): number {
  return Math.ceil(Math.max(...ticks.map(room.measure))) + 14
}

/** An axis of names: each is written as it is given, with its lines; `every` leaves out those between. */
export function nameAxis(
  { theme }: Pick<Drawing, 'theme'>,
  texts: readonly string[],
  every = 1,
): ChartOption {
  return {
    type: 'category',
    data: texts,
    axisLabel: { color: theme.muted, interval: every - 1, lineHeight: LINE, margin: 10 },
    axisLine: { lineStyle: { color: theme.line }, onZero: false },
    axisTick: { show: false },
  }
}

/** The names of series above a chart, and how high they stand; nothing where there is one. */
export function legendOf(
  { theme, room }: Pick<Drawing, 'theme' | 'room'>,
  names: readonly string[],
): { readonly option: ChartOption; readonly height: number } {
  if (names.length < 2) return { option: {}, height: 0 }
  let [lines, used] = [1, 0]
  for (const name of names) {
    const width = room.measure(name) + LEGEND_MARK
    if (used > 0 && used + width > room.width) [lines, used] = [lines + 1, 0]
    used += width
  }
  const textStyle = { color: theme.ink }
  return {
    option: { legend: { top: 0, left: 0, itemWidth: 16, itemGap: 12, padding: 0, textStyle } },
    height: lines * 22,
  }
}

/** The sign before a name, and the distance to the next. */
const LEGEND_MARK = 16 + 5 + 12

/** The name of an axis, at its end. */
export function axisName({ theme }: Drawing, name: string): ChartOption {
  return {
    name,
    nameLocation: 'middle',
    nameTextStyle: { color: theme.muted, fontSize: 12 },
  }
}

/** The line that values are compared with; absent where none is asked for. */
export function referenceLine(
  { block: { reference }, theme }: Drawing,
  axis: 'xAxis' | 'yAxis',
  scale: Scale,
): ChartOption {
  if (reference === undefined) return {}
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.muted, type: 'dashed' },
      label: {
        formatter: reference.label,
        color: theme.muted,
        position: axis === 'yAxis' ? 'insideStartTop' : 'start',
      },
      data: [{ [axis]: scale.place(reference.value) }],
    },
  }
}
