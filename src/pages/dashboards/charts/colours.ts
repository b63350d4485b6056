/** Colours of marks. Pure. */
import type { Theme } from './chart-block.ts'

type Rgb = readonly [number, number, number]

/** `rgb(12, 34, 56)`, `rgb(12 34 56 / 1)` or `#0c2238` as parts; undefined for another notation. */
function parts(colour: string): Rgb | undefined {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour)
  if (hex)
    return [hex[1]!, hex[2]!, hex[3]!].map(part => Number.parseInt(part, 16)) as unknown as Rgb
  const numbers = /^rgba?\(([^)]*)\)$/.exec(colour)?.[1]?.match(/[\d.]+/g)
  return numbers && numbers.length >= 3
    ? [Number(numbers[0]), Number(numbers[1]), Number(numbers[2])]
    : undefined
}

/** So many colours between two, ends included; `from` first. */
export function ramp(from: string, to: string, count: number): readonly string[] {
  const [start, end] = [parts(from), parts(to)]
  if (start === undefined || end === undefined || count < 2) return Array(count).fill(to)
  return Array.from({ length: count }, (_, at) => {
    const share = at / (count - 1)
    const mixed = start.map((part, index) => Math.round(part + (end[index]! - part) * share))
    return `rgb(${mixed.join(', ')})`
  })
}

/** Colours for marks in the order of their value, greatest first. */
export function coloursFor(
  palette: 'categories' | 'accent' | 'rose',
  theme: Theme,
  count: number,
): readonly string[] {
  if (palette === 'rose') return ramp(theme.rose[1], theme.rose[0], count)
  if (palette === 'accent') return Array(count).fill(theme.accent)
  return Array.from({ length: count }, (_, at) => theme.categories[at % theme.categories.length]!)
}
