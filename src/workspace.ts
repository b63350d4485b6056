/**
 * The composition root: opens the project, the adapter and the ledger, and has one method for each thing a user does.
 * Only this room constructs an adapter. It prints nothing. What not every command needs is imported when it is asked for.
 */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import type { Adapter, AdapterSettings, QueryResult } from './adapters/adapter.ts'
import type { PlanView } from './catalog/plan-view.ts'
import type { SourceFreshness } from './catalog/sources-artifact.ts'
import type { StatusRow } from './catalog/status.ts'
import { compileProject } from './compile/compile-project.ts'
import type { Manifest } from './compile/manifest.ts'
import type { NodeCompiler } from './compile/node-compiler.ts'
import type { RenderedSql } from './compile/render.ts'
import type { DiffRow } from './diff/diff-row.ts'
import { modelError } from './errors/model-error.ts'
import type { Deferral } from './plan/elsewhere.ts'
import { cacheFolder, findProject } from './project/find-project.ts'
import { loadProject, loadTarget } from './project/load-project.ts'
import type { Target } from './project/types.ts'
import type { CiReport } from './report/ci-report.ts'
import type { Exported } from './run/export/export-relation.ts'
import type { RunEvent, RunOptions, RunOutcome } from './run/types.ts'
import { asksTheWarehouse } from './select/asks-the-warehouse.ts'
import { selectNodes } from './select/select-nodes.ts'
import type { Selection, SelectionRequest } from './select/types.ts'
import { openHistory, type PastResult } from './state/history.ts'
import type { RunLog } from './state/run-log.ts'
import type { RunRecord, Scope } from './state/types.ts'
import type { ContentCache } from './util/content-cache.ts'
import type { FileCache } from './util/file-cache.ts'
import type { CiEvent, CiRequest } from './workspace/ci.ts'
import type { Collected, CollectRequest, Leftovers } from './workspace/collect.ts'
import { adapterSettings, Connection } from './workspace/connection.ts'
import type { DebugFinding } from './workspace/debug.ts'
import type { DescribedColumn } from './workspace/described-columns.ts'
import type { DiffEvent, DiffRequest } from './workspace/diff.ts'
import type { NodeExport } from './workspace/export.ts'
import type { Kept } from './workspace/keep/export.ts'
import type { KeepRequest } from './workspace/keep/keep.ts'
import type { HeldLock, LockRequest } from './workspace/locks.ts'
import type { DatabaseRequest } from './workspace/open-database.ts'
import { openProjectCache } from './workspace/project-cache.ts'
import type { RemovalRequest, WarehouseRemoval } from './workspace/remove-warehouse.ts'
import type { WorkspaceRun } from './workspace/run.ts'
import type { StateNow } from './workspace/state-now.ts'
import type { ChangeTrigger } from './workspace/triggers.ts'
import type {
  CiPlace,
  QueryOptions,
  TargetDescription,
  WorkspaceOptions,
} from './workspace/types.ts'
import type { WatchEvent, WatchOptions } from './workspace/watch.ts'

export type * from './workspace/types.ts'

/** The version of the tool. */
export const VERSION: string = packageJson.version

/**
 * Reads and compiles the project (from its cache where nothing changed) and returns its workspace.
 * @throws ProblemsError with every problem of the project.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const folder = cacheFolder(findProject(options.projectDir), options.targetPath)
  return readWorkspace(options, { folder, cache: openProjectCache(folder, VERSION) })
}

/** The content cache of a project, and its folder. */
interface ProjectCache {
  readonly folder: string
  readonly cache: FileCache
}

async function readWorkspace(options: WorkspaceOptions, files: ProjectCache): Promise<Workspace> {
  const { cache } = files
  const project = await loadProject(options, cache)
  options.onSecrets?.(project.target.secrets)
  const manifest = await compileProject(project, cache)
  saveCache(manifest, files)
  return new Workspace(manifest, options, files)
}

/** A project of nothing gets no target/ for it. */
function saveCache({ nodes }: Manifest, { folder, cache }: ProjectCache): void {
  if (existsSync(dirname(folder)) || nodes.size > 0) cache.save()
}

/** An opened project. Methods that need the database connect at the first call; close() ends it. */
export class Workspace {
  readonly manifest: Manifest
  readonly #options: WorkspaceOptions
  readonly #files: ProjectCache
  #connection: Connection
  #deferral: Promise<Deferral | undefined> | undefined
  /** The engine is another workspace's, which closes it. */
  #borrowed = false
  #selected:
    | { readonly request: SelectionRequest; readonly selection: Promise<Selection> }
    | undefined

