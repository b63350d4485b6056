/** Mistakes in tests that show without a database: to be reported together, before anything runs. Pure. */
import type { TestNode } from '../compile/manifest.ts'
import { type ModelError, Problems } from '../errors/model-error.ts'
import { checkQuery } from './check-query.ts'
import type { CheckContext } from './types.ts'

/** Stands for every relation and text: only what the schema file says is looked at. */
const nowhere: CheckContext = {
  relation: () => '"relation"',
  asOf: '2000-01-01T00:00:00.000Z',
  renderText: text => text,
  renderTest: () => 'select 1',
}

const WITHOUT_ARGUMENTS: ReadonlySet<string> = new Set(['not_null', 'unique'])
/** The condition of a test that has none of its own. */
const NONE_FAIL = '!= 0'

/** Arguments of a wrong kind (M3102, M3103) and conditions that are none (M3101), in the order of the tests. */
export function testProblems(tests: Iterable<TestNode>): readonly ModelError[] {
  const problems = new Problems()
  for (const test of tests) {
    if (!saysNothing(test)) problems.attempt(() => checkQuery(test, nowhere))
  }
  return problems.list
}

/** The two tests that take no arguments, without conditions, are most of all tests: nothing in them could be wrong. */
function saysNothing({ config, definition }: TestNode): boolean {
  if (definition.kind !== 'generic' || !definition.builtIn) return false
  if (!WITHOUT_ARGUMENTS.has(definition.test)) return false
  if (config.warnIf !== NONE_FAIL || config.errorIf !== NONE_FAIL) return false
  for (const _argument in definition.declaration.arguments) return false
  return true
}
