/**
 * Values of answers as people read them: numbers, shares, amounts and dates by language. Pure, and without a clock: the
 * server shows tables with it, browsers the labels of charts.
 */
import type { ColumnFormat } from '../../project/dashboard.ts'
import { type Language, LOCALES } from '../words.ts'

/** How a column is shown, in one language. */
export interface ShownColumn {
  readonly column: string
  readonly label: string
  readonly note?: string
  readonly format?: ColumnFormat
  readonly decimals?: number
  readonly currency?: string
  readonly low?: string
  readonly high?: string
  readonly of?: string
  /** Words for values. */
  readonly values: Readonly<Record<string, { readonly label: string; readonly tone?: string }>>
  readonly absent: string
  readonly timeZone: string
}

/** A row of an answer. */
export type Row = Readonly<Record<string, unknown>>

/** The value of a column; `checks.fail` is a part of `checks`. */
export function valueAt(row: Row, column: string): unknown {
  if (Object.hasOwn(row, column)) return row[column]
  let value: unknown = row
  for (const key of column.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Row)[key]
  }
  return value
}

/** The value as a number; undefined for what is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** True for columns whose values are compared by their size. */
export function isNumeric({ format }: ShownColumn, sample: unknown): boolean {
  if (format === undefined) return typeof sample === 'number'
  return format === 'number' || format === 'percent' || format === 'share' || format === 'money'
}

/** A value as text. */
export function showValue(value: unknown, use: ShownColumn, language: Language): string {
  if (value === null || value === undefined || value === '') return use.absent
  const known = wordOf(use, String(value))
  if (known !== undefined) return known
  if (Array.isArray(value)) return value.map(part => partText(part, use)).join(', ')
  const format = use.format ?? (typeof value === 'number' ? 'number' : 'text')
  if (format === 'date' || format === 'datetime')
    return showTime(value, { format, timeZone: use.timeZone }, language)
  if (format === 'flag' || typeof value === 'boolean') return value === true ? '✓' : '–'
  const number = numberOf(value)
  if (number === undefined || format === 'text' || format === 'badge' || format === 'list')
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return showNumber(number, { ...use, format }, language)
}

function wordOf({ values }: ShownColumn, value: string): string | undefined {
  return Object.hasOwn(values, value) ? values[value]!.label : undefined
}

/** A member of a list: its words, its `text`, or itself. */
function partText(part: unknown, use: ShownColumn): string {
  if (part === null || part === undefined) return use.absent
  if (typeof part === 'object' && part !== null)
    return 'text' in part ? String(part.text) : JSON.stringify(part)
  return wordOf(use, String(part)) ?? String(part)
}

type NumberUse = Pick<ShownColumn, 'format' | 'decimals' | 'currency'>

/** A number in its format. */
export function showNumber(value: number, use: NumberUse, language: Language): string {
  const { format, decimals, currency } = use
  switch (format) {
    case 'percent':
      return numberFormat(language, { style: 'percent', ...fraction(decimals ?? 1, 1) }).format(
        value / 100,
      )
    case 'share':
      return numberFormat(language, { style: 'percent', ...fraction(decimals ?? 1, 1) }).format(
        value,
      )
    case 'money':
      return numberFormat(language, {
        style: 'currency',
        currencyDisplay: 'narrowSymbol',
        currency: currency ?? 'EUR',
        ...fraction(decimals ?? 2, 2),
      }).format(value)
    default:
      return smallNumber(value, decimals, language)
  }
}

/** A number that is not 0 is not shown as 0: a probability of 0.00002 is less than 0.001. */
function smallNumber(value: number, decimals: number | undefined, language: Language): string {
  const format = numberFormat(language, fraction(decimals, 2))
  if (decimals === undefined || value === 0 || Math.abs(value) >= 0.5 * 10 ** -decimals)
    return format.format(value)
  const least = format.format(10 ** -decimals)
  return value > 0 ? `< ${least}` : `> -${least}`
}

/** A number where there is little room, such as an axis: 1.2m, with so many digits behind the point at most. */
export function showShort(value: number, use: NumberUse, language: Language, digits = 1): string {
  const { format } = use
  if (format === 'percent' || format === 'share')
    return showNumber(value, { ...use, decimals: 0 }, language)
  const short = { notation: 'compact', maximumFractionDigits: digits } as const
  if (format !== 'money') return numberFormat(language, short).format(value)
  const style = {
    style: 'currency',
    currency: use.currency ?? 'EUR',
    currencyDisplay: 'narrowSymbol',
  } as const
  return numberFormat(language, { ...short, ...style }).format(value)
}

/** `decimals` is exact where it is said, else a maximum. */
function fraction(decimals: number | undefined, most: number): Intl.NumberFormatOptions {
  return decimals === undefined
    ? { minimumFractionDigits: 0, maximumFractionDigits: most }
    : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
}

// To make a format of Intl costs more than to use it a hundred times.
const NUMBERS = new Map<string, Intl.NumberFormat>()
const TIMES = new Map<string, Intl.DateTimeFormat>()

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options)
  const format = NUMBERS.get(key) ?? new Intl.NumberFormat(LOCALES[language], options)
  NUMBERS.set(key, format)
  return format
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A date or time; a text that is none stays as it is. */
export function showTime(
  value: unknown,
  { format, timeZone }: { readonly format: 'date' | 'datetime'; readonly timeZone: string },
  language: Language,
): string {
  const text = String(value)
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) return text
  // A day is a day wherever one looks at it from.
  const zone = DAY.test(text) ? 'UTC' : timeZone
  return timeFormat(language, format, zone).format(time)
}

function timeFormat(language: Language, format: 'date' | 'datetime', timeZone: string) {
  const key = `${language} ${format} ${timeZone}`
  const options: Intl.DateTimeFormatOptions = {
    dateStyle: 'medium',
    ...(format === 'datetime' && { timeStyle: 'short' }),
    timeZone,
  }
  const made = TIMES.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options)
  TIMES.set(key, made)
  return made
}

/** The interval of a value as text: `35.6–54.8`; undefined where an end is missing. */
export function showInterval(row: Row, use: ShownColumn, language: Language): string | undefined {
  if (use.low === undefined || use.high === undefined) return undefined
  const low = numberOf(valueAt(row, use.low))
  const high = numberOf(valueAt(row, use.high))
  if (low === undefined || high === undefined) return undefined
  return `${showNumber(low, use, language)} – ${showNumber(high, use, language)}`
}
