/** Bars, upright or lying. Pure. */
import type { ChartOption, Drawing } from './chart-block.ts'
import { coloursFor } from './colours.ts'
import {
  commonOption,
  firstOf,
  legendOf,
  nameAxis,
  referenceLine,
  textOf,
  tickRoom,
  valueAxis,
} from './common.ts'
import { intervals } from './intervals.ts'
import { areWhole, type Labels, LINE, labelsWithin } from './labels.ts'
import { type Scale, scaleOf } from './scales.ts'
import { type Laid, layOut, markOf, reachOf, type Series } from './series.ts'

/** What of the width the names beside lying bars may take. */
export const LABEL_PART = 0.45
/** Between the names beside bars and what is around them. */
const LABEL_MARGIN = 14

interface Layout extends Laid {
  readonly lies: boolean
  readonly labels: Labels
  readonly scale: Scale
  readonly legend: ReturnType<typeof legendOf>
  /** Written at each bar. */
  readonly isWritten: boolean
}

/** Upright bars whose names have no room beneath them lie down. */
function layoutOf(drawing: Drawing): Layout {
  const { block, room } = drawing
  const laid = layOut(block)
  const { along, series } = laid
  const column = series[0]?.column ?? firstOf(block, 'y')
  const values = reachOf(block, laid)
  const { isLogarithmic } = block
  const scale = scaleOf(drawing, { column, values, isFromZero: true, isLogarithmic })
  const slot = (room.width - tickRoom(drawing, scale) - 12) / Math.max(1, along.length) - 8
  const lies = block.isHorizontal || !areWhole(along, slot, room.measure)
  return {
    ...laid,
    lies,
    scale,
    labels: labelsWithin(along, lies ? room.width * LABEL_PART : slot, room.measure),
    legend: legendOf(
      drawing,
      series.map(({ name }) => name),
    ),
    isWritten: series.length === 1 && column.low === undefined,
  }
}

/** How high bars are, with all around them, in pixels. */
export function barHeight(drawing: Drawing): number {
  const { lies, labels, names, legend } = layoutOf(drawing)
  if (!lies) return 320
  const row = Math.max(30, labels.lines * LINE + 4)
  return Math.max(130, names.length * row + legend.height + 60)
}

/** Bars. With one series each has its number written on it, or its interval drawn. */
export function barOption(drawing: Drawing): ChartOption {
  const { block, theme } = drawing
  const layout = layoutOf(drawing)
  const { lies, labels, scale, series } = layout
  const isAlone = series.length === 1
  const palette = isAlone ? block.palette : 'categories'
  const colours = coloursFor(palette, theme, series.length)
  const names = nameAxis(drawing, labels.texts)
  const values = valueAxis(drawing, scale)
  return {
    ...commonOption(drawing),
    ...layout.legend.option,
    grid: gridOf(drawing, layout),
    xAxis: lies ? values : names,
    yAxis: lies ? { ...names, inverse: true } : values,
    aria: { enabled: true, decal: { show: !isAlone } },
    series: [
      ...series.map((one, at) => ({
        ...barsOf(drawing, layout, one),
        itemStyle: { color: colours[at], borderRadius: block.isStacked ? 0 : 2 },
        ...(at === 0 && referenceLine(drawing, lies ? 'xAxis' : 'yAxis', scale)),
      })),
      ...(isAlone ? intervals(drawing, series[0]!, { lies, scale }) : []),
    ],
  }
}

function barsOf(drawing: Drawing, { lies, scale, names, isWritten }: Layout, one: Series) {
  const { block, theme } = drawing
  return {
    type: 'bar',
    name: one.name,
    ...(block.isStacked && { stack: 'all' }),
    barMaxWidth: lies ? 32 : 48,
    data: one.rows.map((row, at) => markOf(drawing, one, { row, place: names[at]!, scale })),
    label: { show: isWritten, position: lies ? 'right' : 'top', color: theme.ink },
  }
}

function gridOf(drawing: Drawing, layout: Layout) {
  const { lies, labels, scale, legend } = layout
  const reference = drawing.block.reference === undefined ? 0 : 14
  const top = legend.height + (lies ? 8 + reference : 22)
  if (!lies)
    return { left: tickRoom(drawing, scale), right: 12, top, bottom: 14 + labels.lines * LINE }
  return { left: labels.width + LABEL_MARGIN, right: rightOf(drawing, layout), top, bottom: 30 }
}

/** Room behind lying bars: for the numbers at their ends, else for half of the last tick. */
function rightOf({ block, room }: Drawing, { series, scale, isWritten }: Layout): number {
  const half = room.measure(scale.ticks.at(-1) ?? '') / 2 + 4
  if (!isWritten) return Math.ceil(half)
  const [one] = series
  const texts = one!.rows.flatMap(row => (row ? [textOf(block, row, one!.column)] : []))
  return Math.ceil(Math.max(half, ...texts.map(text => room.measure(text) + 10)))
}
