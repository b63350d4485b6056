/** From what a page says of a chart to what ECharts is told. Pure: tests look at it without a browser. */
import { barHeight, barOption } from './bars.ts'
import type { ChartKind, ChartOption, Drawing } from './chart-block.ts'
import { lineOption } from './lines.ts'
import { funnelHeight, funnelOption, pieHeight, pieOption } from './parts.ts'
import { scatterOption, whaleCurveOption } from './points.ts'

const BUILDERS: Readonly<Record<ChartKind, (drawing: Drawing) => ChartOption>> = {
  pie: pieOption,
  funnel: funnelOption,
  bar: barOption,
  line: lineOption,
  whale_curve: whaleCurveOption,
  scatter: scatterOption,
}

/** The option of a chart in the colours of a theme. */
export function chartOption(drawing: Drawing): ChartOption {
  return BUILDERS[drawing.block.kind](drawing)
}

const HEIGHTS: Readonly<Partial<Record<ChartKind, (drawing: Drawing) => number>>> = {
  pie: pieHeight,
  funnel: funnelHeight,
  bar: barHeight,
}

/** How high a chart is at least, in pixels: bars that lie need room for each, and for the lines of its name. */
export function chartHeight(drawing: Drawing): number {
  return HEIGHTS[drawing.block.kind]?.(drawing) ?? 320
}
