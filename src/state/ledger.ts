/** Writes to the ledger: runs, results, publications, sources, schemas. One object for one project and environment. */
import type { Adapter, Session } from '../adapters/adapter.ts'
import { migrateLedger } from './migrate.ts'
import { insert, insertNew, insertPrepared, type PreparedRows, prepareRows } from './statements.ts'
import type {
  FreshnessRow,
  Published,
  ResultRow,
  RunEnd,
  RunStart,
  Scope,
  SourceToken,
} from './types.ts'

/** What can be repeated after a lost connection without harm: all but recordPublished. */
export interface Ledger {
  readonly scope: Scope
  startRun(run: RunStart): Promise<void>
  endRun(runId: string, end: RunEnd): Promise<void>
  /** Ends the runs that never said how they ended: killed, or cut off. Only for who holds the run lock. */
  endDeadRuns(endedAt: string): Promise<void>
  recordResults(rows: readonly ResultRow[]): Promise<void>
  /** Inside the publishing transaction. */
  recordPublished(session: Session, published: readonly Published[]): Promise<void>
  /** What a publication will write, made before anything is locked. */
  preparePublication(rows: PublicationRows): PreparedPublication
  /** Inside the publishing transaction. */
  recordPublication(
    session: Session,
    prepared: PreparedPublication,
    publishedAt: string,
  ): Promise<void>
  /** Was the transaction of this run that wrote this version committed? A clone has the version of what it copies. */
  hasPublished(version: string, runId: string): Promise<boolean>
  /** Of these definition hashes those whose text is recorded. */
  knownDefinitions(hashes: readonly string[]): Promise<ReadonlySet<string>>
  recordSources(runId: string, tokens: readonly SourceToken[], readAt: string): Promise<void>
  recordSchemas(schemas: readonly string[], createdAt: string): Promise<void>
  /** Deletes the results of ended runs but the newest so many; the runs of what stands keep their line. */
  forgetRuns(kept: number): Promise<void>
  recordFreshness(found: readonly FreshnessRow[]): Promise<void>
}

/** What a publication adds to the ledger. */
export interface PublicationRows {
  readonly published: readonly Omit<Published, 'publishedAt'>[]
  /** The text behind each definition hash that is new, once. */
  readonly definitions: ReadonlyMap<string, string>
  readonly results: readonly ResultRow[]
}

/** The same as it is sent; the moment is told then. */
export interface PreparedPublication {
  readonly published: PreparedRows
  readonly definitions: ReadonlyMap<string, string>
  readonly results: PreparedRows
}

/** The ledger of a scope, its tables brought up to date first. */
export async function openLedger(adapter: Adapter, scope: Scope): Promise<Ledger> {
  await migrateLedger(adapter)
  const owner = { project: scope.project, environment: scope.environment }
  return {
    scope,
    startRun: run => insertNew(adapter, 'runs', [{ ...owner, ...runRow(run) }]),
    endRun: (runId, { status, endedAt, message = null }) =>
      insertNew(adapter, 'run_ends', [{ run_id: runId, status, ended_at: endedAt, message }]),
    endDeadRuns: endedAt => endDeadRuns(adapter, owner, endedAt),
    recordResults: rows =>
      insert(
        adapter,
        'results',
        rows.map(row => ({ ...owner, ...resultRow(row) })),
      ),
    recordPublished: (session, published) =>
      insert(
        session,
        'published',
        published.map(entry => ({
          ...owner,
          ...publishedRow(entry),
          published_at: entry.publishedAt,
        })),
      ),
    preparePublication: ({ published, definitions, results }) => ({
      published: prepareRows(
        'published',
        published.map(entry => ({ ...owner, ...publishedRow(entry) })),
      ),
      definitions,
      results: prepareRows(
        'results',
        results.map(row => ({ ...owner, ...resultRow(row) })),
      ),
    }),
    recordPublication: async (session, { published, definitions, results }, publishedAt) => {
      await insertPrepared(session, published, { moment: ['published_at', publishedAt] })
      await recordDefinitions(session, definitions)
      await insertPrepared(session, results)
    },
    hasPublished: (version, runId) => hasPublished(adapter, version, runId),
    knownDefinitions: hashes => knownDefinitions(adapter, hashes),
    recordSources: (runId, tokens, readAt) =>
      insert(
        adapter,
        'source_state',
        tokens.map(token => ({ ...owner, ...sourceRow(token), run_id: runId, read_at: readAt })),
      ),
    forgetRuns: kept => forgetRuns(adapter, scope, kept),
    recordFreshness: found =>
      insert(
        adapter,
        'freshness',
        found.map(row => ({
          ...owner,
          node: row.node,
          status: row.status,
          max_loaded_at: row.maxLoadedAt,
          age_seconds: row.ageSeconds,
          checked_at: row.checkedAt,
        })),
      ),
    recordSchemas: (schemas, createdAt) =>
      insertNew(
        adapter,
        'schemas',
        schemas.map(schema => ({ ...owner, schema_name: schema, created_at: createdAt })),
      ),
  }
}

