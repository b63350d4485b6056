/** Runs for whoever looks through them: a page of the list, one run, and how many of its results are how. Changes nothing. */
import type { Session } from '../adapters/adapter.ts'
import { ledgerVersion } from './migrate.ts'
import { ask, askText, ledgerTables, scopeValues } from './statements.ts'
import type { RunRecord, RunStatus, Scope } from './types.ts'

/** Which runs; all of them where nothing is said. */
export interface RunFilter {
  readonly status?: RunRecord['status']
  readonly command?: string
  /** Runs that began before this one: the next page of the list. */
  readonly before?: string
  readonly limit: number
}

/** How many results of a run have each status. */
export interface RunTally {
  readonly nodes: Readonly<Record<string, number>>
  readonly checks: Readonly<Record<string, number>>
}

export interface RunLog {
  /** Newest first. */
  page(filter: RunFilter): Promise<readonly RunRecord[]>
  find(runId: string): Promise<RunRecord | undefined>
  /** Commands that were ever run here, by name. */
  commands(): Promise<readonly string[]>
  tallies(runIds: readonly string[]): Promise<ReadonlyMap<string, RunTally>>
}

/** The runs of a scope; none where there is no ledger. */
export async function openRunLog(session: Session, scope: Scope): Promise<RunLog> {
  if ((await ledgerVersion(session)) === 0) return EMPTY
  return {
    page: filter => readPage(session, scope, filter),
    find: async runId => (await readRuns(session, scope, { runId, limit: 1 }))[0],
    commands: () => readCommands(session, scope),
    tallies: runIds => readTallies(session, scope, runIds),
  }
}

const EMPTY: RunLog = {
  page: async () => [],
  find: async () => undefined,
  commands: async () => [],
  tallies: async () => new Map(),
}

interface RunRow {
  readonly run_id: string
  readonly command: string
  readonly target: string
  readonly invocation: string
  readonly as_of: string
  readonly seed_path: string | null
  readonly started_at: string
  readonly ended_at: string | null
  readonly status: RunStatus | null
  /** An older ledger has neither. */
  readonly process_id?: number | null
  readonly host?: string | null
  readonly message?: string | null
}

async function readPage(
  session: Session,
  scope: Scope,
  filter: RunFilter,
): Promise<readonly RunRecord[]> {
  const { before, ...rest } = filter
  if (before === undefined) return readRuns(session, scope, rest)
  const [last] = await readRuns(session, scope, { runId: before, limit: 1 })
  return last === undefined ? [] : readRuns(session, scope, { ...rest, after: last })
}

interface RunQuery extends Omit<RunFilter, 'before'> {
  readonly runId?: string
  /** The run before the first of the answer. */
  readonly after?: RunRecord
}

async function readRuns(
  session: Session,
  { project, environment }: Scope,
  { runId, status, command, after, limit }: RunQuery,
): Promise<readonly RunRecord[]> {
  const from = await ledgerTables()
  const query = from('run_log').where({ project, environment }).select('*').limit(limit)
  query.orderBy('started_at', 'desc').orderBy('run_id', 'desc')
  if (runId !== undefined) query.where('run_id', runId)
  if (command !== undefined) query.where('command', command)
  if (status === 'running') query.whereNull('status')
  else if (status !== undefined) query.where('status', status)
  if (after !== undefined)
    query.whereRaw('(started_at, run_id) < (?::timestamptz, ?)', [after.startedAt, after.runId])
  const { rows } = await ask<RunRow>(session, query)
  return rows.map(recordOf)
}

function recordOf(row: RunRow): RunRecord {
  return {
    runId: row.run_id,
    command: row.command,
    target: row.target,
    invocation: row.invocation,
    asOf: row.as_of,
    startedAt: row.started_at,
    ...(row.seed_path === null ? {} : { seedPath: row.seed_path }),
    ...(row.process_id == null ? {} : { processId: row.process_id }),
    ...(row.host == null ? {} : { host: row.host }),
    ...(row.message == null ? {} : { message: row.message }),
    endedAt: row.ended_at,
    status: row.status ?? 'running',
  }
}

async function readCommands(session: Session, scope: Scope): Promise<readonly string[]> {
  const sql = `select distinct command from model_meta.runs
where project = $1 and environment = $2 order by command`
  const { rows } = await askText<{ command: string }>(session, sql, scopeValues(scope))
  return rows.map(({ command }) => command)
}

async function readTallies(
  session: Session,
  scope: Scope,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, RunTally>> {
  const sql = `select run_id, kind, status, count(*)::int as results
from model_meta.result_log
where project = $1 and environment = $2 and run_id in (select json_array_elements_text($3))
group by run_id, kind, status`
  const values = [...scopeValues(scope), JSON.stringify(runIds)]
  const { rows } = await askText<{
    readonly run_id: string
    readonly kind: 'node' | 'check'
    readonly status: string
    readonly results: number
  }>(session, sql, values)
  const found = new Map<string, { nodes: Record<string, number>; checks: Record<string, number> }>()
  for (const { run_id, kind, status, results } of rows) {
    const tally = found.get(run_id) ?? { nodes: {}, checks: {} }
    tally[kind === 'node' ? 'nodes' : 'checks'][status] = results
    found.set(run_id, tally)
  }
  return found
}
