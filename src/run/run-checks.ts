/** Makes checks: those over one relation in one scan, the others one by one, each with its verdict. */
import { checkQuery } from '../checks/check-query.ts'
import { judgeCheck } from '../checks/check-result.ts'
import { groupChecks, uniteScans } from '../checks/group-checks.ts'
import { failuresRelation, storeFailures } from '../checks/store-failures.ts'
import type { CheckContext, CheckOutcome, CheckQuery, CheckStatement } from '../checks/types.ts'
import type { TestNode } from '../compile/manifest.ts'
import type { RenderedSql } from '../compile/render.ts'
import { ModelError, ProblemsError } from '../errors/model-error.ts'
import { isEphemeral } from '../plan/relations-read.ts'
import type { CheckResult } from '../plan/types.ts'
import { printRelation } from '../sql/relation.ts'
import { attemptChecks } from './attempt-checks.ts'
import { type RunContext, relationInRun } from './context.ts'
import { retriesOf, timeLimit } from './patience.ts'
import { statementError } from './statement-error.ts'

export interface CheckRun {
  readonly thread: number
  readonly ended: (result: CheckResult) => void
  /** The relations are small: scans of several may be one statement. */
  readonly unite: boolean
}

/** Runs the checks and hands each result to `ended`. */
export async function runChecks(
  context: RunContext,
  tests: readonly TestNode[],
  options: CheckRun,
): Promise<void> {
  const texts = new Map<string, RenderedSql>()
  const columns = await columnsForEquality(context, tests)
  const queries = tests.flatMap(test => {
    try {
      return [checkQuery(test, checkContext(context, { texts, columns }))]
    } catch (error) {
      options.ended(unmade(context, test, { error, thread: options.thread }))
      return []
    }
  })
  const byId = new Map(tests.map(test => [test.id, test]))
  const ofTest = (id: string) => byId.get(id)!
  for (const statement of statementsOf(context, queries, { unite: options.unite, ofTest })) {
    for (const outcome of await attemptChecks(context, statement, ofTest)) {
      const test = ofTest(outcome.id)
      await keepFailures(context, test, outcome)
      const { warnError } = context.options
      const placed = placeError(outcome, test, texts.get(test.id))
      options.ended(judgeCheck(test, placed, { thread: options.thread, warnError }))
    }
  }
}

/** Only checks that get the same time and as many attempts share a statement. */
function statementsOf(
  context: RunContext,
  queries: readonly CheckQuery[],
  { unite, ofTest }: { readonly unite: boolean; readonly ofTest: (id: string) => TestNode },
): readonly CheckStatement[] {
  const alike = new Map<string, CheckQuery[]>()
  for (const query of queries) {
    const test = ofTest(query.id)
    const key = `${timeLimit(context, test)} ${retriesOf(context, test)}`
    alike.set(key, [...(alike.get(key) ?? []), query])
  }
  return [...alike.values()].flatMap(group => {
    const statements = groupChecks(group)
    return unite ? uniteScans(statements) : statements
  })
}

/** `equal_rows` without `columns` compares by name, so it has to know the names. */
async function columnsForEquality(
  context: RunContext,
  tests: readonly TestNode[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns = new Map<string, readonly string[]>()
  for (const { definition } of tests) {
    if (definition.kind !== 'generic' || definition.test !== 'equal_rows') continue
    if (Object.hasOwn(definition.declaration.arguments, 'columns')) continue
    const node = context.manifest.nodes.get(definition.attachedTo)
    if (node === undefined || isEphemeral(node) || columns.has(node.id)) continue
    const sql = `select * from ${printRelation(relationInRun(context, node.id))} limit 0`
    const asked = await context.staging.query(sql, [], { signal: context.signal })
    columns.set(
      node.id,
      asked.columns.map(({ name }) => name),
    )
  }
  return columns
}

/** A database's complaint about a check is shown at the line of the test that a person wrote. */
function placeError(
  outcome: CheckOutcome,
  test: TestNode,
  rendered: RenderedSql | undefined,
): CheckOutcome {
  if (outcome.error === undefined) return outcome
  const sent = { node: test, ...(rendered && { rendered }) }
  return { ...outcome, error: statementError(outcome.error, sent) }
}

async function keepFailures(
  context: RunContext,
  test: TestNode,
  outcome: CheckOutcome,
): Promise<void> {
  if (!test.config.storeFailures && !context.options.storeFailures) return
  const relation = failuresRelation(test, context.manifest.project.target.schemaPrefix)
  const statements = storeFailures(relation, outcome, context.adapter.dialect)
  if (statements.length > 0) await context.staging.execute(statements.join(';\n'))
}

/**
 * What the SQL of a check reads in this run: stages where they lie, published relations elsewhere. The texts of tests
 * that have a file of their own are kept in `texts`, for the places of errors.
 */
function checkContext(
  context: RunContext,
  known: {
    readonly texts: Map<string, RenderedSql>
    readonly columns: ReadonlyMap<string, readonly string[]>
  },
): CheckContext {
  const relation = (id: string): string => {
    const node = context.manifest.nodes.get(id)
    if (node !== undefined && isEphemeral(node)) {
      return `(\n${context.render(id, parent => relation(parent)).text}\n)`
    }
    return printRelation(relationInRun(context, id))
  }
  const readable = (id: string) => printRelation(relationInRun(context, id))
  return {
    relation,
    asOf: context.asOf,
    columnsOf: id => known.columns.get(id),
    renderText: text => context.renderText(text, { file: 'schema file', relation: readable }).text,
    renderTest: (test, model) => {
      const rendered = context.renderTest(test, readable, model)
      known.texts.set(test.id, rendered)
      return rendered.text
    },
  }
}

function unmade(
  context: RunContext,
  test: TestNode,
  options: { readonly error: unknown; readonly thread: number },
): CheckResult {
  const { error } = options
  if (!(error instanceof ModelError) && !(error instanceof ProblemsError)) throw error
  return {
    kind: 'check',
    node: test.id,
    status: 'error',
    failures: null,
    message: error.message,
    sample: [],
    sql: '',
    startedAt: context.now().toISOString(),
    duration: 0,
    error,
    thread: options.thread,
  }
}
