/** Every selection method but `selector`: how a criterion becomes the nodes that it names, before its `+` and `@`. */
import type { Manifest, Node } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import { factMethods } from './fact-methods.ts'
import { nameMatcher, pathMatcher } from './glob.ts'
import { configMatcher } from './match-config.ts'
import { findByName } from './match-name.ts'
import type { Criterion, SelectionFacts } from './types.ts'

/** Whether a node is one that the criterion names. */
export type Matcher = (node: Node) => boolean

/** What a method is, given one use of it. */
type Method = (criterion: Criterion, facts: SelectionFacts) => Matcher

const RESOURCE_TYPES = [
  'model',
  'seed',
  'source',
  'test',
  'exposure',
  'endpoint',
  'snapshot',
  'unit_test',
  'analysis',
  'metric',
  'semantic_model',
  'saved_query',
]
const TEST_TYPES = ['generic', 'singular', 'data', 'unit', 'schema']

const METHODS: Readonly<Record<string, Method>> = {
  tag: ({ value }) => {
    const matches = nameMatcher(value)
    return node => node.tags.some(matches)
  },
  group: ({ value }) => configMatcher(['group'], value),
  access: ({ value }) => {
    const declared = configMatcher(['access'], value)
    return node =>
      node.kind === 'model' &&
      (declared(node) || (value === 'protected' && node.config.raw['access'] === undefined))
  },
  source: sourceMatcher,
  exposure: exposureMatcher,
  path: ({ value }) => {
    const matches = pathMatcher(value)
    return node => matches(node.path)
  },
  file: ({ value }) => {
    const matches = nameMatcher(value)
    return node => matches(node.path.slice(node.path.lastIndexOf('/') + 1))
  },
  package: ({ value }) => {
    const matches = nameMatcher(value)
    return node => value === 'this' || matches(node.fqn[0]!)
  },
  config: ({ arguments: path, value }) => {
    if (path.length === 0) {
      const problem = 'config needs a key, as in config.materialized:view'
      throw modelError('M1502', { expression: `config:${value}`, problem })
    }
    return configMatcher(path, value)
  },
  test_name: ({ value }) => {
    const matches = nameMatcher(value)
    return node =>
      node.kind === 'test' &&
      node.definition.kind === 'generic' &&
      matches(node.definition.declaration.test)
  },
  test_type: ({ value }) => {
    checkValue('test_type', value, TEST_TYPES)
    const wanted = value === 'schema' ? 'generic' : value
    return node => node.kind === 'test' && (wanted === 'data' || node.definition.kind === wanted)
  },
  resource_type: ({ value }) => {
    checkResourceType('resource_type', value)
    return node => node.kind === value
  },
  ...factMethods,
}

/** All methods that an expression may name. */
export const METHOD_NAMES: readonly string[] = ['fqn', ...Object.keys(METHODS), 'selector']

/** The nodes that a criterion names. @throws M1501 to M1504 */
export function findNodes(
  manifest: Manifest,
  criterion: Criterion,
  facts: SelectionFacts,
): readonly Node[] {
  const { method, value } = criterion
  if (method === 'fqn') {
    const found = findByName(manifest, value)
    // A bare `stale` is the method, unless the project has something of that name.
    return found.length === 0 && value === 'stale'
      ? findNodes(manifest, { ...criterion, method: 'stale', value: '' }, facts)
      : found
  }
  const make = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined
  if (make === undefined) {
    const known = METHOD_NAMES
    throw modelError('M1501', { method, nearest: nearest(method, known), known })
  }
  const matches = make(criterion, facts)
  return [...manifest.nodes.values()].filter(matches)
}

/** Refuses a type that no node can have. @throws M1503 */
export function checkResourceType(method: string, value: string): void {
  checkValue(method, value, RESOURCE_TYPES)
}

function checkValue(method: string, value: string, expected: readonly string[]): void {
  if (expected.includes(value)) return
  throw modelError('M1503', { method, value, nearest: nearest(value, expected), expected })
}

/** `source:name`, `source:name.table` or `source:project.name.table`. */
function sourceMatcher({ value }: Criterion): Matcher {
  const parts = value.split('.')
  if (parts.length > 3) {
    const problem = 'a source is name, name.table or project.name.table'
    throw modelError('M1502', { expression: `source:${value}`, problem })
  }
  const inProject = nameMatcher(parts.length === 3 ? parts.shift()! : '*')
  const inSource = nameMatcher(parts[0]!)
  const isTable = nameMatcher(parts[1] ?? '*')
  return node =>
    node.kind === 'source' &&
    inProject(node.fqn[0]!) &&
    inSource(node.sourceName) &&
    isTable(node.declaration.name)
}

/** `exposure:name` or `exposure:project.name`. */
function exposureMatcher({ value }: Criterion): Matcher {
  const dot = value.indexOf('.')
  const inProject = nameMatcher(dot < 0 ? '*' : value.slice(0, dot))
  const isNamed = nameMatcher(value.slice(dot + 1))
  return node => node.kind === 'exposure' && inProject(node.fqn[0]!) && isNamed(node.name)
}
