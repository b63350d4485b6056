/**
 * The composition root: opens the project, the adapter and the ledger, and has one method for each thing a user does.
 * Only this file constructs an adapter. It prints nothing.
 */
import type { Adapter, QueryResult } from './adapters/adapter.ts'
import type { Manifest } from './compile/manifest.ts'
import type { RenderedSql } from './compile/render.ts'
import type { ProjectOptions } from './project/types.ts'
import type { RunEvent, RunOptions, RunOutcome } from './run/types.ts'
import type { SelectionRequest } from './select/types.ts'
import type { RunRecord } from './state/types.ts'

export interface WorkspaceOptions extends ProjectOptions {
  /** Milliseconds to wait for another holder of the embedded database; 0: say who it is and fail. */
  readonly wait: number
  readonly onWait?: (holder: string) => void
  /** Called as soon as the target is resolved, before anything can fail: values that must not be printed. */
  readonly onSecrets?: (secrets: readonly string[]) => void
  /** For messages and the ledger. */
  readonly now?: () => Date
}

/** One row of `model status`; the format of `--output json`, see docs. */
export interface StatusRow {
  readonly unique_id: string
  /** schema.name */
  readonly name: string
  readonly resource_type: 'model' | 'seed' | 'source'
  readonly materialized: string
  readonly relation: string
  readonly environment: string
  readonly state: 'fresh' | 'stale' | 'never' | 'missing'
  readonly reasons: readonly {
    readonly code: string
    readonly parent: string | null
    readonly text: string
  }[]
  readonly refreshed_at: string | null
  readonly age_seconds: number | null
  readonly as_of: string | null
  readonly data_as_of: string | null
  readonly rows: number | null
  readonly source_rows: number | null
  readonly run_id: string | null
  readonly definition_hash: string | null
  readonly checks: {
    readonly pass: number
    readonly warn: number
    readonly fail: number
    readonly checked_at: string | null
  }
  readonly last_result: {
    readonly run_id: string
    readonly status: string
    readonly ended_at: string
    readonly message: string
  } | null
}

/** One finding of `model debug`. */
export interface DebugFinding {
  readonly what: string
  readonly ok: boolean
  readonly detail: string
}

export interface ResultRecord {
  readonly run_id: string
  readonly unique_id: string
  readonly status: string
  readonly started_at: string
  readonly seconds: number
  readonly rows: number | null
  readonly message: string
}

/** An opened project. Methods that need the database connect at the first call. */
export interface Workspace {
  readonly manifest: Manifest
  /** Text for the first printed line: target, host, database, prefix. */
  readonly describeTarget: () => Promise<{
    target: string
    adapter: string
    host: string
    database: string
    prefix: string
  }>
  /** Ids chosen, in graph order; tests ride along as asked. `unmatched`: expressions that chose nothing. */
  select(request: SelectionRequest): {
    readonly ids: readonly string[]
    readonly unmatched: readonly string[]
  }
  /** SQL of a node on published names. Asks no database. */
  compile(id: string): RenderedSql
  /** SQL of a text template (`show --inline`). */
  compileInline(template: string): RenderedSql
  /** Executes run, build, test or seed; with `dryRun` only plans. Writes the ledger and the artifacts. */
  run(options: RunOptions, onEvent: (event: RunEvent) => void): Promise<RunOutcome>
  /** A statement of the user's: `model query`. `limit`: rows at most, null for all. */
  query(
    sql: string,
    options: { readonly limit: number | null; readonly signal?: AbortSignal },
  ): Promise<QueryResult>
  /** First rows of a node's SQL run now (models, tests), or of its relation (seeds, sources). */
  show(
    id: string,
    options: { readonly limit: number | null; readonly signal?: AbortSignal },
  ): Promise<QueryResult>
  /** First rows of a text template. */
  showInline(
    template: string,
    options: { readonly limit: number | null; readonly signal?: AbortSignal },
  ): Promise<QueryResult>
  status(ids?: readonly string[]): Promise<readonly StatusRow[]>
  /** Newest first. */
  runs(limit: number): Promise<readonly RunRecord[]>
  results(filter: {
    readonly runId?: string
    readonly node?: string
    readonly limit: number
  }): Promise<readonly ResultRecord[]>
  debug(): Promise<readonly DebugFinding[]>
  /** Removes what the tool wrote under target/, but the embedded database; returns the removed paths, relative. */
  clean(): Promise<readonly string[]>
  /** For tests and programs that need the engine itself. */
  adapter(): Promise<Adapter>
  close(): Promise<void>
}

/**
 * Reads and compiles the project (from its cache where nothing changed) and returns its workspace.
 * @throws ProblemsError with every problem of the project.
 */
export async function openWorkspace(_options: WorkspaceOptions): Promise<Workspace> {
  throw new Error('under construction')
}
