/** From what a page says of a chart to what ECharts is told. Pure: tests look at it without a browser. */
import type { ChartKind, ChartOption } from './chart-block.ts'
import type { Drawing } from './common.ts'
import { funnelOption, pieOption } from './parts.ts'
import { scatterOption, whaleCurveOption } from './points.ts'
import { barOption, lineOption } from './series.ts'

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

/** How high a chart is, in pixels: bars that lie need room for each. */
export function chartHeight({ kind, isHorizontal, rows }: Drawing['block']): number {
  if (kind === 'funnel') return Math.max(280, rows.length * 56)
  if (kind === 'bar' && isHorizontal) return Math.max(160, rows.length * 34 + 50)
  return kind === 'pie' ? 300 : 320
}