async function forgetRuns(session: Session, scope: Scope, kept: number): Promise<void> {
  const old = `select run_id from model_meta.run_log
  where project = $1 and environment = $2 and ended_at is not null
  order by started_at desc, run_id desc offset $3`
  const values = [scope.project, scope.environment, kept]
  await session.query(`delete from model_meta.results where run_id in (${old})`, values)
  await session.query(
    `delete from model_meta.published where run_id in (${old})
and not exists (select from model_meta.standing where standing.seq = published.seq)`,
    values,
  )
  await session.query(
    `delete from model_meta.source_state as state
where run_id in (${old}) and exists (
  select from model_meta.source_state as newer
  where newer.project = state.project and newer.environment = state.environment
    and newer.node = state.node and newer.seq > state.seq)`,
    values,
  )
}

async function hasPublished(session: Session, version: string, runId: string): Promise<boolean> {
  const sql = 'select run_id from model_meta.published where version = $1 and run_id = $2'
  const { rows } = await session.query(sql, [version, runId])
  return rows.length > 0
}

async function knownDefinitions(
  session: Session,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const sql =
    'select definition_hash from model_meta.definitions where definition_hash = any ($1::text[])'
  const { rows } = await session.query<{ definition_hash: string }>(sql, [hashes])
  return new Set(rows.map(row => row.definition_hash))
}

async function recordDefinitions(
  session: Session,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = [...texts].map(([definition_hash, definition]) => ({ definition_hash, definition }))
  await insertNew(session, 'definitions', rows)
}

async function endDeadRuns(session: Session, owner: Scope, endedAt: string): Promise<void> {
  // A run of checks takes no lock: it may be going on.
  const { rows } = await session.query<{ run_id: string }>(
    `select run_id from model_meta.run_log
where project = $1 and environment = $2 and status is null and command <> 'test'`,
    [owner.project, owner.environment],
  )
  const ends = rows.map(({ run_id }) => ({ run_id, status: 'interrupted', ended_at: endedAt }))
  await insert(session, 'run_ends', ends)
}

function runRow(run: RunStart): Record<string, unknown> {
  return {
    run_id: run.runId,
    target: run.target,
    command: run.command,
    invocation: run.invocation,
    as_of: run.asOf,
    seed_path: run.seedPath ?? null,
    started_at: run.startedAt,
    process_id: run.processId ?? null,
    host: run.host ?? null,
    lock_session: run.lockSession ?? null,
  }
}

function resultRow(row: ResultRow): Record<string, unknown> {
  return {
    run_id: row.runId,
    node: row.node,
    kind: row.kind,
    status: row.status,
    started_at: row.startedAt,
    seconds: row.seconds,
    rows: row.rows,
    failures: row.failures,
    message: row.message,
    thread: row.thread,
    checks: row.checks,
    definition_hash: row.made?.definitionHash ?? null,
    inputs: row.made?.inputs ?? null,
    detail: row.detail ?? null,
  }
}

function publishedRow(entry: Omit<Published, 'publishedAt'>): Record<string, unknown> {
  return {
    version: entry.version,
    run_id: entry.runId,
    node: entry.id,
    schema_name: entry.relation.schema,
    relation_name: entry.relation.name,
    kind: entry.kind,
    definition_hash: entry.definitionHash,
    inputs: entry.inputs,
    as_of: entry.asOf,
    uses_as_of: entry.usesAsOf,
    rows: entry.rows,
    flaw: entry.flaw ?? null,
    facets: entry.facets ?? null,
    seconds: entry.seconds ?? null,
  }
}

function sourceRow(token: SourceToken): Record<string, unknown> {
  return { node: token.node, token_kind: token.kind, token: token.token, rows: token.rows }
}
