/** Bars and lines over an axis: one series for each column of y, or for each value of the series' column. Pure. */
import { type Row, type ShownColumn, showValue, valueAt } from '../show-value.ts'
import type { ChartOption } from './chart-block.ts'
import { coloursFor } from './colours.ts'
import {
  commonOption,
  type Drawing,
  firstOf,
  NARROW,
  nameAxis,
  numberAt,
  referenceLine,
  textOf,
  valueAxis,
} from './common.ts'
import { grouped } from './grouped.ts'

/** Values of one name, in the order of the axis. */
interface Series {
  readonly name: string
  readonly column: ShownColumn
  /** Undefined: no row at this place of the axis. */
  readonly rows: readonly (Row | undefined)[]
}

interface Laid {
  /** As they are written along the axis. */
  readonly names: readonly string[]
  readonly series: readonly Series[]
}

function lay({ block }: Drawing): Laid {
  const x = firstOf(block, 'x')
  const columns = block.encodings.y ?? []
  const places = [...new Set(block.rows.map(row => String(valueAt(row, x.column))))]
  const byPlace = (rows: readonly Row[]) => {
    const found = new Map(rows.map(row => [String(valueAt(row, x.column)), row]))
    return places.map(place => found.get(place))
  }
  const names = places.map(place => {
    const row = block.rows.find(one => String(valueAt(one, x.column)) === place)!
    return textOf(block, row, x)
  })
  const [by] = block.encodings.series ?? []
  if (by === undefined) {
    const rows = byPlace(block.rows)
    return { names, series: columns.map(column => ({ name: column.label, column, rows })) }
  }
  const groups = grouped(block.rows, row => textOf(block, row, by))
  const series = [...groups].map(([name, rows]) => ({
    name,
    column: columns[0]!,
    rows: byPlace(rows),
  }))
  return { names, series }
}

const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect']

/** Bars, upright or lying. With one series each bar has its number written on it. */
export function barOption(drawing: Drawing): ChartOption {
  const { block, theme, room } = drawing
  const { names, series } = lay(drawing)
  const colours = coloursFor(
    series.length === 1 ? block.palette : 'categories',
    theme,
    series.length,
  )
  const lies = block.isHorizontal
  const labelRoom = Math.min(240, Math.round(room.width * 0.38))
  const along = nameAxis(
    drawing,
    names,
    lies ? labelRoom : Math.max(40, room.width / (names.length + 1)),
  )
  const values = valueAxis(drawing, series[0]?.column ?? firstOf(block, 'y'))
  const isAlone = series.length === 1
  return {
    ...commonOption(drawing),
    ...legendOf(drawing, series),
    grid: {
      left: lies ? labelRoom + 14 : 56,
      right: lies ? 56 : 12,
      top: isAlone ? 22 : 40,
      bottom: 34,
    },
    xAxis: lies ? values : along,
    yAxis: lies ? { ...along, inverse: true } : values,
    aria: { enabled: true, decal: { show: !isAlone } },
    series: [
      ...series.map((one, at) => ({
        type: 'bar',
        name: one.name,
        ...(block.isStacked && { stack: 'all' }),
        barMaxWidth: 36,
        itemStyle: { color: colours[at], borderRadius: block.isStacked ? 0 : 2 },
        ...(at === 0 && referenceLine(drawing, lies ? 'xAxis' : 'yAxis')),
        data: one.rows.map((row, place) => mark(drawing, one, { row, place: names[place]! })),
        label: {
          show: isAlone && one.column.low === undefined,
          position: lies ? 'right' : 'top',
          color: theme.ink,
        },
      })),
      ...(isAlone ? intervals(drawing, series[0]!, lies) : []),
    ],
  }
}

function mark(
  { block }: Drawing,
  { name, column }: Series,
  { row, place }: { readonly row: Row | undefined; readonly place: string },
) {
  if (row === undefined) return { value: null }
  const text = textOf(block, row, column)
  const written = intervalText(block, row, column)
  const all = written === undefined ? text : `${text} (${written})`
  return {
    value: numberAt(row, column),
    label: { formatter: () => text },
    tooltip: {
      formatter: () => (name === place ? `${place}: ${all}` : `${place}\n${name}: ${all}`),
    },
  }
}

