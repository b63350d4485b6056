/**
 * Reads the arguments of a test as they came from YAML: the right kind, or a coded error at the test's place. Their names
 * were checked by compile/.
 */
import type { TestNode } from '../compile/manifest.ts'
import { type ModelError, modelError } from '../errors/model-error.ts'
import { describeValue, type Scalar, type Value } from '../util/value.ts'

/** Typed access to the arguments of one test. */
export interface ArgumentReader {
  has(name: string): boolean
  text(name: string): string
  number(name: string): number
  /** A number or a text. */
  numberOrText(name: string): number | string
  boolean(name: string, whenAbsent: boolean): boolean
  /** One of some words. */
  word<W extends string>(name: string, words: readonly W[]): W
  /** A list of texts, at least one. */
  texts(name: string): readonly string[]
  /** A list of scalars, at least one. */
  scalars(name: string): readonly Scalar[]
  /** Id of the node that the argument names. */
  reference(name: string): string
  /** The error of a test whose arguments do not fit together. */
  wrong(argument: string, expected: string): ModelError
}

type GenericTest = TestNode & { readonly definition: { readonly kind: 'generic' } }

/** Reader for one test; every accessor throws M3102 when the argument is absent and M3103 when it is of another kind. */
export function argumentsOf(test: GenericTest): ArgumentReader {
  const { declaration, references } = test.definition
  const context = { place: test.place, node: test.id }
  const found = (name: string): Value | undefined => declaration.arguments[name]
  const wrong = (argument: string, expected: string): ModelError => {
    const written = describeValue(found(argument))
    return modelError('M3103', { test: test.name, argument, expected, found: written }, context)
  }
  const required = (name: string): Value => {
    const value = found(name)
    if (value === undefined || value === null)
      throw modelError('M3102', { test: test.name, argument: name }, context)
    return value
  }
  const checked = <T extends Value>(
    name: string,
    expected: string,
    accepts: (value: Value) => value is T,
  ): T => {
    const value = required(name)
    if (!accepts(value)) throw wrong(name, expected)
    return value
  }
  return {
    has: name => found(name) !== undefined && found(name) !== null,
    text: name => checked(name, 'a text', isText),
    number: name => checked(name, 'a number', isNumber),
    numberOrText: name => checked(name, 'a number or a text', isNumberOrText),
    boolean: (name, whenAbsent) =>
      found(name) === undefined ? whenAbsent : checked(name, 'true or false', isBoolean),
    word: <W extends string>(name: string, words: readonly W[]) =>
      checked(name, `one of ${words.join(', ')}`, (value): value is W =>
        (words as readonly Value[]).includes(value),
      ),
    texts: name => checked(name, 'a list of texts with at least one entry', isTexts),
    scalars: name => checked(name, 'a list of values with at least one entry', isScalars),
    reference: name => {
      const id = references[name]
      if (id === undefined) throw wrong(name, "the name of a model, seed or source: ref('x')")
      return id
    },
    wrong,
  }
}

const isText = (value: Value): value is string => typeof value === 'string'
const isNumber = (value: Value): value is number => typeof value === 'number'
const isBoolean = (value: Value): value is boolean => typeof value === 'boolean'
const isNumberOrText = (value: Value): value is number | string => isText(value) || isNumber(value)
const isTexts = (value: Value): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every(isText)
const isScalars = (value: Value): value is readonly Scalar[] =>
  Array.isArray(value) && value.length > 0 && value.every(entry => typeof entry !== 'object')
