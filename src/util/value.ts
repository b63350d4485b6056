/** Values that users write in YAML, in vars and in templates. */

/** A scalar as a person wrote it; numbers in templates keep their source text elsewhere. */
export type Scalar = string | number | boolean | null

/** A value of vars, meta and config: what YAML can say. */
export type Value = Scalar | readonly Value[] | { readonly [key: string]: Value }

/** A value in a few words, for messages: `the text "x"`, `a list`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return `the text ${JSON.stringify(shorten(value))}`
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping'
  return String(value)
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}
