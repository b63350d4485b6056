/** The lists of a TypeScript model: what it reads of the graph, and which files. */
import type { Expression } from '@babel/types'
import { modelError } from '../errors/model-error.ts'
import type { TemplateText } from './facts.ts'
import { literalIn, placeIn, unwrapped } from './script-syntax.ts'
import type { Spot, StoredReference } from './template-facts.ts'

/** `refs: ['orders', 'core.customers']`: a name with a dot is a source. */
export function readReferences(file: TemplateText, given: Expression): readonly StoredReference[] {
  return textsOf(file, given, 'refs').map(([name, spot]) => {
    const names = name.split('.')
    return [names.length > 1 ? 'source' : 'ref', names, spot] as const
  })
}

/** `inputs: ['config/rules.yml']`: files below the root. */
export function checkInputs(
  file: TemplateText,
  given: Expression,
): readonly (readonly [string, Spot])[] {
  const inputs = textsOf(file, given, 'inputs')
  for (const [path, [line, column, length]] of inputs)
    if (path.startsWith('/') || path.split(/[\\/]/).includes('..') || /^[A-Za-z]:/.test(path))
      throw modelError(
        'M3306',
        { path, reason: 'lies outside of the project' },
        { place: { file: file.path, line, column, length } },
      )
  return inputs
}

function textsOf(
  file: TemplateText,
  given: Expression,
  key: string,
): readonly (readonly [string, Spot])[] {
  const list = unwrapped(given)
  const values = literalIn(file, list, key)
  const isTexts = Array.isArray(values) && values.every(value => typeof value === 'string')
  if (list.type !== 'ArrayExpression' || !isTexts)
    throw modelError('M3303', { key, found: 'no list of texts' }, { place: placeIn(file, list) })
  return list.elements.map((element, index) => {
    const { line, column, length } = placeIn(file, element!)
    return [values[index] as string, [line, column, length ?? 1]] as const
  })
}
