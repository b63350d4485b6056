/** Makes the checks of one step: those over one relation in one scan, the others one by one, each with its verdict. */
import { checkQuery } from '../checks/check-query.ts'
import { judgeCheck } from '../checks/check-result.ts'
import { groupChecks } from '../checks/group-checks.ts'
import { runCheckStatement } from '../checks/run-checks.ts'
import { failuresRelation, storeFailures } from '../checks/store-failures.ts'
import type { CheckContext, CheckOutcome } from '../checks/types.ts'
import type { TestNode } from '../compile/manifest.ts'
import { ModelError, ProblemsError } from '../errors/model-error.ts'
import { isEphemeral } from '../plan/relations-read.ts'
import type { CheckResult } from '../plan/types.ts'
import { printRelation } from '../sql/relation.ts'
import { type RunContext, relationInRun } from './context.ts'

/** Runs the checks and hands each result to `ended`. */
export async function runChecks(
  context: RunContext,
  tests: readonly TestNode[],
  options: { readonly thread: number; readonly ended: (result: CheckResult) => void },
): Promise<void> {
  const queries = tests.flatMap(test => {
    try {
      return [checkQuery(test, checkContext(context))]
    } catch (error) {
      options.ended(unmade(context, test, { error, thread: options.thread }))
      return []
    }
  })
  const byId = new Map(tests.map(test => [test.id, test]))
  for (const statement of groupChecks(queries)) {
    const asked = { signal: context.signal, now: context.now }
    for (const outcome of await runCheckStatement(context.adapter, statement, asked)) {
      const test = byId.get(outcome.id)!
      await keepFailures(context, test, outcome)
      const { warnError } = context.options
      options.ended(judgeCheck(test, outcome, { thread: options.thread, warnError }))
    }
  }
}

async function keepFailures(
  context: RunContext,
  test: TestNode,
  outcome: CheckOutcome,
): Promise<void> {
  if (!test.config.storeFailures && !context.options.storeFailures) return
  const relation = failuresRelation(test, context.manifest.project.target.schemaPrefix)
  const statements = storeFailures(relation, outcome, context.adapter.dialect)
  if (statements.length > 0) await context.adapter.execute(statements.join(';\n'))
}

/** What the SQL of a check reads in this run: stages where they lie, published relations elsewhere. */
export function checkContext(context: RunContext): CheckContext {
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
    renderText: text => context.renderText(text, { file: 'schema file', relation: readable }).text,
    renderTest: (test, model) => context.renderTest(test, readable, model).text,
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
