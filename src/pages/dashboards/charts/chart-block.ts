/** What a page says to the browser of one chart, as JSON. Pure; imported by both sides. */
import type { Encoding } from '../../../project/dashboard.ts'
import type { Language } from '../../words.ts'
import type { Row, ShownColumn } from '../show-value.ts'

export const CHART_KINDS = ['pie', 'bar', 'line', 'funnel', 'whale_curve', 'scatter'] as const
export type ChartKind = (typeof CHART_KINDS)[number]

export interface ChartBlock {
  readonly kind: ChartKind
  readonly language: Language
  readonly encodings: Readonly<Partial<Record<Encoding, readonly ShownColumn[]>>>
  /** The columns of the encodings alone. */
  readonly rows: readonly Row[]
  readonly palette: 'categories' | 'accent' | 'rose'
  readonly isStacked: boolean
  readonly isHorizontal: boolean
  /** `{count} more`: what the small parts of a pie are together. */
  readonly more: string
  readonly reference?: { readonly value: number; readonly label: string }
}

/** The colours of the page, as the browser has resolved them. */
export interface Theme {
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly accent: string
  readonly bad: string
  /** Told apart by hue and lightness, in this order. */
  readonly categories: readonly string[]
  /** From the smallest to the greatest. */
  readonly rose: readonly [from: string, to: string]
  readonly font: string
  readonly isStill: boolean
}

/** Room for the chart, in pixels. */
export interface Room {
  readonly width: number
}

/** What ECharts is told. */
export type ChartOption = Readonly<Record<string, unknown>>
