/** The pieces that shapes of files are made of. Each says what it expects, in words that end a sentence. */
import { z } from 'zod'
import type { Value } from '../util/value.ts'

export const text = z.string('a text')
export const texts = z.array(text, 'a list of texts')
export const textOrTexts = z.union([text, texts], 'a text or a list of texts')
export const flag = z.boolean('true or false')
export const wholeNumber = z.int('a whole number')
/** Any value that YAML can hold: YAML is where it came from. */
export const anything = z.custom<Value>(() => true)

/** A name that can stand in an id and in SQL without surprises. */
export const name = text.regex(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'a name of letters, digits and _ that does not start with a digit',
)

/** A mapping from names to values of one shape. */
export const recordOf = <T extends z.ZodType>(shape: T, expected: string) =>
  z.record(z.string(), shape, expected)
