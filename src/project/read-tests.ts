/** Reads `tests:` (or `data_tests:`) of a schema file: every form that dbt accepts becomes one kind of declaration. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { describeValue, type Value } from '../util/value.ts'
import { checkConfigKey } from './config-keys.ts'
import type { TestDeclaration } from './types.ts'
import type { YamlDocument } from './yaml-document.ts'

/** Keys that are config wherever they stand, as in dbt; all others are arguments. */
const CONFIG_KEYS = new Set([
  'alias',
  'database',
  'enabled',
  'error_if',
  'fail_calc',
  'limit',
  'meta',
  'schema',
  'severity',
  'store_failures',
  'store_failures_as',
  'tags',
  'warn_if',
  'where',
])

type Mapping = Readonly<Record<string, Value>>

/** The owner of tests in a schema file: a model, a seed, a table of a source, or a column of one. */
interface TestOwner {
  readonly tests?: readonly Value[] | null
  readonly data_tests?: readonly Value[] | null
}

/** All tests of one entry, in the order of the file. */
export function readTests(
  document: YamlDocument,
  owner: TestOwner,
  report: (problem: ModelError) => void,
): readonly TestDeclaration[] {
  if (!owner.tests && !owner.data_tests) return NONE
  const found: TestDeclaration[] = []
  for (const list of [owner.tests, owner.data_tests])
    for (const [index, entry] of list?.entries() ?? []) {
      const place = document.keyPlace(list!, index)
      if (typeof entry === 'string') found.push(declared(entry, place))
      else {
        const declaration = readEntry(document, entry, { place, report })
        if (declaration) found.push(declaration)
      }
    }
  return found
}

const NONE: readonly never[] = []
const EMPTY: Mapping = {}

function declared(test: string, place: Place): TestDeclaration {
  return { test, description: '', arguments: EMPTY, config: EMPTY, place }
}

function readEntry(
  document: YamlDocument,
  entry: Value,
  { place, report }: { place: Place; report: (problem: ModelError) => void },
): TestDeclaration | undefined {
  const named = testAndBody(entry)
  if (named === undefined) {
    report(modelError('M1103', { found: describeEntry(entry) }, { place }))
    return undefined
  }
  const { test, body } = named
  const placeOf = (container: object, key: string) => document.keyPlace(container, key)
  const given: Record<string, Value> = {}
  const config: Record<string, Value> = {}
  const setConfig = (container: Mapping, key: string, value: Value) => {
    const problem = checkConfigKey('tests', [key, value], placeOf(container, key))
    if (problem) report(problem)
    else config[key] = value
  }
  let name: string | undefined
  let description = ''
  for (const [key, value] of Object.entries(body)) {
    if (key === 'test_name') continue
    if (key === 'name' && typeof value === 'string') name = value
    else if (key === 'description' && typeof value === 'string') description = value
    else if (key === 'config' && isMapping(value))
      for (const [inner, setting] of Object.entries(value)) setConfig(value, inner, setting)
    else if (key === 'arguments' && isMapping(value)) Object.assign(given, value)
    else if (CONFIG_KEYS.has(key)) setConfig(body, key, value)
    else given[key] = value
  }
  return { test, ...(name !== undefined && { name }), description, arguments: given, config, place }
}

/** `{unique: {...}}`, or dbt's other form `{name: ..., test_name: unique, ...}`. */
function testAndBody(entry: Value): { test: string; body: Mapping } | undefined {
  if (!isMapping(entry)) return undefined
  if (typeof entry['test_name'] === 'string') return { test: entry['test_name'], body: entry }
  const keys = Object.keys(entry)
  const test = keys[0]
  if (test === undefined || keys.length > 1) return undefined
  const body = entry[test]!
  if (body === null) return { test, body: EMPTY }
  return isMapping(body) ? { test, body } : undefined
}

function describeEntry(entry: Value): string {
  if (!isMapping(entry)) return describeValue(entry)
  const keys = Object.keys(entry)
  if (keys.length === 1) return `${keys[0]} with ${describeValue(entry[keys[0]!])} below it`
  return `a mapping with the keys ${keys.join(', ')} (indent the arguments below the test's name)`
}

function isMapping(value: Value | undefined): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
