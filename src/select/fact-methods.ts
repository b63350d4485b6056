/** Methods that need more than the manifest; without their facts they are a coded error that says what they wait for. */
import type { Node } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { Criterion, SelectionFacts, StateComparison } from './types.ts'

type FactMethod = (criterion: Criterion, facts: SelectionFacts) => (node: Node) => boolean

const STATES: readonly StateComparison[] = [
  'new',
  'old',
  'modified',
  'unmodified',
  'modified.body',
  'modified.configs',
  'modified.relation',
  'modified.macros',
  'modified.contract',
]
const STATUSES = [
  'success',
  'error',
  'fail',
  'warn',
  'pass',
  'skipped',
  'partial success',
  'no-op',
  'reused',
  'runtime error',
]

/** `state`, `result`, `source_status`, `stale`, `unit_test` and `column`. */
export const factMethods: Readonly<Record<string, FactMethod>> = {
  state: ({ value }, { state }) => {
    const comparison = oneOf('state', value, STATES)
    if (state === undefined)
      return notYet('state', 'comparing the project with another state of it')
    return node => state(node.id, comparison)
  },
  result: ({ value }, { results }) => {
    const status = oneOf('result', value, STATUSES)
    if (results === undefined) return notYet('result', 'the results of a run to start from (retry)')
    return node => results.get(node.id) === status
  },
  source_status: ({ value }, { fresherSources }) => {
    oneOf('source_status', value, ['fresher'])
    if (fresherSources === undefined) return notYet('source_status', 'the freshness of sources')
    return node => fresherSources.has(node.id)
  },
  stale: ({ value }, { stale }) => {
    if (value !== '' && value !== '*') oneOf('stale', value, ['*'])
    if (stale === undefined) return notYet('stale', 'refresh')
    return node => stale(node.id)
  },
  unit_test: () => notYet('unit_test', 'unit tests'),
  column: () => notYet('column', 'the lineage of columns'),
}

function oneOf<T extends string>(method: string, value: string, expected: readonly T[]): T {
  const found = expected.find(each => each === value)
  if (found !== undefined) return found
  throw modelError('M1503', { method, value, nearest: nearest(value, expected), expected })
}

function notYet(method: string, comesWith: string): never {
  throw modelError('M1504', { method, comesWith })
}
