/** Reads selection expressions as they are written on a command line: dbt's grammar. */
import { modelError } from '../errors/model-error.ts'
import type { Criterion, Expression } from './types.ts'

const CRITERION = /^(@)?(?:(\d*)(\+))?(?:([\w.]+):)?(.*?)(?:(\+)(\d*))?$/s

/** Either of several expressions, each of which may hold several with spaces between. */
export function parseExpressions(texts: readonly string[]): Expression {
  const written = texts.flatMap(text => text.split(/\s+/)).filter(text => text !== '')
  return { kind: 'union', parts: written.map(parseIntersection) }
}

/** All of `a,b,c`. */
function parseIntersection(written: string): Expression {
  const parts = written.split(',')
  if (parts.includes('')) {
    throw modelError('M1502', { expression: written, problem: 'a side of a comma is empty' })
  }
  return { kind: 'intersection', parts: parts.map(parseCriterion), written }
}

function parseCriterion(written: string): Criterion {
  const [, at, above, parents, method, value = '', children, below] = CRITERION.exec(written)!
  if (value === '' && method !== 'stale') {
    throw modelError('M1502', { expression: written, problem: 'it names nothing' })
  }
  if (at !== undefined && children !== undefined) {
    const problem = '@ and a + behind exclude each other, @ has the children already'
    throw modelError('M1502', { expression: written, problem })
  }
  const [name, ...rest] = method === undefined ? [defaultMethod(value)] : method.split('.')
  return {
    kind: 'criterion',
    method: name!,
    arguments: rest,
    value,
    parents: parents === undefined ? 0 : depth(above),
    children: children === undefined ? 0 : depth(below),
    childrensParents: at !== undefined,
  }
}

/** How a value without a method is meant. */
function defaultMethod(value: string): string {
  if (value.includes('/') || value.includes('\\')) return 'path'
  return /\.(sql|ts|csv|csv\.gz)$/i.test(value) ? 'file' : 'fqn'
}

function depth(digits: string | undefined): number {
  return digits === undefined || digits === '' ? Number.POSITIVE_INFINITY : Number(digits)
}
