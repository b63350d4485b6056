/** Reads `{{params name=(kind word option=value)}}` from the syntax tree; what the words mean is endpoint-parameters.ts. */
import { modelError } from '../errors/model-error.ts'
import type { Value } from '../util/value.ts'
import { literalValue } from './config-value.ts'
import type { TemplateText, WrittenParameter } from './facts.ts'
import { type CallExpression, type Expression, placeOf, type Span } from './syntax.ts'

/** A parameter without the file that it stands in. */
export type UnplacedParameter = Omit<WrittenParameter, 'place'> & { readonly span: Span }

/** The parameters of one `{{params ...}}`. @throws ModelError M1602 */
export function readParameters(
  source: TemplateText,
  call: CallExpression,
): readonly UnplacedParameter[] {
  const refuse = (problem: string, span: Span) =>
    modelError('M1602', { problem }, { place: placeOf(source, span) })
  if (call.positional.length > 0)
    throw refuse('takes name=(kind ...) pairs alone', call.positional[0]!)
  return call.named.map(({ key, value, start, end }) => {
    const span = { start, end }
    if (value.kind === 'path' && !value.loop && value.tail.length === 0)
      return { name: key, kind: value.head, words: [], options: {}, span }
    if (value.kind !== 'call') throw refuse(`has no kind for ${key}`, value)
    const words = value.positional.map(word => {
      const read = wordValue(word)
      if (read === undefined) throw refuse(`has a computed value for ${key}`, word)
      return read
    })
    const options: Record<string, Value> = {}
    for (const option of value.named) {
      const read = literalValue(option.value)
      if (read === undefined) throw refuse(`has a computed value for ${key}`, option)
      options[option.key] = read
    }
    return { name: key, kind: value.name, words, options, span }
  })
}

/** `json` in `(body json)` is a word, not the name of a value. */
function wordValue(expression: Expression): Value | undefined {
  const isWord = expression.kind === 'path' && !expression.loop && expression.tail.length === 0
  return isWord ? expression.head : literalValue(expression)
}
