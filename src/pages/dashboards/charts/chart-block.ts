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
  /** Of ratios: twice as much is as far from 1 as half as much. */
  readonly isLogarithmic: boolean
  /** A line where both axes say the same. */
  readonly hasDiagonal: boolean
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

/** How wide a text is in the font of charts, in pixels. */
export type Measure = (text: string) => number

/** Room for the chart, in pixels. */
export interface Room {
  readonly width: number
  readonly measure: Measure
}

/** What a chart is made of. */
export interface Drawing {
  readonly block: ChartBlock
  readonly theme: Theme
  readonly room: Room
}

/** Below this a chart is on a phone: fewer labels, shorter ones. */
export const NARROW = 480

/** What ECharts is told. */
export type ChartOption = Readonly<Record<string, unknown>>
