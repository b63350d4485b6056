/** Prepares a template's text for the parser, character for character: comments hold no mustaches. */
import { scan } from '../sql/scan.ts'

/**
 * The text that the parser sees: as long as the template, with the same lines. Braces in comments are letters, and
 * characters that the parser counts as lines of their own or refuses are spaces. Nothing of it is ever printed.
 */
export function maskForParser(text: string): string {
  return maskComments(text).replace(/[\r\u2028\u2029\0]/g, ' ')
}

function maskComments(text: string): string {
  if (!text.includes('--') && !text.includes('/*')) return text
  const pieces: string[] = []
  let done = 0
  for (const { kind, start, end } of scan(text, { mustaches: true })) {
    if (kind !== 'line_comment' && kind !== 'block_comment') continue
    pieces.push(text.slice(done, start), text.slice(start, end).replaceAll('{', 'x'))
    done = end
  }
  return pieces.join('') + text.slice(done)
}
