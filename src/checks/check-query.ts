/** A test node becomes the SQL that lists its failing rows and, where one scan can count them, an expression for it. */
import type { TestNode } from '../compile/manifest.ts'
import { quoteIdentifier } from '../sql/relation.ts'
import { withoutTrailingSemicolon } from '../sql/statement.ts'
import { argumentsOf } from './arguments.ts'
import { BUILT_IN_TESTS } from './built-in/all.ts'
import { parenthesize, type TestCall, whereClause } from './built-in/test-call.ts'
import type { CheckContext, CheckQuery } from './types.ts'
import { requireConditions } from './verdict.ts'

type GenericTest = TestNode & { readonly definition: { readonly kind: 'generic' } }

/**
 * The check of a test node.
 * @throws ModelError at the test's place: M3101 for its conditions, M3102 and M3103 for its arguments.
 */
export function checkQuery(test: TestNode, context: CheckContext): CheckQuery {
  requireConditions(test)
  const where = test.config.where === undefined ? undefined : context.renderText(test.config.where)
  if (!isGeneric(test)) return singular(test, { context, where })
  return test.definition.builtIn
    ? builtIn(test, { context, where })
    : generic(test, { context, where })
}

interface Given {
  readonly context: CheckContext
  readonly where: string | undefined
}

const isGeneric = (test: TestNode): test is GenericTest => test.definition.kind === 'generic'

function builtIn(test: GenericTest, { context, where }: Given): CheckQuery {
  const definition = BUILT_IN_TESTS.get(test.definition.test)
  if (definition === undefined) throw new Error(`no built-in test ${test.definition.test}`)
  const call = callOf(test, { context, where })
  const { rows, count } = definition.parts(call)
  const query = finish(test, rows)
  if (count === undefined) return query
  return {
    ...query,
    scan: { relation: call.from, ...(where !== undefined && { where }), ...count },
  }
}

function callOf(test: GenericTest, { context, where }: Given): TestCall {
  const { attachedTo, column } = test.definition
  return {
    from: `${context.relation(attachedTo)} as ${quoteIdentifier(leafName(attachedTo))}`,
    where,
    column: column === undefined ? '' : quoteIdentifier(column),
    columns: context.columnsOf?.(attachedTo),
    arguments: argumentsOf(test),
    context,
  }
}

/**
 * A generic test of the user reads `{{model}}`. With `where`, and for an ephemeral, that is a common table expression,
 * which can be aliased or not, as a relation can.
 */
function generic(test: GenericTest, { context, where }: Given): CheckQuery {
  const relation = context.relation(test.definition.attachedTo)
  if (where === undefined && !relation.startsWith('('))
    return finish(test, context.renderTest(test, relation))
  const name = quoteIdentifier(leafName(test.definition.attachedTo))
  const kept = `select * from ${relation} as ${name}${whereClause(where)}`
  const rows = withoutEnd(context.renderTest(test, name))
  return finish(
    test,
    `with ${name} as ${subquery(kept)}\nselect *\nfrom ${subquery(rows)} as failing`,
  )
}

/** A singular SELECT is taken as it stands; `where` and `limit` apply to the rows it returns. */
function singular(test: TestNode, { context, where }: Given): CheckQuery {
  const rows = withoutEnd(context.renderTest(test, undefined))
  if (where === undefined) return finish(test, rows)
  return finish(test, `select *\nfrom ${subquery(rows)} as failing${whereClause(where)}`)
}

function finish(test: TestNode, rows: string): CheckQuery {
  const limit = test.config.limit
  const sql = withoutEnd(rows)
  if (limit === undefined) return { id: test.id, sql }
  return { id: test.id, sql: `select *\nfrom ${subquery(sql)} as failing\nlimit ${limit}`, limit }
}

/** A statement in parentheses, ready for an alias. */
export function subquery(sql: string): string {
  return parenthesize(`\n${sql}\n`)
}

const withoutEnd = (sql: string): string => withoutTrailingSemicolon(sql).trimEnd()

/** `orders` of `model.shop.orders` and of `source.shop.core.orders`. */
function leafName(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1)
}
