/** Offsets, lines and columns of a text, and the few lines around a place for people to look at. */

/** Offsets at which the lines of a text start. */
export type LineIndex = readonly number[]

/** A line and a column, both from 1; columns count UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds where lines start. A line ends with `\n`; a `\r` before it belongs to the line. */
export function indexLines(text: string): LineIndex {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Line and column of an offset. */
export function positionAt(lines: LineIndex, offset: number): Position {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lines[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - lines[low]! + 1 }
}

/** Offset of a line and column; a line beyond the text is its last. */
export function offsetAt(lines: LineIndex, position: Position): number {
  const line = Math.min(Math.max(position.line, 1), lines.length)
  return lines[line - 1]! + position.column - 1
}

/** Databases count characters (code points) from 1; this is the offset in UTF-16 code units. */
export function offsetOfCharacter(text: string, character: number): number {
  let offset = 0
  for (let count = 1; count < character && offset < text.length; count++)
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1
  return offset
}

/** A place to mark in a code frame. */
export interface Mark extends Position {
  readonly length?: number
}

/** The marked line with two lines before and one after, numbered, and a caret line beneath it. */
export function codeFrame(text: string, mark: Mark): string {
  const lines = text.split('\n').map(line => line.replace(/\r$/, ''))
  const first = Math.max(1, mark.line - 2)
  const last = Math.min(lines.length, mark.line + 1)
  const width = String(last).length
  const frame: string[] = []
  for (let line = first; line <= last; line++) {
    const content = lines[line - 1]!
    const sign = line === mark.line ? '>' : ' '
    frame.push(`${sign} ${String(line).padStart(width)} | ${content}`.trimEnd())
    if (line === mark.line) frame.push(`  ${' '.repeat(width)} | ${carets(content, mark)}`)
  }
  return frame.join('\n')
}

/** Tabs stay tabs, so that the caret stands beneath its character. */
function carets(content: string, mark: Mark): string {
  const before = content.slice(0, mark.column - 1).replace(/[^\t]/g, ' ')
  const room = Math.max(1, content.length - mark.column + 1)
  return before + '^'.repeat(Math.min(Math.max(mark.length ?? 1, 1), room))
}
