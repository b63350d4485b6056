/** The series of bars and lines: one for each column of y, or for each value of the series' column. Pure. */
import { type Row, type ShownColumn, showAlong, showInterval, valueAt } from '../show-value.ts'
import type { ChartBlock, Drawing } from './chart-block.ts'
import { firstOf, numberAt, textOf } from './common.ts'
import { grouped } from './grouped.ts'
import type { Scale } from './scales.ts'

/** Values of one name, in the order of the axis. */
export interface Series {
  readonly name: string
  readonly column: ShownColumn
  /** Undefined: no row at this place of the axis. */
  readonly rows: readonly (Row | undefined)[]
}

/** What stands along an axis. */
export interface Laid {
  /** As they are written in full. */
  readonly names: readonly string[]
  /** As they are written along the axis: dates in short. */
  readonly along: readonly string[]
  readonly series: readonly Series[]
}

/** Lays the rows of a chart out along its axis. */
export function layOut(block: ChartBlock): Laid {
  const x = firstOf(block, 'x')
  const first = new Map<string, Row>()
  for (const row of block.rows) {
    const place = String(valueAt(row, x.column))
    if (!first.has(place)) first.set(place, row)
  }
  const rows = [...first.values()]
  return {
    names: rows.map(row => textOf(block, row, x)),
    along: rows.map(row => showAlong(valueAt(row, x.column), x, block.language)),
    series: seriesOf(block, [...first.keys()], x),
  }
}

function seriesOf(block: ChartBlock, places: readonly string[], x: ShownColumn): readonly Series[] {
  const byPlace = (rows: readonly Row[]) => {
    const found = new Map(rows.map(row => [String(valueAt(row, x.column)), row]))
    return places.map(place => found.get(place))
  }
  const columns = block.encodings.y ?? []
  const [by] = block.encodings.series ?? []
  if (by === undefined) {
    const rows = byPlace(block.rows)
    return columns.map(column => ({ name: column.label, column, rows }))
  }
  const groups = grouped(block.rows, row => textOf(block, row, by))
  return [...groups].map(([name, rows]) => ({ name, column: columns[0]!, rows: byPlace(rows) }))
}

/** Every number that has its place on the axis: values or their sums, ends of intervals, what is compared with. */
export function reachOf(
  { isStacked, reference }: ChartBlock,
  { names, series }: Laid,
): readonly number[] {
  const values = series.map(one =>
    one.rows.map(row => (row ? (numberAt(row, one.column) ?? 0) : 0)),
  )
  const drawn = isStacked
    ? names.map((_, place) => values.reduce((sum, of) => sum + of[place]!, 0))
    : values.flat()
  const ends = series.length === 1 ? series[0]!.rows.flatMap(row => endsOf(row, series[0]!)) : []
  return [...drawn, ...ends, ...(reference === undefined ? [] : [reference.value])]
}

/** The low and the high end of the interval of a value; empty where there is none. */
export function endsOf(row: Row | undefined, { column }: Series): readonly number[] {
  const { low, high } = column
  if (row === undefined || low === undefined || high === undefined) return []
  const ends = [low, high].map(end => numberAt(row, { ...column, column: end }))
  return ends.filter(end => end !== null).length === 2 ? (ends as number[]) : []
}

/** One value of a series: where it is, what is written at it, and what one is told of it. */
export function markOf(
  { block }: Pick<Drawing, 'block'>,
  { name, column }: Series,
  {
    row,
    place,
    scale,
  }: {
    readonly row: Row | undefined
    readonly place: string
    readonly scale: Scale
  },
) {
  const value = row === undefined ? null : numberAt(row, column)
  if (row === undefined || value === null) return { value: null }
  const text = textOf(block, row, column)
  const interval = showInterval(row, column, block.language)
  const all = interval === undefined ? text : `${text} (${interval})`
  return {
    value: scale.place(value),
    label: { formatter: () => text },
    tooltip: {
      formatter: () => (name === place ? `${place}: ${all}` : `${place}\n${name}: ${all}`),
    },
  }
}
