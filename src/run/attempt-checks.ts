/** One statement of checks, within its time limit and as often as its tests' config says. */
import { runCheckStatement } from '../checks/run-checks.ts'
import type { CheckOutcome, CheckQuery, CheckStatement } from '../checks/types.ts'
import type { TestNode } from '../compile/manifest.ts'
import { ModelError, modelError } from '../errors/model-error.ts'
import type { RunContext } from './context.ts'
import { retriesOf, withinLimit } from './patience.ts'
import { mayPass, retrying, telling } from './retry.ts'

/**
 * Outcomes of a statement whose tests all have the same limit and retries. A check that fails is an answer and is not
 * repeated; one that the database gives up is. @throws what is no fault of a check, as runCheckStatement() does.
 */
export async function attemptChecks(
  context: RunContext,
  statement: CheckStatement,
  testOf: (id: string) => TestNode,
): Promise<readonly CheckOutcome[]> {
  const first = testOf(statement.checks[0]!.id)
  const alone = context.staging === context.adapter
  const retries = alone ? retriesOf(context, first) : 0
  let outcomes: readonly CheckOutcome[] = []
  const attempt = async (): Promise<void> => {
    outcomes = await withinLimit(context, first, limited =>
      runCheckStatement(limited.staging, statement, { signal: limited.signal, now: limited.now }),
    )
    const broken = retries > 0 ? outcomes.find(({ error }) => mayPass(error)) : undefined
    if (broken !== undefined) throw broken.error
  }
  const { signal, emit } = context
  try {
    await retrying(attempt, { signal, attempts: 1, retries, onRetry: telling(emit) })
  } catch (error) {
    if (error instanceof ModelError && error.code === 'M3030') {
      return statement.checks.map(check =>
        tooLong(context, check, { error, test: testOf(check.id) }),
      )
    }
    if (!outcomes.some(outcome => outcome.error === error)) throw error
  }
  return outcomes
}

function tooLong(
  context: RunContext,
  { id, sql }: CheckQuery,
  { error, test }: { readonly error: ModelError; readonly test: TestNode },
): CheckOutcome {
  const seconds = error.fields['seconds'] as number
  const own = modelError('M3030', { node: test.name, seconds }, { node: id, place: test.place })
  const nothing = { failures: null, sample: [], duration: seconds * 1000 }
  return { id, sql, ...nothing, error: own, startedAt: context.now().toISOString() }
}
