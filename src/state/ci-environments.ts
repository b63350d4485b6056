/** The throw-away environments that `model ci` makes, as the ledger remembers them: who made them, and whether they are gone. */
import type { Session } from '../adapters/adapter.ts'
import { ledgerVersion } from './migrate.ts'
import { askText, insert } from './statements.ts'
import type { Scope } from './types.ts'

/** `open`: made, and not yet dropped by who made it; `kept`: left on purpose; `dropped`: gone. */
export type CiState = 'open' | 'kept' | 'dropped'

export interface CiEnvironment {
  /** The schema prefix. */
  readonly environment: string
  readonly state: CiState
  readonly at: string
  /** The command line that made it. */
  readonly invocation: string
}

/** The version of the ledger that brought them. */
const SINCE = 8

/** Adds what became of an environment. */
export function recordCiEnvironment(
  session: Session,
  project: string,
  entry: CiEnvironment,
): Promise<void> {
  return insert(session, 'ci_environments', [{ project, ...entry }])
}

const STANDING_SQL = `
select environment, state, at, invocation
from (
  select distinct on (environment) environment, state, at, invocation
  from model_meta.ci_environments
  where project = $1
  order by environment, seq desc
) as latest
where state <> 'dropped'
order by at`

/** Those of a project that are not dropped, the oldest first. */
export async function readCiEnvironments(
  session: Session,
  project: string,
): Promise<readonly CiEnvironment[]> {
  if ((await ledgerVersion(session)) < SINCE) return []
  return (await askText<CiEnvironment>(session, STANDING_SQL, [project])).rows
}

/** What the ledger has of an environment that is gone, but that its runs took place. */
export async function forgetEnvironment(session: Session, scope: Scope): Promise<void> {
  const tables = ['results', 'published', 'standing', 'source_state', 'freshness', 'schemas']
  for (const table of tables) {
    await session.query(`delete from model_meta.${table} where project = $1 and environment = $2`, [
      scope.project,
      scope.environment,
    ])
  }
}
