/** Asks a database: counts the failures of a statement's checks and fetches five rows of those that fail. */
import type { Session, StatementOptions } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { subquery } from './check-query.ts'
import { countAlone, divided } from './group-checks.ts'
import type { CheckOutcome, CheckQuery, CheckStatement } from './types.ts'

/** How many failing rows are shown. */
export const SAMPLE_ROWS = 5

export interface RunChecksOptions extends StatementOptions {
  readonly now?: () => Date
}

/** SQLSTATE classes that say nothing about the check: connection lost, transaction rolled back, server stopping. */
const notOfTheCheck = /^(08|40|57)/

/**
 * The outcomes of a statement's checks, in their order. When a statement for several checks fails, it is divided until
 * the error belongs to its check: the session must survive a failed statement, which inside a transaction it
 * does not.
 * @throws what is no fault of a check: a lost connection, a cancelled statement, a deadlock. Safe to call again then.
 */
export async function runCheckStatement(
  session: Session,
  statement: CheckStatement,
  options: RunChecksOptions = {},
): Promise<readonly CheckOutcome[]> {
  const clock = stopwatch(options, statement.checks.length)
  try {
    const counts = await countFailures(session, statement, options)
    const counted = clock()
    return await inOrder(statement.checks, (check, i) =>
      outcome(session, check, { count: counts[i]!, counted, options }),
    )
  } catch (error) {
    if (!belongsToCheck(error)) throw error
    if (statement.checks.length > 1) {
      const each = await inOrder(divided(statement), smaller =>
        runCheckStatement(session, smaller, options),
      )
      return each.flat()
    }
    const { id, sql } = statement.checks[0]!
    return [{ id, sql, failures: null, sample: [], error, ...clock() }]
  }
}

interface Counted {
  readonly count: number
  readonly counted: Pick<CheckOutcome, 'startedAt' | 'duration'>
  readonly options: RunChecksOptions
}

/** A count that is only a sign (see `scan.exact`) is made exact when it says that something fails. */
async function outcome(session: Session, check: CheckQuery, given: Counted): Promise<CheckOutcome> {
  const { id, sql } = check
  const { count, counted, options } = given
  if (count === 0) return { id, sql, failures: 0, sample: [], ...counted }
  const clock = stopwatch(options, 1)
  const exact =
    check.scan?.exact === false
      ? (await countFailures(session, countAlone(check), options))[0]!
      : count
  const shown = `select *\nfrom ${subquery(sql)} as failing\nlimit ${SAMPLE_ROWS}`
  const { rows } = await session.query(shown, [], options)
  const failures = check.limit === undefined ? exact : Math.min(exact, check.limit)
  const duration = counted.duration + clock().duration
  return { id, sql, failures, sample: rows, startedAt: counted.startedAt, duration }
}

async function countFailures(
  session: Session,
  statement: CheckStatement,
  options: StatementOptions,
): Promise<readonly number[]> {
  const { rows } = await session.query(statement.sql, [], options)
  const parts = statement.kind === 'united' ? statement.parts : [statement]
  const counts = new Map(rows.map(row => [Number(row['part'] ?? 0), row]))
  return parts.flatMap(({ checks }, part) =>
    checks.map((_, i) => Number(counts.get(part)?.[`c${i}`])),
  )
}

/** One after the other: a session answers one statement at a time. */
async function inOrder<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  for (const [i, item] of items.entries()) results.push(await work(item, i))
  return results
}

function belongsToCheck(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && !notOfTheCheck.test(error.fields.code ?? '')
}

function stopwatch(options: RunChecksOptions, shares: number) {
  const now = options.now ?? (() => new Date())
  const start = now()
  return () => ({
    startedAt: start.toISOString(),
    duration: (now().getTime() - start.getTime()) / shares,
  })
}
