/** What a plain YAML scalar means under the core schema of YAML 1.2. */

const INTEGER = /^[-+]?[0-9]+$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const WORDS = new Map<string, boolean | null>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])

/** Null, a boolean, a number, or the text itself. A number too long to be exact stays text. */
export function resolveScalar(source: string): string | number | boolean | null {
  const first = source.charCodeAt(0)
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46
  if (numeric) return resolveNumber(source)
  if (source.length > 5) return source
  const word = WORDS.get(source)
  return word === undefined ? source : word
}

function resolveNumber(source: string): string | number {
  if (INTEGER.test(source)) {
    const value = Number(source)
    return Number.isSafeInteger(value) ? value : source
  }
  return FLOAT.test(source) ? Number(source) : source
}
