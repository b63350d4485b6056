/** Lines over an axis. Pure. */
import { type ChartOption, type Drawing, NARROW } from './chart-block.ts'
import { coloursFor } from './colours.ts'
import {
  commonOption,
  firstOf,
  legendOf,
  nameAxis,
  referenceLine,
  tickRoom,
  valueAxis,
} from './common.ts'
import { scaleOf } from './scales.ts'
import { layOut, markOf, reachOf } from './series.ts'

const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect']
/** Of the width, for names at the ends of lines; longer ones stand above. */
const END_PART = 0.25
/** Between two names along the axis. */
const GAP = 14

/** Lines; each has a symbol of its own and its name at its end, or above where there is no room. */
export function lineOption(drawing: Drawing): ChartOption {
  const { block, theme, room } = drawing
  const laid = layOut(block)
  const { names, along, series } = laid
  const column = series[0]?.column ?? firstOf(block, 'y')
  const scale = scaleOf(drawing, { column, values: reachOf(block, laid), isFromZero: true })
  const palette = block.palette === 'rose' ? 'categories' : block.palette
  const colours = coloursFor(palette, theme, series.length)
  const ends = Math.max(0, ...series.map(({ name }) => room.measure(name))) + 16
  const isNamed = series.length > 1 && room.width >= NARROW && ends <= room.width * END_PART
  const all = series.map(({ name }) => name)
  const legend = legendOf(drawing, isNamed ? [] : all)
  const left = tickRoom(drawing, scale)
  const right = isNamed ? ends : 20
  return {
    ...commonOption(drawing),
    ...legend.option,
    grid: { left, right, top: 16 + legend.height, bottom: 30 },
    xAxis: nameAxis(drawing, along, everyOf(drawing, along, room.width - left - right)),
    yAxis: valueAxis(drawing, scale),
    series: series.map((one, at) => ({
      type: 'line',
      name: one.name,
      ...(block.isStacked && { stack: 'all', areaStyle: { opacity: 0.25 } }),
      symbol: SYMBOLS[at % SYMBOLS.length],
      symbolSize: names.length === 1 ? 10 : 6,
      // One point is no line: it says its number.
      label: { show: names.length === 1, position: 'top', color: theme.ink },
      showSymbol: names.length <= 60,
      lineStyle: { color: colours[at], width: 2 },
      itemStyle: { color: colours[at] },
      ...(at === 0 && referenceLine(drawing, 'yAxis', scale)),
      endLabel: { show: isNamed, formatter: () => one.name, color: theme.ink },
      data: one.rows.map((row, place) =>
        markOf(drawing, one, { row, place: names[place]!, scale }),
      ),
    })),
  }
}

/** Which names are written: so many that none touches the next. */
function everyOf({ room }: Drawing, names: readonly string[], width: number): number {
  const widest = Math.max(0, ...names.map(room.measure)) + GAP
  return Math.max(1, Math.ceil((widest * names.length) / Math.max(1, width)))
}
