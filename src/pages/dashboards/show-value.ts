/**
 * Values of answers as people read them: numbers, shares, amounts and dates by language. Pure, and without a clock: the
 * server shows tables with it, browsers the labels of charts.
 */
import type { ColumnFormat } from '../../project/dashboard.ts'
import { type Language, LOCALES } from '../words.ts'
import { type ValuePart, wordIn } from './value-words.ts'

/** How a value is shown. */
export interface ShownWord {
  readonly label: string
  readonly tone?: string
}

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
  /** Words for values; those with `*` stand for many. */
  readonly values: Readonly<Record<string, ShownWord>>
  /** Words that labels of these fill in, by name. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, ShownWord>>>>
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

const NUMERIC: ReadonlySet<ColumnFormat> = new Set([
  'number',
  'short',
  'percent',
  'share',
  'money',
  'p_value',
])

/** True for columns whose values are compared by their size. */
export function isNumeric({ format }: ShownColumn, sample: unknown): boolean {
  if (format === undefined) return typeof sample === 'number'
  return NUMERIC.has(format)
}

/** A value as text. */
export function showValue(value: unknown, use: ShownColumn, language: Language): string {
  if (value === null || value === undefined || value === '') return use.absent
  if (Array.isArray(value)) return value.map(part => partText(part, use, language)).join(', ')
  const known = wordOf(use, String(value), language)
  if (known !== undefined) return known.label
  const format = use.format ?? (typeof value === 'number' ? 'number' : 'text')
  if (format === 'month' || format === 'date' || format === 'datetime')
    return showTime(value, { format, timeZone: use.timeZone }, language)
  if (format === 'flag' || typeof value === 'boolean') return value === true ? '✓' : '–'
  const number = numberOf(value)
  if (number === undefined || format === 'text' || format === 'badge' || format === 'list')
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return showNumber(number, { ...use, format }, language)
}

/** The words of a value and its tone; undefined where the file has none for it. */
export function wordOf(use: ShownColumn, value: string, language: Language): ShownWord | undefined {
  return wordIn(use.values, value, part => partWord(use, part, language))
}

/** A part of a value that a label fills in. */
function partWord(
  { words = {} }: ShownColumn,
  { text, as }: ValuePart,
  language: Language,
): string {
  if (as === undefined) return text
  if (as === 'number') return signedNumber(text, language)
  return wordIn(words[as] ?? {}, text, part => part.text)?.label ?? text
}

/** A number in a text, with its sign and its decimals: +1.30. */
function signedNumber(text: string, language: Language): string {
  const number = numberOf(text)
  if (number === undefined) return text
  const decimals = text.split('.')[1]?.length ?? 0
  const signDisplay = text.startsWith('+') ? 'exceptZero' : 'auto'
  return numberFormat(language, { signDisplay, ...fraction(decimals, decimals) }).format(number)
}

/** A member of a list: its words, its `text`, or itself. */
function partText(part: unknown, use: ShownColumn, language: Language): string {
  if (part === null || part === undefined) return use.absent
  if (typeof part === 'object' && part !== null)
    return 'text' in part ? String(part.text) : JSON.stringify(part)
  return wordOf(use, String(part), language)?.label ?? String(part)
}

/** A value along an axis: dates in short. */
export function showAlong(value: unknown, use: ShownColumn, language: Language): string {
  const { format, timeZone } = use
  const isPlain = value !== null && value !== undefined && value !== ''
  if (!isPlain || (format !== 'month' && format !== 'date')) return showValue(value, use, language)
  return showTime(value, { format, timeZone, isShort: true }, language)
}

type NumberUse = Pick<ShownColumn, 'format' | 'decimals' | 'currency'>

/** From here on a short number is written in thousands. */
const LARGE = 10_000

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
    case 'short':
      return Math.abs(value) < LARGE
        ? numberFormat(language, fraction(decimals, Math.abs(value) < 1000 ? 1 : 0)).format(value)
        : showShort(value, {}, language, decimals ?? 1)
    case 'p_value':
      return probability(value, decimals ?? 3, language)
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

/** A probability is never 0: what answers have rounded to it is less than what is shown. */
function probability(value: number, decimals: number, language: Language): string {
  const format = numberFormat(language, fraction(decimals, decimals))
  const least = 10 ** -decimals
  return value < least ? `< ${format.format(least)}` : format.format(value)
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

const DAY = /^\d{4}-\d{2}(-\d{2})?$/

type TimeFormat = 'month' | 'date' | 'datetime'

interface TimeUse {
  readonly format: TimeFormat
  readonly timeZone: string
  /** Where there is little room, such as an axis. */
  readonly isShort?: boolean
}

/** A month, date or time; a text that is none stays as it is. */
export function showTime(value: unknown, use: TimeUse, language: Language): string {
  const text = String(value)
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) return text
  // A day is a day wherever one looks at it from.
  const timeZone = DAY.test(text) ? 'UTC' : use.timeZone
  return timeFormat(language, { ...use, timeZone }).format(time)
}

const SHORT_YEAR = { month: 'short', year: '2-digit' } as const
const TIME_FORMATS: Readonly<
  Record<TimeFormat, readonly [full: Intl.DateTimeFormatOptions, short: Intl.DateTimeFormatOptions]>
> = {
  month: [{ month: 'short', year: 'numeric' }, SHORT_YEAR],
  date: [{ dateStyle: 'medium' }, { day: 'numeric', ...SHORT_YEAR }],
  datetime: [
    { dateStyle: 'medium', timeStyle: 'short' },
    { dateStyle: 'short', timeStyle: 'short' },
  ],
}

function timeFormat(language: Language, { format, timeZone, isShort }: TimeUse) {
  const key = `${language} ${format} ${timeZone} ${isShort}`
  const options = { ...TIME_FORMATS[format][isShort ? 1 : 0], timeZone }
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
