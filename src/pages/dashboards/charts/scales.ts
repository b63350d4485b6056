/** How numbers become places along an axis, and which of them are written there. Pure. */
import { type ShownColumn, showNumber, showShort } from '../show-value.ts'
import { type Drawing, NARROW } from './chart-block.ts'

/** An axis of numbers. */
export interface Scale {
  /** Where a number is, in units of the axis. */
  readonly place: (value: number) => number
  /** The ends of the axis, and the way from one tick to the next. */
  readonly min: number
  readonly max: number
  readonly interval: number
  /** What is written at a place of the axis. */
  readonly text: (place: number) => string
  /** Every tick as it is written. */
  readonly ticks: readonly string[]
}

/** What an axis is to show. */
export interface Reach {
  readonly column: ShownColumn
  /** Everything that has its place on it. */
  readonly values: readonly number[]
  /** Bars and areas begin at 0; points need not. */
  readonly isFromZero: boolean
  readonly isLogarithmic?: boolean
}

/** Ticks at most, in the room of a chart whose axis goes up or along. */
export function splitsOf({ room }: Pick<Drawing, 'room'>): number {
  return room.width < NARROW ? 4 : 6
}

/** The scale of an axis. */
export function scaleOf(drawing: Drawing, reach: Reach): Scale {
  return reach.isLogarithmic ? ratioScale(drawing, reach) : evenScale(drawing, reach)
}

/** What 100 % is in numbers of the column; undefined where it is no share. */
function wholeOf({ format }: ShownColumn): number | undefined {
  if (format === 'percent') return 100
  return format === 'share' ? 1 : undefined
}

/**
 * Even steps of round numbers. A share ends at 100 %: its steps are parts of it, and only values beyond it lead further.
 */
function evenScale(drawing: Drawing, { column, values, isFromZero }: Reach): Scale {
  const whole = wholeOf(column)
  const startsAtZero = isFromZero || whole !== undefined
  const shown = startsAtZero ? [0, ...values] : values
  const least = shown.length === 0 ? 0 : Math.min(...shown)
  const reached = Math.max(least, ...shown)
  // A share of nothing is shown on the whole of its axis.
  const greatest = reached === least ? Math.max(reached, whole ?? reached) : reached
  const step = stepOf(greatest - least, {
    most: splitsOf(drawing),
    whole,
    isCount: values.every(value => Number.isInteger(value)),
  })
  const min = rounded(Math.floor(rounded(least / step)) * step)
  const max = Math.max(rounded(Math.ceil(rounded(greatest / step)) * step), min + step)
  const places = placesOf(min, max, step)
  const write = writerOf(places, column, drawing.block.language)
  return {
    place: value => value,
    min,
    max,
    interval: step,
    text: write,
    ticks: places.map(write),
  }
}

/** 0.1 + 0.2 is no 0.3: what computers add to decimals is taken off again. */
const rounded = (value: number) => Number(value.toPrecision(12))

function placesOf(min: number, max: number, step: number): readonly number[] {
  const count = Math.round((max - min) / step)
  return Array.from({ length: count + 1 }, (_, at) => rounded(min + at * step))
}

function stepOf(
  span: number,
  {
    most,
    whole,
    isCount,
  }: { readonly most: number; readonly whole: number | undefined; readonly isCount: boolean },
): number {
  const raw = (span > 0 ? span : 1) / most
  const power = 10 ** Math.floor(Math.log10(raw))
  // A quarter of the whole, and no other part that is written with a decimal.
  const isQuarter = whole !== undefined && rounded(power * 2.5) === rounded(whole / 4)
  const parts = isQuarter ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10]
  const step = rounded(power * (parts.find(part => rounded(power * part) >= rounded(raw)) ?? 10))
  return isCount && whole === undefined ? Math.max(1, step) : step
}

/** Writes ticks with as many digits as they need to differ from each other. */
function writerOf(
  places: readonly number[],
  column: ShownColumn,
  language: Drawing['block']['language'],
): (place: number) => string {
  const isShare = wholeOf(column) !== undefined
  const write = (digits: number) => (value: number) =>
    isShare
      ? showNumber(value, { ...column, decimals: digits }, language)
      : showShort(value, column, language, digits)
  for (let digits = 0; digits < 6; digits++)
    if (new Set(places.map(write(digits))).size === places.length) return write(digits)
  return write(6)
}

/** Beyond 64 times as much, or a 64th, one is as telling as the other. */
const MOST_DOUBLINGS = 6

/**
 * Ratios: twice as much is as far from 1 as half as much. What is 0 has no place on such a scale and stands at its end, as do
 * the ends of intervals that go on to it.
 */
function ratioScale(drawing: Drawing, { values }: Reach): Scale {
  const doublings = [1, ...values].filter(value => value > 0).map(Math.log2)
  const hasNothing = values.some(value => value <= 0)
  const least = Math.floor(Math.min(...doublings)) - (hasNothing ? 1 : 0)
  const min = Math.max(-MOST_DOUBLINGS, Math.min(-1, least))
  const max = Math.min(MOST_DOUBLINGS, Math.max(1, Math.ceil(Math.max(...doublings))))
  const interval = max - min > splitsOf(drawing) + 2 ? 2 : 1
  // Ticks stand on both sides of 1.
  const from = interval * Math.floor(min / interval)
  const to = interval * Math.ceil(max / interval)
  return {
    place: value => (value <= 0 ? from : Math.min(to, Math.max(from, Math.log2(value)))),
    min: from,
    max: to,
    interval,
    text: ratioText,
    ticks: placesOf(from, to, interval).map(ratioText),
  }
}

const ratioText = (place: number) =>
  place < 0 ? `1/${Math.round(2 ** -place)}` : String(Math.round(2 ** place))