function intervalText(
  { language }: Drawing['block'],
  row: Row,
  column: ShownColumn,
): string | undefined {
  if (column.low === undefined || column.high === undefined) return undefined
  const end = (key: string) => showValue(valueAt(row, key), { ...column, values: {} }, language)
  return `${end(column.low)} – ${end(column.high)}`
}

/** What `renderItem` is given of ECharts. */
interface Drawer {
  readonly value: (dimension: number) => number
  readonly coord: (place: readonly number[]) => readonly number[]
}

/** A thin line from the low to the high end of each value. */
function intervals(drawing: Drawing, { column, rows }: Series, lies: boolean): ChartOption[] {
  const { low, high } = column
  if (low === undefined || high === undefined) return []
  const data = rows.flatMap((row, at) => {
    if (row === undefined) return []
    const ends = [
      numberAt(row, { ...column, column: low }),
      numberAt(row, { ...column, column: high }),
    ]
    return ends.includes(null) ? [] : [[at, ...(ends as number[])]]
  })
  const stroke = { stroke: drawing.theme.ink, lineWidth: 1.5, fill: 'none' }
  return [
    {
      type: 'custom',
      silent: true,
      tooltip: { show: false },
      z: 3,
      encode: lies ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      data,
      renderItem: (_: unknown, api: Drawer) => {
        const at = (value: number) =>
          api.coord(lies ? [value, api.value(0)] : [api.value(0), value])
        return whisker(at(api.value(1)), at(api.value(2)), { stroke, lies })
      },
    },
  ]
}

function whisker(
  [x1 = 0, y1 = 0]: readonly number[],
  [x2 = 0, y2 = 0]: readonly number[],
  { stroke, lies }: { readonly stroke: object; readonly lies: boolean },
) {
  const line = (shape: object) => ({ type: 'line', shape, style: stroke })
  const cap = (x: number, y: number) =>
    lies ? { x1: x, y1: y - 4, x2: x, y2: y + 4 } : { x1: x - 4, y1: y, x2: x + 4, y2: y }
  return {
    type: 'group',
    children: [line({ x1, y1, x2, y2 }), line(cap(x1, y1)), line(cap(x2, y2))],
  }
}

function legendOf({ theme }: Drawing, series: readonly Series[]): ChartOption {
  if (series.length < 2) return {}
  return { legend: { top: 0, left: 0, itemWidth: 16, textStyle: { color: theme.ink } } }
}

/** Lines; each has a symbol of its own and its name at its end. */
export function lineOption(drawing: Drawing): ChartOption {
  const { block, theme, room } = drawing
  const { names, series } = lay(drawing)
  const colours = coloursFor(
    block.palette === 'rose' ? 'categories' : block.palette,
    theme,
    series.length,
  )
  const isWide = room.width >= NARROW
  const isAlone = series.length === 1
  return {
    ...commonOption(drawing),
    ...(isWide || isAlone ? {} : legendOf(drawing, series)),
    grid: { left: 56, right: isWide && !isAlone ? 120 : 20, top: isWide ? 16 : 36, bottom: 34 },
    xAxis: nameAxis(drawing, names, Math.max(48, room.width / Math.min(names.length + 1, 8))),
    yAxis: valueAxis(drawing, series[0]?.column ?? firstOf(block, 'y')),
    series: series.map((one, at) => ({
      type: 'line',
      name: one.name,
      ...(block.isStacked && { stack: 'all', areaStyle: { opacity: 0.25 } }),
      symbol: SYMBOLS[at % SYMBOLS.length],
      symbolSize: 6,
      showSymbol: names.length <= 60,
      lineStyle: { color: colours[at], width: 2 },
      itemStyle: { color: colours[at] },
      ...(at === 0 && referenceLine(drawing, 'yAxis')),
      endLabel: { show: isWide && !isAlone, formatter: () => one.name, color: theme.ink },
      data: one.rows.map((row, place) => mark(drawing, one, { row, place: names[place]! })),
    })),
  }
}
