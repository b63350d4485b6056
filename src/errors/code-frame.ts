/** Three lines of a file with a caret under what is meant. Pure text, without colours. */
import type { Place } from './place.ts'

export interface CodeFrameOptions {
  /** Columns of text shown of a line; longer ones are cut around the caret. Default 100. */
  readonly width?: number
}

/**
 * The line of a place, the line before and the line after, with numbers and a caret:
 * ```
 *   2 | select *
 * > 3 | from {{ref "ordrs"}}
 *     |      ^^^^^^^^^^^^^^^
 *   4 | where true
 * ```
 * Empty when the text has no such line (it changed since it was read).
 */
export function codeFrame(text: string, place: Place, options: CodeFrameOptions = {}): string {
  const lines = text.split(/\r\n|\n|\r/)
  const marked = lines[place.line - 1]
  if (marked === undefined) return ''
  const width = options.width ?? 100
  const start = windowStart(place.column, width)
  const last = Math.min(place.line + 1, lines.length)
  const digits = String(last).length
  const numbered = (line: number) => {
    const sign = line === place.line ? '>' : ' '
    return `${sign} ${String(line).padStart(digits)} | ${cut(lines[line - 1]!, start, width)}`
  }
  const before = place.line > 1 ? [numbered(place.line - 1)] : []
  const after = last > place.line ? [numbered(last)] : []
  const margin = `  ${' '.repeat(digits)} | `
  const caret = margin + caretLine(marked, place, { start, width })
  return [...before, numbered(place.line), caret, ...after].map(line => line.trimEnd()).join('\n')
}

/** A caret beyond the width moves what is shown, so that half of the window stands before it. */
function windowStart(column: number, width: number): number {
  return column <= width ? 0 : column - 1 - Math.floor(width / 2)
}

function cut(line: string, start: number, width: number): string {
  const shown = line.slice(start, start + width)
  const before = start > 0 && shown !== '' ? '…' : ''
  return before + shown.slice(before.length) + (line.length > start + width ? '…' : '')
}

function caretLine(
  line: string,
  place: Place,
  window: { readonly start: number; readonly width: number },
): string {
  const { start, width } = window
  const from = Math.min(place.column - 1, line.length)
  const to = Math.min(from + Math.max(place.length ?? 1, 1), line.length, start + width)
  return (
    blanks(line.slice(start, from)) + '^'.repeat(Math.max(1, displayWidth(line.slice(from, to))))
  )
}

/** Space as wide as the text; tabs stay, so that they are as wide as those above. */
function blanks(text: string): string {
  return text
    .split('\t')
    .map(part => ' '.repeat(displayWidth(part)))
    .join('\t')
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u{ff01}-\u{ff60}\p{Emoji_Presentation}]/u
const invisible = /[\p{Mark}\p{Cf}]/u

/** Columns that a terminal uses: two for East Asian letters and emoji, none for combining marks. */
function displayWidth(text: string): number {
  let columns = 0
  for (const character of text)
    columns += invisible.test(character) ? 0 : wide.test(character) ? 2 : 1
  return columns
}
