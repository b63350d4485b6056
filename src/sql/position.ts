/** Offsets, lines and columns of a text. */

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
