/** A thin line from the low to the high end of each value. Pure. */
import type { ChartOption, Drawing } from './chart-block.ts'
import type { Scale } from './scales.ts'
import { endsOf, type Series } from './series.ts'

/** What `renderItem` is given of ECharts. */
interface Drawer {
  readonly value: (dimension: number) => number
  readonly coord: (place: readonly number[]) => readonly number[]
}

interface Direction {
  readonly lies: boolean
  readonly scale: Scale
}

/** The series that draws them; none where the column has no interval. */
export function intervals(
  { theme }: Pick<Drawing, 'theme'>,
  series: Series,
  { lies, scale }: Direction,
): readonly ChartOption[] {
  if (series.column.low === undefined || series.column.high === undefined) return []
  const data = series.rows.flatMap((row, at) => {
    const ends = endsOf(row, series).map(scale.place)
    return ends.length === 0 ? [] : [[at, ...ends]]
  })
  // Ink on a dark bar is not seen: an edge in the colour of the page stands around it.
  const strokes = [
    { stroke: theme.surface, lineWidth: 4, fill: 'none' },
    { stroke: theme.ink, lineWidth: 1.5, fill: 'none' },
  ]
  return [
    {
      type: 'custom',
      silent: true,
      tooltip: { show: false },
      z: 3,
      encode: lies ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      data,
      renderItem: (_: unknown, api: Drawer) => {
        const ends = [api.value(1), api.value(2)]
        const places = ends.map(end => api.coord(lies ? [end, api.value(0)] : [api.value(0), end]))
        // An end that lies beyond the axis has no cap: the line goes on.
        const capped = ends.map(end => end > scale.min && end < scale.max)
        return whisker(places, capped, { strokes, lies })
      },
    },
  ]
}

function whisker(
  [from = [], to = []]: readonly (readonly number[])[],
  capped: readonly boolean[],
  { strokes, lies }: { readonly strokes: readonly object[]; readonly lies: boolean },
) {
  const [[x1 = 0, y1 = 0], [x2 = 0, y2 = 0]] = [from, to]
  const line = (style: object) => (shape: object) => ({ type: 'line', shape, style })
  const cap = (x: number, y: number) =>
    lies ? { x1: x, y1: y - 4, x2: x, y2: y + 4 } : { x1: x - 4, y1: y, x2: x + 4, y2: y }
  const caps = [cap(x1, y1), cap(x2, y2)].filter((_, at) => capped[at])
  const shapes = [{ x1, y1, x2, y2 }, ...caps]
  return { type: 'group', children: strokes.flatMap(style => shapes.map(line(style))) }
}
