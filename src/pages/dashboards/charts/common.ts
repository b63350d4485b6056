/** What all charts have in common: texts, axes, tooltips. Pure. */
import {
  numberOf,
  type Row,
  type ShownColumn,
  showShort,
  showValue,
  valueAt,
} from '../show-value.ts'
import type { ChartBlock, ChartOption, Room, Theme } from './chart-block.ts'

/** What every builder is given. */
export interface Drawing {
  readonly block: ChartBlock
  readonly theme: Theme
  readonly room: Room
}

/** Below this a chart is on a phone: fewer labels, shorter ones. */
export const NARROW = 480

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
export function valueAxis({ block, theme, room }: Drawing, column: ShownColumn): ChartOption {
  return {
    type: 'value',
    splitNumber: room.width < NARROW ? 3 : 5,
    axisLabel: {
      color: theme.muted,
      formatter: (value: number) => showShort(value, column, block.language),
    },
    splitLine: { lineStyle: { color: theme.line } },
    axisLine: { show: false },
    axisTick: { show: false },
  }
}

/** An axis of names. */
export function nameAxis({ theme }: Drawing, names: readonly string[], most: number): ChartOption {
  return {
    type: 'category',
    data: names,
    axisLabel: {
      color: theme.muted,
      width: most,
      overflow: 'truncate',
      hideOverlap: true,
      margin: 12,
    },
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
  }
}

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
      data: [{ [axis]: reference.value }],
    },
  }
}
