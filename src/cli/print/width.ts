/** How many cells of a terminal a text takes: wide characters take two, combining marks none. */

const ESCAPES = /\p{Cc}\[[0-9;?]*[A-Za-z]/gu
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u

/** Cells that the text takes; colours take none. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text.replace(ESCAPES, '')) width += characterWidth(character)
  return width
}

/** The text cut to so many cells, with an ellipsis where something was cut. Not for coloured text. */
export function truncate(text: string, cells: number): string {
  if (displayWidth(text) <= cells) return text
  let kept = ''
  let width = 0
  for (const character of text) {
    width += characterWidth(character)
    if (width > cells - 1) break
    kept += character
  }
  return `${kept}…`
}

/** The text with spaces after it up to so many cells. */
export function padEnd(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - displayWidth(text)))
}

/** The text with spaces before it up to so many cells. */
export function padStart(text: string, cells: number): string {
  return ' '.repeat(Math.max(0, cells - displayWidth(text))) + text
}

function characterWidth(character: string): number {
  if (ZERO.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
