/** Numbers, times and durations as a language writes them. Times are UTC, as in the ledger. */
import { type Language, LOCALES } from './words.ts'

/** Writes values for people. */
export interface Formats {
  /** 1,234.5 */
  number(value: number, digits?: number): string
  /** 1.2M: where the place is narrow. */
  compact(value: number): string
  /** Of a share: .5 is 50%. */
  percent(share: number, digits?: number): string
  /** With a unit of Intl: `euro` is none, `kilometer` is one. */
  unit(value: number, unit: string): string
  /** An amount of a currency: `EUR`. */
  money(value: number, currency: string, digits?: number): string
  /** 14 Feb 2026 */
  date(time: string | Date): string
  /** 14 Feb 2026, 03:00 */
  dateTime(time: string | Date): string
  /** 3 hours ago; of seconds that have passed. */
  ago(seconds: number): string
  /** 1 min 5 s; of seconds. */
  duration(seconds: number): string
}

/** The formats of a language. */
export function formatsOf(language: Language): Formats {
  const cached = FORMATS.get(language)
  if (cached !== undefined) return cached
  const made = makeFormats(LOCALES[language])
  FORMATS.set(language, made)
  return made
}

// To make a format of Intl costs more than to use it a hundred times.
const FORMATS = new Map<Language, Formats>()

function makeFormats(locale: string): Formats {
  const number = numberFormats(locale)
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const dateTime = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  return {
    number: (value, digits = 2) => number({ maximumFractionDigits: digits }).format(value),
    compact: value => number({ notation: 'compact', maximumFractionDigits: 1 }).format(value),
    percent: (share, digits = 0) =>
      number({ style: 'percent', maximumFractionDigits: digits }).format(share),
    unit: (value, unit) =>
      number({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value),
    money: (value, currency, digits = 0) =>
      number({ style: 'currency', currency, maximumFractionDigits: digits }).format(value),
    date: time => date.format(new Date(time)),
    dateTime: time => dateTime.format(new Date(time)),
    ago: seconds => {
      const [unit, size] = STEPS.find(([, step]) => seconds >= step) ?? ['second', 1]
      return relative.format(-Math.floor(seconds / size), unit)
    },
    duration: seconds => durationOf(seconds, number),
  }
}

type NumberFormats = (options: Intl.NumberFormatOptions) => Intl.NumberFormat

function numberFormats(locale: string): NumberFormats {
  const made = new Map<string, Intl.NumberFormat>()
  return options => {
    const key = JSON.stringify(options)
    const format = made.get(key) ?? new Intl.NumberFormat(locale, options)
    made.set(key, format)
    return format
  }
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** The two largest units of it: below a minute with tenths. */
function durationOf(seconds: number, number: NumberFormats): string {
  const write = (value: number, unit: string, digits = 0) =>
    number({ style: 'unit', unit, unitDisplay: 'narrow', maximumFractionDigits: digits }).format(
      value,
    )
  if (seconds < 1) return write(seconds * 1000, 'millisecond')
  if (seconds < 60) return write(seconds, 'second', 1)
  const whole = Math.round(seconds)
  if (whole < 3600)
    return `${write(Math.floor(whole / 60), 'minute')} ${write(whole % 60, 'second')}`
  return `${write(Math.floor(whole / 3600), 'hour')} ${write(Math.floor((whole % 3600) / 60), 'minute')}`
}
