/** What a number of failures means: warn_if, error_if, severity. Pure. */
import type { TestConfig, TestNode } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import type { Verdict } from './types.ts'

const comparisons: Readonly<Record<string, (count: number, bound: number) => boolean>> = {
  '=': (count, bound) => count === bound,
  '==': (count, bound) => count === bound,
  '!=': (count, bound) => count !== bound,
  '<>': (count, bound) => count !== bound,
  '<': (count, bound) => count < bound,
  '<=': (count, bound) => count <= bound,
  '>': (count, bound) => count > bound,
  '>=': (count, bound) => count >= bound,
}

/** A comparison with a number of failures, from text such as `> 10`; undefined when it is none. */
export function parseCondition(text: string): ((count: number) => boolean) | undefined {
  const [, operator, bound] = /^\s*(==?|!=|<>|<=?|>=?)\s*(\d+)\s*$/.exec(text) ?? []
  if (operator === undefined) return undefined
  const compare = comparisons[operator]!
  return count => compare(count, Number(bound))
}

/**
 * The verdict on a number of failures. As in dbt: with severity `error`, error_if is asked first and then warn_if; with
 * severity `warn`, warn_if alone. `warnError` turns warnings into failures.
 * @throws ModelError M3101 when a condition is not understood (the test's place).
 */
export function verdict(
  failures: number,
  test: Judged,
  options: { readonly warnError?: boolean } = {},
): Verdict {
  const isError = test.config.severity === 'error' && holds(failures, test, 'error_if')
  const isWarning = !isError && holds(failures, test, 'warn_if')
  if (isError || (isWarning && options.warnError)) return { status: 'fail', failures }
  return { status: isWarning ? 'warn' : 'pass', failures }
}

/** The condition that decided, for messages: `!= 0`. */
export function decidingCondition(status: Verdict['status'], config: TestConfig): string {
  return status === 'fail' && config.severity === 'error' ? config.errorIf : config.warnIf
}

type Judged = Pick<TestNode, 'name' | 'id' | 'place' | 'config'>

/** @throws ModelError M3101 when warn_if or error_if is not understood. */
export function requireConditions(test: Judged): void {
  conditionOf(test, 'warn_if')
  conditionOf(test, 'error_if')
}

const holds = (failures: number, test: Judged, key: 'warn_if' | 'error_if'): boolean =>
  conditionOf(test, key)(failures)

function conditionOf(test: Judged, key: 'warn_if' | 'error_if'): (count: number) => boolean {
  const text = key === 'warn_if' ? test.config.warnIf : test.config.errorIf
  const condition = parseCondition(text)
  if (condition !== undefined) return condition
  const fields = { test: test.name, key, found: text }
  throw modelError('M3101', fields, { place: test.place, node: test.id })
}
