/** Lists as the text of SQL arrays: `{a,"b c",NULL}`. Pure. */

/** `text[]`, `numeric(12,2)[][]`, `integer array`. */
export function isArrayType(type: string): boolean {
  return /(?:\]|\barray)\s*$/i.test(type)
}

/** @param element the text of one element; null is NULL, a list within is a further dimension. */
export function arrayText(values: readonly unknown[], element: (value: unknown) => string): string {
  const texts = values.map(value => {
    if (value === null || value === undefined) return 'NULL'
    return Array.isArray(value) ? arrayText(value, element) : quotedElement(element(value))
  })
  return `{${texts.join(',')}}`
}

/** What could be taken for syntax, for NULL, or be lost at the edge is quoted. */
function quotedElement(text: string): string {
  if (/^[\w.+-]+$/.test(text) && !/^null$/i.test(text)) return text
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
