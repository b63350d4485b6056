/** Three lines of a file with a caret under the place that is meant. Pure. */
import { displayWidth } from './width.ts'

export interface FramePlace {
  readonly line: number
  readonly column: number
  readonly length?: number
}

const LONGEST = 160

/** The line before, the line itself with a caret beneath, the line after; undefined when the text has no such line. */
export function codeFrame(text: string, place: FramePlace): string | undefined {
  const lines = text.split(/\r?\n/)
  if (place.line < 1 || place.line > lines.length) return undefined
  const first = Math.max(1, place.line - 1)
  const last = Math.min(lines.length, place.line + 1)
  const gutter = String(last).length
  const shown: string[] = []
  for (let number = first; number <= last; number++) {
    const code = lines[number - 1]!
    if (number === place.line) {
      const start = Math.max(0, place.column - 1 - (LONGEST - 40))
      const skip = place.column - 1 > LONGEST - 20 ? start : 0
      shown.push(`> ${padded(number, gutter)} | ${visible(code.slice(skip, skip + LONGEST))}`)
      shown.push(`  ${' '.repeat(gutter)} | ${caret(code, place, skip)}`)
    } else {
      shown.push(`  ${padded(number, gutter)} | ${visible(code.slice(0, LONGEST))}`.trimEnd())
    }
  }
  return shown.join('\n')
}

/** Line and column, both from 1, of an offset in a text. */
export function placeOfOffset(text: string, offset: number): FramePlace {
  const before = text.slice(0, Math.max(0, offset))
  const line = before.split('\n').length
  return { line, column: before.length - (before.lastIndexOf('\n') + 1) + 1 }
}

function caret(code: string, place: FramePlace, skip: number): string {
  const before = visible(code.slice(skip, place.column - 1))
  const marked = visible(code.slice(place.column - 1, place.column - 1 + (place.length ?? 1)))
  return ' '.repeat(displayWidth(before)) + '^'.repeat(Math.max(1, displayWidth(marked)))
}

function padded(number: number, width: number): string {
  return String(number).padStart(width)
}

function visible(code: string): string {
  return code.replaceAll('\t', '  ').replace(/\p{Cc}/gu, '·')
}
