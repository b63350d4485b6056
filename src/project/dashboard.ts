/**
 * What a dashboard is once its file is read: texts, filters, and sections of items that are each bound to an endpoint.
 * Whether the endpoints, parameters and columns that it names exist is not known here.
 */
import type { Place } from '../errors/place.ts'
import type { Value } from '../util/value.ts'

/** A text by language (`en`, `fr`, ...); `*` where the file has one for all. */
export type Texts = Readonly<Record<string, string>>

/** A name of something elsewhere, with the place where it is written. */
export interface Placed {
  readonly text: string
  readonly place: Place
}

export const ITEM_KINDS = [
  'big_number',
  'pie',
  'bar',
  'line',
  'funnel',
  'whale_curve',
  'scatter',
  'table',
  'text',
] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

export const COLUMN_FORMATS = [
  'text',
  'number',
  'short',
  'percent',
  'share',
  'money',
  'p_value',
  'month',
  'date',
  'datetime',
  'flag',
  'list',
  'badge',
] as const
/** `percent` is of 0 to 100, `share` of 0 to 1. Absent: by the value. */
export type ColumnFormat = (typeof COLUMN_FORMATS)[number]

export const TONES = ['good', 'warn', 'bad', 'quiet'] as const
export type Tone = (typeof TONES)[number]

/** How a value of a column is shown: the pending of `status` as "En attente". */
export interface ValueWords {
  readonly label?: Texts
  readonly tone?: Tone
}

/**
 * Words for values. In a value `*` stands for anything, and `{1}` in its label for what the first of them was: as it is,
 * `{1:bands}` in the words of that name, `{1:number}` as the language writes numbers. `{0}` is the whole value.
 */
export type WordsOfValues = Readonly<Record<string, ValueWords>>

/** A column of an answer, and how it is shown. */
export interface ColumnUse {
  readonly column: string
  readonly place: Place
  readonly label?: Texts
  /** Says beside the label what the column is. */
  readonly note?: Texts
  readonly format?: ColumnFormat
  readonly decimals?: number
  readonly currency?: string
  /** Columns with the ends of the interval of the value. */
  readonly low?: Placed
  readonly high?: Placed
  /** Column with the number that this is a part of. */
  readonly of?: Placed
  readonly values: WordsOfValues
  /** Shown where the value is null. */
  readonly absent?: Texts
  /** The value of the endpoint's parameter `sort` that orders by it. */
  readonly sort?: Placed
}

/** Where an action or an item takes the value of a parameter from. */
export type ParameterValue =
  | { readonly from: 'fixed'; readonly text: string }
  | { readonly from: 'column' | 'filter'; readonly name: string }

export interface ParameterUse {
  readonly name: string
  readonly value: ParameterValue
  readonly place: Place
}

/** A button that calls an endpoint. */
export interface ActionDeclaration {
  readonly label: Texts
  readonly endpoint: Placed
  readonly parameters: readonly ParameterUse[]
  /** The parameter whose choices are offered: a button sets one of them. */
  readonly choose?: Placed
  /** How the choices are shown. */
  readonly values: WordsOfValues
  /** Column with the choice that stands. */
  readonly current?: Placed
  /** Asked before it is done. */
  readonly confirm?: Texts
  readonly note?: Texts
  readonly tone?: Tone
}

export const PALETTES = ['categories', 'accent', 'rose'] as const
export const SCALES = ['even', 'ratio'] as const
export const WIDTHS = ['quarter', 'third', 'half', 'two_thirds', 'full'] as const

/** A chart, a number, a table or a text. */
export interface ItemDeclaration {
  /** Unique within the dashboard: names it in addresses. */
  readonly id: string
  readonly kind: ItemKind
  readonly place: Place
  readonly title?: Texts
  /** Markdown, below the title. */
  readonly note?: Texts
  readonly text?: Texts
  readonly width?: (typeof WIDTHS)[number]
  readonly endpoint?: Placed
  /** The part of a JSON answer that holds the rows: `customers`, `stats.top`. */
  readonly rows?: Placed
  readonly parameters: readonly ParameterUse[]
  /** By what they are for: x, y, series, label, value, size, of. */
  readonly encodings: Readonly<Partial<Record<Encoding, readonly ColumnUse[]>>>
  readonly columns: readonly ColumnUse[]
  readonly pageSize?: number
  readonly palette?: (typeof PALETTES)[number]
  readonly isStacked: boolean
  readonly isHorizontal: boolean
  /** Its values are ratios: twice as much is drawn as far from 1 as half as much. */
  readonly isLogarithmic: boolean
  /** A line where both axes say the same. */
  readonly hasDiagonal: boolean
  /** A line that the values are compared with. */
  readonly reference?: number
  readonly referenceLabel?: Texts
  /** What to do when there are no rows; Markdown. */
  readonly empty?: Texts
  /** The endpoint that gives the rows as CSV, with the filters of the page; absent: made of the rows. */
  readonly csv?: Placed
  readonly actions: readonly ActionDeclaration[]
}

export const ENCODINGS = ['x', 'y', 'series', 'label', 'value', 'size'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** A field above the page, named like the parameter that it sets. */
export interface FilterDeclaration {
  readonly name: string
  readonly place: Place
  readonly label?: Texts
  readonly values: WordsOfValues
  readonly default?: Placed
  /** Where its choices come from, when the parameter does not list them. */
  readonly options?: {
    readonly endpoint: Placed
    readonly rows?: Placed
    readonly value: Placed
    readonly label?: Placed
  }
}

export interface SectionDeclaration {
  readonly title?: Texts
  /** Markdown. */
  readonly note?: Texts
  readonly items: readonly ItemDeclaration[]
  readonly actions: readonly ActionDeclaration[]
}

/** One file of the dashboards folder. */
export interface DashboardDeclaration {
  /** Name of the file. */
  readonly name: string
  readonly path: string
  readonly place: Place
  readonly title: Texts
  /** Markdown. */
  readonly description: Texts
  /** Its place among the others; by name where it is equal. */
  readonly order: number
  /** The figures are made up; what is said of that. */
  readonly simulated?: Texts
  readonly currency?: string
  readonly timeZone: string
  /** Words for values that several columns share, by name. */
  readonly words: Readonly<Record<string, WordsOfValues>>
  readonly filters: readonly FilterDeclaration[]
  readonly actions: readonly ActionDeclaration[]
  readonly sections: readonly SectionDeclaration[]
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, Value>>
  readonly enabled: boolean
}

/** All items, in the order of the page. */
export function itemsOf({ sections }: DashboardDeclaration): readonly ItemDeclaration[] {
  return sections.flatMap(({ items }) => items)
}
