/** Reads the definitions of selectors.yml: texts, unions, intersections, exclusions and method dictionaries. */
import { modelError } from '../errors/model-error.ts'
import type { SelectorDeclaration, Value } from '../project/types.ts'
import { nearest } from '../util/nearest.ts'
import { parseExpressions } from './parse-expression.ts'
import type { Criterion, Expression, IndirectSelection } from './types.ts'

type Dictionary = Readonly<Record<string, Value>>

const CRITERION_KEYS = [
  'method',
  'value',
  'exclude',
  'parents',
  'children',
  'parents_depth',
  'children_depth',
  'childrens_parents',
  'indirect_selection',
]
const INDIRECT: readonly string[] = ['eager', 'cautious', 'buildable', 'empty']

/** What a named selector means. @throws M1506 with the place of the selector */
export function parseSelector(declaration: SelectorDeclaration): Expression {
  const fail = (problem: string): never => {
    throw modelError('M1506', { selector: declaration.name, problem }, { place: declaration.place })
  }
  const { definition } = declaration
  if (isDictionary(definition)) {
    const set = ['union', 'intersection'].find(key => Object.hasOwn(definition, key))
    const other = Object.keys(definition).find(key => key !== set)
    if (set !== undefined && other !== undefined) {
      fail(`at the top "${set}" stands alone, found "${other}" beside it`)
    }
  }
  return parseDefinition(definition, fail)
}

type Fail = (problem: string) => never

function parseDefinition(definition: Value, fail: Fail): Expression {
  if (typeof definition === 'string') return withoutReport(parseExpressions([definition]))
  if (!isDictionary(definition)) {
    return fail(`expected a text or a dictionary, found ${JSON.stringify(definition)}`)
  }
  if (Object.hasOwn(definition, 'union')) return parseSet('union', definition, fail)
  if (Object.hasOwn(definition, 'intersection')) return parseSet('intersection', definition, fail)
  return parseMethod(definition, fail)
}

/** `union: [...]` or `intersection: [...]`, with at most one `exclude: [...]` among the entries. */
function parseSet(kind: 'union' | 'intersection', definition: Dictionary, fail: Fail): Expression {
  const entries = listOf(definition[kind], kind, fail)
  const exclusions = entries.filter(isExclusion)
  if (exclusions.length > 1) fail(`"${kind}" has more than one "exclude"`)
  const parts = entries
    .filter(entry => !isExclusion(entry))
    .map(entry => parseDefinition(entry, fail))
  const set: Expression = { kind, parts }
  return subtract(set, (exclusions[0] as Dictionary | undefined)?.['exclude'], fail)
}

/** `{tag: nightly}`, or `{method: tag, value: nightly, children: true, ...}`. */
function parseMethod(definition: Dictionary, fail: Fail): Expression {
  const keys = Object.keys(definition)
  if (keys.length === 1 && keys[0] !== 'method' && keys[0] !== 'value') {
    return criterion({ method: keys[0]!, value: definition[keys[0]!]! }, fail)
  }
  for (const key of keys) {
    if (CRITERION_KEYS.includes(key)) continue
    const near = nearest(key, CRITERION_KEYS)
    fail(`unknown key "${key}"${near === undefined ? '' : `; did you mean "${near}"?`}`)
  }
  if (definition['method'] === undefined || definition['value'] === undefined) {
    fail(`expected "method" and "value", found ${keys.join(', ') || 'nothing'}`)
  }
  return subtract(criterion(definition, fail), definition['exclude'], fail)
}

function criterion(definition: Dictionary, fail: Fail): Criterion {
  const { method, value } = definition
  if (typeof method !== 'string') return fail('"method" must be a text')
  if (value === null || typeof value === 'object') return fail(`"${method}" needs one value`)
  const indirect = definition['indirect_selection']
  if (indirect !== undefined && !INDIRECT.includes(String(indirect))) {
    fail(`"indirect_selection" is one of ${INDIRECT.join(', ')}, found "${String(indirect)}"`)
  }
  const [name, ...rest] = method.split('.')
  return {
    kind: 'criterion',
    method: name!,
    arguments: rest,
    value: String(value),
    parents: steps(definition, 'parents', fail),
    children: steps(definition, 'children', fail),
    childrensParents: definition['childrens_parents'] === true,
    ...(indirect === undefined ? {} : { indirect: indirect as IndirectSelection }),
  }
}

/** `parents: true` with its `parents_depth`, as a number of steps. */
function steps(definition: Dictionary, key: 'parents' | 'children', fail: Fail): number {
  if (definition[key] !== true) return 0
  const depth = definition[`${key}_depth`]
  if (depth === undefined) return Number.POSITIVE_INFINITY
  const number = Number(depth)
  return Number.isInteger(number) && number >= 0
    ? number
    : fail(`"${key}_depth" is a whole number, found ${JSON.stringify(depth)}`)
}

function subtract(from: Expression, exclude: Value | undefined, fail: Fail): Expression {
  if (exclude === undefined) return from
  const parts = listOf(exclude, 'exclude', fail).map(entry => parseDefinition(entry, fail))
  return { kind: 'difference', from, without: { kind: 'union', parts } }
}

function listOf(value: Value | undefined, key: string, fail: Fail): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : fail(`"${key}" must be a list`)
}

function isDictionary(value: Value): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isExclusion(entry: Value): boolean {
  return isDictionary(entry) && Object.hasOwn(entry, 'exclude') && !Object.hasOwn(entry, 'method')
}

/** Parts of a selector that match nothing are nobody's mistake. */
function withoutReport(expression: Expression): Expression {
  if (expression.kind !== 'union' && expression.kind !== 'intersection') return expression
  return { kind: expression.kind, parts: expression.parts.map(withoutReport) }
}
