/**
 * The fields of a JSON object, each as its own text: a parsed number has lost the digits that JavaScript has no room for,
 * and of two fields with one name the first.
 */

/** Names with the text of their values, in order. The text is an object that `JSON.parse` has taken. */
export function jsonFields(text: string): readonly (readonly [name: string, json: string])[] {
  const fields: (readonly [string, string])[] = []
  let at = text.indexOf('{') + 1
  for (;;) {
    const opens = text.indexOf('"', at)
    if (opens < 0) return fields
    const closes = stringEnd(text, opens)
    const begins = text.indexOf(':', closes) + 1
    at = valueEnd(text, begins)
    fields.push([JSON.parse(text.slice(opens, closes)) as string, text.slice(begins, at).trim()])
  }
}

/** Just after the string that begins here. */
function stringEnd(text: string, opens: number): number {
  let at = opens + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** At the comma or the brace that ends the value which begins here. */
function valueEnd(text: string, begins: number): number {
  let depth = 0
  for (let at = begins; at < text.length; at++) {
    const character = text[at]!
    if (character === '"') at = stringEnd(text, at) - 1
    else if (depth === 0 && (character === ',' || character === '}')) return at
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
  }
  return text.length
}