  constructor(manifest: Manifest, options: WorkspaceOptions, files: ProjectCache) {
    this.manifest = manifest
    this.#options = options
    this.#files = files
    this.#connection = new Connection(() => this.#databaseRequest())
  }

  /** Text for the first printed line: target, host, database, prefix. */
  async describeTarget(): Promise<TargetDescription> {
    const { target } = this.manifest.project
    const { location } = await this.adapter()
    return {
      target: target.name,
      adapter: target.adapter,
      ...location,
      prefix: target.schemaPrefix,
    }
  }

  /** Ids chosen, in graph order; tests ride along as asked. `unmatched`: expressions that chose nothing. */
  select(request: SelectionRequest): Promise<Selection> {
    // Who asks for a run has often asked what is selected: one answer, also when the warehouse changes between.
    if (this.#selected?.request !== request) {
      this.#selected = { request, selection: this.#select(request) }
    }
    return this.#selected.selection
  }

  async #select(request: SelectionRequest): Promise<Selection> {
    const { manifest } = this
    if (!asksTheWarehouse(request, manifest.project.selectors))
      return selectNodes(manifest, request)
    const { selectionFacts } = await import('./workspace/selection-facts.ts')
    const { state } = this.#options
    const deferral = await this.deferral()
    const compared = state === undefined ? deferral : await this.environmentOf(state)
    const facts = await selectionFacts({
      manifest,
      cache: this.cache,
      adapter: await this.adapter(),
      scope: this.#scope(),
      asOf: this.#asOf(),
      ...(deferral && { deferral }),
      ...(compared && { compared: compared.scope }),
    })
    return selectNodes(manifest, request, facts)
  }

  /** Looks at what reading the project leaves open. @throws ProblemsError with all problems. */
  async validate(): Promise<void> {
    const { refuseProblems } = await import('./workspace/validate.ts')
    refuseProblems(this.manifest.nodes.values())
    const { refuseBrokenEndpoints } = await import('./workspace/endpoints.ts')
    refuseBrokenEndpoints(this.manifest)
  }

  /** SQL of a node on published names. Asks no database, unless references are deferred. */
  async compile(id: string): Promise<RenderedSql> {
    const node = this.manifest.nodes.get(id)
    if (node?.kind === 'endpoint') {
      const { compiledEndpoint } = await import('./workspace/endpoints.ts')
      return compiledEndpoint(this.manifest, node)
    }
    const { compilePublished } = await import('./workspace/compiled-sql.ts')
    const elsewhere = await this.#elsewhere()
    return compilePublished(this.manifest, await this.#compiler(), {
      id,
      asOf: this.#asOf(),
      ...(elsewhere && { elsewhere }),
    })
  }

  /** SQL of a text template (`show --inline`). */
  async compileInline(template: string): Promise<RenderedSql> {
    const { compileText } = await import('./workspace/compiled-sql.ts')
    return compileText(this.manifest, await this.#compiler(), {
      text: template,
      elsewhere: await this.#elsewhere(),
    })
  }

  /** Executes run, build, refresh, test or seed; with `dryRun` only plans. Writes the ledger and the artifacts. */
  async run(options: RunOptions, onEvent: (event: RunEvent) => void): Promise<RunOutcome> {
    const { runInWorkspace } = await import('./workspace/run.ts')
    return runInWorkspace(await this.#runRequest(options, onEvent))
  }

  /** What a command would do, and why, with diffs and an estimate. Changes nothing. */
  async plan(options: RunOptions): Promise<PlanView> {
    const { viewPlan } = await import('./workspace/plan.ts')
    return viewPlan(await this.#runRequest(options, () => undefined))
  }

  /** A statement of the user's: `model query`. */
  async query(sql: string, options: QueryOptions): Promise<QueryResult> {
    const { firstRows } = await import('./workspace/first-rows.ts')
    return firstRows(await this.adapter(), sql, options)
  }

  /** First rows of a node's SQL run now (models, tests), or of its relation (seeds, sources). */
  async show(id: string, options: QueryOptions): Promise<QueryResult> {
    const { showNode } = await import('./workspace/first-rows.ts')
    const { compileShown } = await import('./workspace/compiled-sql.ts')
    const node = this.manifest.nodes.get(id)!
    const elsewhere = await this.#elsewhere()
    const compiled = compileShown(this.manifest, await this.#compiler(), {
      id,
      asOf: this.#asOf(),
      ...(elsewhere && { elsewhere }),
    })
    return showNode(await this.adapter(), { node, compiled }, options)
  }

  /** Writes a node's published relation. */
  async export(id: string, request: NodeExport): Promise<Exported> {
    const { exportNode } = await import('./workspace/export.ts')
    return exportNode(await this.adapter(), this.manifest.nodes.get(id)!, request)
  }

  /** First rows of a text template. */
  async showInline(template: string, options: QueryOptions): Promise<QueryResult> {
    const compiled = await this.compileInline(template)
    return this.query(compiled.text, options)
  }

  /** What stands for each relation: when it was refreshed, from what, whether it is stale and why. */
  async status(ids?: readonly string[]): Promise<readonly StatusRow[]> {
    const { readStatus } = await import('./workspace/status.ts')
    const deferral = await this.deferral()
    return readStatus({
      ...(deferral && { deferral }),
      manifest: this.manifest,
      cache: this.cache,
      adapter: await this.adapter(),
      scope: this.#scope(),
      ids: ids ?? this.manifest.graph.order(),
      asOf: this.#asOf(),
      now: this.#now(),
    })
  }

  /** What stands, the newest result of each node and check, and the newest runs: for pages. */
  async stateNow(): Promise<StateNow> {
    const { readStateNow } = await import('./workspace/state-now.ts')
    const deferral = await this.deferral()
    return readStateNow({
      ...(deferral && { deferral }),
      manifest: this.manifest,
      cache: this.cache,
      adapter: await this.adapter(),
      scope: this.#scope(),
      ids: this.manifest.graph.order(),
      asOf: this.#asOf(),
      now: this.#now(),
    })
  }

  /** Columns that the relations of these nodes have in the database. */
  async describeColumns(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly DescribedColumn[]>> {
    const { describeColumns } = await import('./workspace/described-columns.ts')
    return describeColumns(this.manifest, await this.adapter(), ids)
  }

  /** What this project made here and makes no more. */
  async leftovers({ keepRuns }: { readonly keepRuns: number }): Promise<Leftovers> {
    const { findLeftovers } = await import('./workspace/collect.ts')
    return findLeftovers(await this.#collectRequest(keepRuns))
  }

  /** Drops what was found; what others still need stays. */
  async collect(found: Leftovers, { keepRuns }: { readonly keepRuns: number }): Promise<Collected> {
    const { collect } = await import('./workspace/collect.ts')
    return collect(await this.#collectRequest(keepRuns), found)
  }

  async #collectRequest(keepRuns: number): Promise<CollectRequest> {
    const adapter = await this.adapter()
    return { manifest: this.manifest, adapter, scope: this.#scope(), keepRuns, now: this.#now }
  }

  /** Who else holds the embedded database's folder, or builds this environment. */
  async locks(isAlive: (processId: number) => boolean): Promise<readonly HeldLock[]> {
    const { findLocks } = await import('./workspace/locks.ts')
    return findLocks(this.#lockRequest(isAlive))
  }

  /** Ends what a dead run holds; with `force` a living one too. */
  async unlock(isAlive: (processId: number) => boolean, force: boolean): Promise<void> {
    const { breakLocks } = await import('./workspace/locks.ts')
    await breakLocks(this.#lockRequest(isAlive), force)
  }

  #lockRequest(isAlive: LockRequest['isAlive']): LockRequest {
    const openAdapter = () => this.adapter()
    return { openAdapter, scope: this.#scope(), isAlive, now: this.#now }
  }

  /** How fresh the selected sources are that declare it; written to the ledger and target/sources.json. */
  async freshness(ids: readonly string[]): Promise<readonly SourceFreshness[]> {
    const { checkFreshness } = await import('./workspace/freshness.ts')
    return checkFreshness({
      manifest: this.manifest,
      adapter: await this.adapter(),
      scope: this.#scope(),
      selected: ids,
      now: this.#now,
    })
  }

  /** The sources among these that have a change trigger or ask for one by `refresh_on: change`. */
  async triggers(ids: readonly string[]): Promise<readonly ChangeTrigger[]> {
    const { listTriggers } = await import('./workspace/triggers.ts')
    return listTriggers(this.manifest, await this.adapter(), ids)
  }

  /** Puts change triggers on the tables of these sources, as far as they ask for it. @throws ModelError M4510 to M4512. */
  async installTriggers(ids: readonly string[]): Promise<readonly ChangeTrigger[]> {
    const { installTriggers } = await import('./workspace/triggers.ts')
    return installTriggers(this.manifest, await this.adapter(), ids)
  }

  /** Removes the change triggers of these sources, and what they left. @throws ModelError M4510. */
  async removeTriggers(ids: readonly string[]): Promise<readonly ChangeTrigger[]> {
    const { removeTriggers } = await import('./workspace/triggers.ts')
    return removeTriggers(this.manifest, await this.adapter(), ids)
  }

  /** Runs of this project and environment, newest first. */
  async runs(limit: number): Promise<readonly RunRecord[]> {
    const history = await openHistory(await this.adapter(), this.#scope())
    return history.runs(limit)
  }

  /** The same for whoever looks through them: filtered, in pages, with counts. */
  async runLog(): Promise<RunLog> {
    const { openRunLog } = await import('./state/run-log.ts')
    return openRunLog(await this.adapter(), this.#scope())
  }

  /** Results of a run, or of a node over time, newest first. */
  async results(filter: {
    readonly runId?: string
    readonly node?: string
    readonly limit: number
  }): Promise<readonly PastResult[]> {
    const history = await openHistory(await this.adapter(), this.#scope())
    return history.results(filter)
  }

  /** What `model debug` found; does not throw for a database that cannot be reached. */
  async debug(): Promise<readonly DebugFinding[]> {
    const { findings } = await import('./workspace/debug.ts')
    return findings(this.manifest, () => this.adapter())
  }

  /** Compares relations with those of another target, prefix or schema: a row for each, in graph order. */
  async diff(
    request: DiffRequest,
    onEvent: (event: DiffEvent) => void,
  ): Promise<readonly DiffRow[]> {
    const { diffInWorkspace } = await import('./workspace/diff.ts')
    const openTarget = (target: string) => openWorkspace({ ...this.#options, target })
    return diffInWorkspace({ own: this, request, openTarget, onEvent })
  }

  /** Builds what is saved, until the signal is aborted; this workspace is closed then. */
  async watch(options: WatchOptions, onEvent: (event: WatchEvent) => void): Promise<void> {
    const { watchProject } = await import('./workspace/watch.ts')
    await watchProject(this, options, onEvent)
  }

  /** Builds what the project changes beside what another target has built, compares, and drops it again. */
  async ci(
    place: CiPlace,
    request: CiRequest,
    onEvent: (event: CiEvent) => void,
  ): Promise<CiReport> {
    const { runCi } = await import('./workspace/ci.ts')
    const { target, against, prefix } = place
    const opened = await openWorkspace({
      ...this.#options,
      ...{ target, defer: against, schemaPrefix: prefix },
    })
    try {
      const at = this.#options.at ?? (() => undefined)
      return await runCi(opened, request, { now: this.#now, at, onEvent })
    } finally {
      await opened.close()
    }
  }

  /** Removes what the tool wrote under target/, but the embedded database; returns the removed paths, relative. */
  async clean(): Promise<readonly string[]> {
    const { removeWritten } = await import('./workspace/clean.ts')
    return removeWritten(this.manifest.project)
  }

  /**
   * Writes what the embedded database holds and nothing can make anew (managed tables, the memory of runs) to keep/, as far
   * as it has changed; undefined on a server. Runs do this at their end, and a workspace that serves from time to time.
   */
  async keep(): Promise<Kept | undefined> {
    const { keep } = await import('./workspace/keep/keep.ts')
    return keep(await this.#keepRequest())
  }

  /** Keeps the data of the embedded database and says what its removal would mean; undefined: there is none. */
  async prepareRemoval(): Promise<WarehouseRemoval | undefined> {
    const { prepareRemoval } = await import('./workspace/remove-warehouse.ts')
    return prepareRemoval(this.#removalRequest())
  }

  /** Removes the embedded database; returns the removed paths. */
  async removeWarehouse(removal: WarehouseRemoval): Promise<readonly string[]> {
    const { removeWarehouse } = await import('./workspace/remove-warehouse.ts')
    return removeWarehouse(this.#removalRequest(), removal)
  }

  /**
   * The project as its files are now, on the engine of this workspace as long as the target is the same: see
   * {@link borrowsDatabase}. To be closed before this one.
   * @throws ProblemsError, as opening does; this workspace is as good as before.
   */
  async reopen(more: Pick<WorkspaceOptions, 'vars'> = {}): Promise<Workspace> {
    const options = this.#options
    const vars = { ...options.vars, ...more.vars }
    const fresh = await readWorkspace({ ...options, vars }, this.#files)
    const { targetPlace } = await import('./workspace/target-place.ts')
    if (targetPlace(fresh.manifest.project) === targetPlace(this.manifest.project)) {
      await this.adapter()
      fresh.#connection = this.#connection
      fresh.#borrowed = true
    }
    return fresh
  }

  /** The engine is that of the workspace that opened this one anew, and is closed by that one. */
  get borrowsDatabase(): boolean {
    return this.#borrowed
  }

  /** What is remembered of the project's files by their content. */
  get cache(): ContentCache {
    return this.#files.cache
  }

  /** Whose rows of the ledger these are. */
  get scope(): Scope {
    return this.#scope()
  }

  /** This project with connections of its own, so that a run binds none of those that answer; or this one itself. */
  async besides(): Promise<Workspace> {
    const { capabilities } = await this.adapter()
    if (capabilities.embedded.supported) return this
    return new Workspace(this.manifest, this.#options, this.#files)
  }

  /** The engine itself. */
  adapter(): Promise<Adapter> {
    return this.#connection.adapter()
  }

  /** Ends the connection, unless it is borrowed; whoever asks for something after that opens another one. */
  async close(): Promise<void> {
    saveCache(this.manifest, this.#files)
    if (!this.#borrowed) await this.#connection.close()
  }

  /** The environment that references are deferred to. @throws ModelError M3401 to M3403. */
  deferral(): Promise<Deferral | undefined> {
    this.#deferral ??= this.#findDeferral()
    return this.#deferral
  }

  async #findDeferral(): Promise<Deferral | undefined> {
    const { defer = this.manifest.project.target.defer, favorState = false } = this.#options
    if (defer !== undefined && defer !== false) return this.environmentOf(defer, favorState)
    if (favorState) throw modelError('M3403', { flag: '--favor-state' })
    return undefined
  }

  /** Another target's environment in the same database. @throws ModelError M3401, M3402. */
  async environmentOf(name: string, favors = false): Promise<Deferral> {
    const { deferralTo } = await import('./workspace/deferral.ts')
    const { project } = this.manifest
    const target = await loadTarget(project, name, this.#files.cache)
    this.#options.onSecrets?.(target.secrets)
    return deferralTo({ project, target, favors, settings: of => this.#adapterSettings(of) })
  }

  async #elsewhere() {
    const deferral = await this.deferral()
    if (deferral === undefined) return undefined
    const { readElsewhere } = await import('./run/read-elsewhere.ts')
    return readElsewhere(await this.adapter(), this.manifest, deferral)
  }

  #databaseRequest(): DatabaseRequest {
    const { project } = this.manifest
    return {
      project,
      settings: this.#adapterSettings(project.target),
      tool: VERSION,
      now: this.#now,
      at: this.#at,
      onRestored: restored => this.#options.onRestored?.(restored),
      onKeepFailed: error => this.#options.onKeepFailed?.(error),
    }
  }

  #removalRequest(): RemovalRequest {
    return { ...this.#databaseRequest(), open: () => this.adapter() }
  }

  async #keepRequest(): Promise<KeepRequest> {
    return { ...this.#databaseRequest(), adapter: await this.adapter() }
  }

  #adapterSettings(target: Target): AdapterSettings {
    return adapterSettings(this.manifest.project, target, { ...this.#options, now: this.#now })
  }

  async #runRequest(
    options: RunOptions,
    onEvent: (event: RunEvent) => void,
  ): Promise<WorkspaceRun> {
    const deferral = await this.deferral()
    return {
      ...(deferral && { deferral }),
      manifest: this.manifest,
      cache: this.cache,
      opening: this.adapter(),
      scope: this.#scope(),
      selected: options.ids ?? (await this.select(options.selection)).ids,
      now: this.#now,
      processId: this.#options.pid,
      at: this.#at,
      tool: VERSION,
      hide: secret => this.#options.onSecrets?.([secret]),
      options,
      onEvent,
    }
  }

  async #compiler(): Promise<NodeCompiler> {
    const { nodeCompiler } = await import('./compile/node-compiler.ts')
    const vars = { ...this.manifest.project.vars, as_of: this.#asOf() }
    return nodeCompiler(this.manifest, { vars, isIncremental: false })
  }

  /** The target's fixed as_of, else now, in UTC. */
  #asOf(): string {
    const given = this.manifest.project.vars['as_of']
    return typeof given === 'string' ? given : this.#now().toISOString()
  }

  readonly #at = (point: string): void | Promise<void> => this.#options.at?.(point)

  readonly #now = (): Date => this.#options.now?.() ?? new Date()

  #scope(): Scope {
    const { name, target } = this.manifest.project
    return { project: name, environment: target.schemaPrefix }
  }
}
