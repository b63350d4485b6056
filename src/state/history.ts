/** Reads from the ledger. Nothing here creates it: a database without a ledger has an empty history. */
import type { Session } from '../adapters/adapter.ts'
import { ledgerVersion } from './migrate.ts'
import {
  DEFINITIONS_SINCE,
  readDefinitions,
  readOwners,
  readSchemas,
  readSourceVersions,
  readStanding,
} from './read-standing.ts'
import { ask, askText, ledgerTables, numberOrNull, scopeValues } from './statements.ts'
import type {
  CheckCounts,
  CheckMade,
  OwnedRelation,
  Published,
  ResultDetail,
  ResultRow,
  RunRecord,
  RunStatus,
  Scope,
} from './types.ts'

/** A result as `history` shows it. */
export interface PastResult extends ResultRow {
  readonly endedAt: string
}

export interface History {
  /** What stands now, by node id. */
  published(): Promise<ReadonlyMap<string, Published>>
  /** Every relation that stands; a node whose relation was renamed has two. */
  standing(): Promise<readonly Published[]>
  /** How many ended runs beyond the newest so many still have results. */
  runsBeyond(kept: number): Promise<number>
  /** Who made the relations of these schemas, of any project and environment. */
  owners(schemas: readonly string[]): Promise<readonly OwnedRelation[]>
  /** Schemas that this project created here. */
  schemas(): Promise<ReadonlySet<string>>
  runs(limit: number): Promise<readonly RunRecord[]>
  results(filter: {
    readonly runId?: string
    readonly node?: string
    readonly limit: number
  }): Promise<readonly PastResult[]>
  /** The texts behind these definition hashes, as far as they were kept. */
  definitions(hashes: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The version of each source that a run read last. */
  sourceVersions(): Promise<ReadonlyMap<string, string>>
  /** The newest result of every node. */
  latestResults(): Promise<ReadonlyMap<string, PastResult>>
  /** What each check was when it was made last, and what came of it: all that a refresh asks of results. */
  checksMade(): Promise<ChecksMade>
}

/** Checks as they were made last, by id. */
export type ChecksMade = ReadonlyMap<string, CheckMade & { readonly status: string }>

/** The history of a scope; empty where there is no ledger. */
export async function openHistory(session: Session, scope: Scope): Promise<History> {
  const version = await ledgerVersion(session)
  if (version === 0) return EMPTY
  return {
    published: async () =>
      new Map((await readStanding(session, scope)).map(each => [each.id, each])),
    standing: () => readStanding(session, scope),
    runsBeyond: kept => countRunsBeyond(session, scope, kept),
    owners: schemas => readOwners(session, schemas),
    schemas: () => readSchemas(session, scope),
    runs: limit => readRuns(session, scope, limit),
    results: filter => readResults(session, scope, filter),
    definitions: hashes => readDefinitions(session, hashes, version),
    sourceVersions: () => readSourceVersions(session, scope),
    latestResults: () => readLatestResults(session, scope),
    checksMade: () => readChecksMade(session, scope, version),
  }
}

const EMPTY: History = {
  published: async () => new Map(),
  standing: async () => [],
  runsBeyond: async () => 0,
  owners: async () => [],
  schemas: async () => new Set(),
  runs: async () => [],
  results: async () => [],
  definitions: async () => new Map(),
  sourceVersions: async () => new Map(),
  latestResults: async () => new Map(),
  checksMade: async () => new Map(),
}

async function countRunsBeyond(session: Session, scope: Scope, kept: number): Promise<number> {
  const sql = `select count(*)::int as runs
from (
  select run_id from model_meta.run_log
  where project = $1 and environment = $2 and ended_at is not null
  order by started_at desc, run_id desc offset $3
) as old
where exists (select from model_meta.results where results.run_id = old.run_id)`
  const { rows } = await askText<{ runs: number }>(session, sql, [...scopeValues(scope), kept])
  return rows[0]!.runs
}

interface RunRow {
  run_id: string
  command: string
  target: string
  invocation: string
  as_of: string
  seed_path: string | null
  started_at: string
  ended_at: string | null
  status: RunStatus | null
  /** An older ledger has none. */
  message?: string | null
}

async function readRuns(
  session: Session,
  scope: Scope,
  limit: number,
): Promise<readonly RunRecord[]> {
  const from = await ledgerTables()
  const query = from('run_log').where(whose(scope)).orderBy('started_at', 'desc')
  const { rows } = await ask<RunRow>(session, query.limit(limit).select('*'))
  return rows.map(row => ({
    runId: row.run_id,
    command: row.command,
    target: row.target,
    invocation: row.invocation,
    asOf: row.as_of,
    startedAt: row.started_at,
    ...(row.seed_path === null ? {} : { seedPath: row.seed_path }),
    endedAt: row.ended_at,
    status: row.status ?? 'running',
    ...(row.message == null ? {} : { message: row.message }),
  }))
}

interface ResultRecordRow {
  run_id: string
  node: string
  kind: 'node' | 'check'
  status: string
  started_at: string
  ended_at: string
  seconds: string
  rows: string | null
  failures: string | null
  message: string
  thread: number
  checks: CheckCounts | null
  definition_hash: string | null
  inputs: Readonly<Record<string, string>> | null
  detail: ResultDetail | null
}

const ENDED = "started_at + seconds * interval '1 second' as ended_at"

async function readResults(
  session: Session,
  scope: Scope,
  filter: { readonly runId?: string; readonly node?: string; readonly limit: number },
): Promise<readonly PastResult[]> {
  const from = await ledgerTables()
  const query = from('result_log').where(whose(scope)).orderBy('seq', 'desc')
  if (filter.runId !== undefined) query.where('run_id', filter.runId)
  if (filter.node !== undefined) query.where('node', filter.node)
  query.limit(filter.limit).select('*').select(query.client.raw(ENDED))
  const { rows } = await ask<ResultRecordRow>(session, query)
  return rows.map(resultOf)
}

/** From one node to the next by the index: the rows of a year of runs are never sorted. */
const latestOf = (columns: string) => `
with recursive latest as (
  (
    select ${columns} from model_meta.results
    where project = $1 and environment = $2
    order by node, seq desc limit 1
  )
  union all
  select next.* from latest cross join lateral (
    select ${columns} from model_meta.results
    where project = $1 and environment = $2 and node > latest.node
    order by node, seq desc limit 1
  ) as next
)`

const LATEST_SQL = `${latestOf('*')}
select *, ${ENDED} from latest`

const CHECKS_SQL = `${latestOf('node, status, definition_hash, inputs')}
select * from latest where definition_hash is not null`

async function readChecksMade(
  session: Session,
  scope: Scope,
  version: number,
): Promise<ChecksMade> {
  if (version < DEFINITIONS_SINCE) return new Map()
  const { rows } = await askText<ResultRecordRow>(session, CHECKS_SQL, scopeValues(scope))
  return new Map(
    rows.map(({ node, status, definition_hash, inputs }) => [
      node,
      { definitionHash: definition_hash!, inputs: inputs ?? {}, status },
    ]),
  )
}

async function readLatestResults(
  session: Session,
  scope: Scope,
): Promise<ReadonlyMap<string, PastResult>> {
  const { rows } = await askText<ResultRecordRow>(session, LATEST_SQL, scopeValues(scope))
  return new Map(rows.map(row => [row.node, resultOf(row)]))
}

function resultOf(row: ResultRecordRow): PastResult {
  return {
    runId: row.run_id,
    node: row.node,
    kind: row.kind,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    seconds: Number(row.seconds),
    rows: numberOrNull(row.rows),
    failures: numberOrNull(row.failures),
    message: row.message,
    thread: row.thread,
    checks: row.checks,
    // An older ledger has no such column.
    ...(row.definition_hash == null
      ? {}
      : { made: { definitionHash: row.definition_hash, inputs: row.inputs ?? {} } }),
    ...(row.detail == null ? {} : { detail: row.detail }),
  }
}

function whose(scope: Scope): { project: string; environment: string } {
  return { project: scope.project, environment: scope.environment }
}
