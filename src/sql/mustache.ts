/** Where a mustache of a template ends: the lexical rules of Handlebars, as far as the SQL around them needs it. */

/** True when the `{{` at `start` is text: one backslash escapes, two are an escaped backslash. */
export function isEscapedMustache(text: string, start: number): boolean {
  return text[start - 1] === '\\' && text[start - 2] !== '\\'
}

/** End of the mustache that starts at `start`; the end of the text when it is not closed. */
export function mustacheEnd(text: string, start: number): number {
  if (text.startsWith('{{{{', start)) return rawBlockEnd(text, start)
  const head = /\{\{~?!(--)?/y
  head.lastIndex = start
  const comment = head.exec(text)
  if (comment) return after(text, start, comment[1] ? /--~?\}\}/g : /\}\}/g)
  return after(text, start + 2, text[start + 2] === '{' ? TRIPLE_END : DOUBLE_END)
}

// What is quoted inside a mustache is taken whole, so that `}}` in it ends nothing; an open quote takes all the rest.
const QUOTED = String.raw`"(?:\\"|[^"])*(?:"|$)|'(?:\\'|[^'])*(?:'|$)|\[[^\]]*(?:\]|$)`
const DOUBLE_END = new RegExp(String.raw`${QUOTED}|(\}\})`, 'g')
const TRIPLE_END = new RegExp(String.raw`${QUOTED}|(\}~?\}\})`, 'g')

/** End of the first match of `pattern` from `start` on; of its first group where it has one. */
function after(text: string, start: number, pattern: RegExp): number {
  pattern.lastIndex = start
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (match.length === 1 || match[1] !== undefined) return pattern.lastIndex
  }
  return text.length
}

/** `{{{{raw}}}} ... {{{{/raw}}}}`, with the raw blocks inside it. */
function rawBlockEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at >= 0; ) {
    depth += text[at + 4] === '/' ? -1 : 1
    const end = text.indexOf('}}}}', at)
    if (end < 0) break
    if (depth === 0) return end + 4
    at = text.indexOf('{{{{', end + 4)
  }
  return text.length
}
