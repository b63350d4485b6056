/**
 * Builds what is saved: reads the project anew after each save, builds the nodes that became another thing and makes
 * their checks, and publishes each when it has passed. The latest change wins: a build of an older text is cancelled. A
 * project with mistakes is told and waited for.
 */
import { DatabaseError } from '../adapters/database-error.ts'
import { ModelError, ProblemsError } from '../errors/model-error.ts'
import { isConnectionLoss } from '../run/retry.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import { openHistory } from '../state/history.ts'
import type { Scope } from '../state/types.ts'
import type { Workspace } from '../workspace.ts'
import { projectDefinitions } from './definitions.ts'
import { type ProjectChange, type ProjectReading, projectChange } from './project-change.ts'
import { type SavedFiles, watchFiles } from './watch-files.ts'
import { nodesToBuild, type Standing, withChecks } from './watch-selection.ts'

export interface WatchOptions {
  /** For each build; its selection says which nodes are built at all. */
  readonly run: RunOptions
  /** Generations below a saved node that are built with it; 0: none. */
  readonly downstream: number
  /** Look at the files instead of waiting to be told. */
  readonly poll: boolean
  /** Ends the watching, and cancels a build that goes on. */
  readonly signal: AbortSignal
}

/** Said while it watches, in order. */
export type WatchEvent =
  | { readonly kind: 'watching'; readonly root: string; readonly nodes: number }
  | { readonly kind: 'saved'; readonly files: readonly string[] }
  /** The project cannot be read, or a build not begun; it goes on watching. */
  | { readonly kind: 'problem'; readonly error: Error }
  | { readonly kind: 'removed'; readonly names: readonly string[] }
  /** Nothing of what was saved asks for a build. */
  | { readonly kind: 'nothing to build' }
  /** A build of an older text is cancelled. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'building'; readonly workspace: Workspace; readonly ids: readonly string[] }
  | { readonly kind: 'run'; readonly event: RunEvent }
  | {
      readonly kind: 'built'
      readonly workspace: Workspace
      readonly outcome: RunOutcome
      /** Milliseconds since the first of the saves. */
      readonly since: number
    }

/** Watches until the signal is aborted. The workspace, or the one that took its place, is closed at the end. */
export async function watchProject(
  workspace: Workspace,
  options: WatchOptions,
  onEvent: (event: WatchEvent) => void,
): Promise<void> {
  const watch = new Watch(workspace, options, onEvent)
  const files = await watchFiles(workspace.manifest.project, {
    signal: options.signal,
    poll: options.poll,
    onEvent: () => undefined,
  })
  try {
    await watch.begin()
    for (let saved = await files.next(); saved !== undefined; saved = await files.next())
      await watch.take(saved)
  } finally {
    await files.close()
    await watch.end()
  }
}

/** A build that goes on. */
interface Building {
  readonly ids: ReadonlySet<string>
  readonly abort: AbortController
  readonly done: Promise<void>
}

/** What is known between two saves. */
class Watch {
  readonly #options: WatchOptions
  readonly #say: (event: WatchEvent) => void
  /** Time for which checks are compared: theirs is not what changed. */
  readonly #asOf = new Date().toISOString()
  /** Whose connection it is. */
  #owner: Workspace
  #workspace: Workspace
  #reading: ProjectReading
  #building: Building | undefined
  /** What is published, as it was read last and as builds here have changed it. */
  #standing = new Map<string, Standing>()
  /** What is to be built next, and since when somebody waits for it. */
  #waiting: { readonly ids: Set<string>; readonly since: number } | undefined
  /** What an overtaken build leaves is built together with what overtook it. */
  #merging = false
  /** Nodes that did not come out well: to save them once more is to try again. */
  readonly #failed = new Set<string>()
  /** Files that were saved while the project could not be read. */
  readonly #unread = new Set<string>()

  constructor(workspace: Workspace, options: WatchOptions, onEvent: (event: WatchEvent) => void) {
    this.#owner = workspace
    this.#workspace = workspace
    this.#options = options
    this.#say = onEvent
    this.#reading = this.#readingOf(workspace)
  }

  /** Opens the database, so that the first save does not wait for it. */
  async begin(): Promise<void> {
    this.#standing = await this.#readStanding()
    const { project, nodes } = this.#workspace.manifest
    this.#say({ kind: 'watching', root: project.root, nodes: nodes.size })
  }

  /** Reads the project anew and begins a build where the change asks for one. */
  async take({ files, since }: SavedFiles): Promise<void> {
    this.#say({ kind: 'saved', files })
    for (const file of files) this.#unread.add(file)
    try {
      const before = this.#reading
      if (!(await this.#reread())) return
      const saved = [...this.#unread]
      this.#unread.clear()
      await this.#want(before, saved, since)
    } catch (error) {
      this.#tell(error)
    }
  }

  async end(): Promise<void> {
    this.#waiting = undefined
    this.#building?.abort.abort()
    await this.#building?.done
    await this.#owner.close()
  }

  /** False when the project cannot be read, which is told. */
  async #reread(): Promise<boolean> {
    try {
      const fresh = await this.#owner.reopen()
      if (!fresh.borrowsDatabase) await this.#moveTo(fresh)
      this.#workspace = fresh
      this.#reading = this.#readingOf(fresh)
      if (!fresh.borrowsDatabase) this.#standing = await this.#readStanding()
      return true
    } catch (error) {
      if (!(error instanceof ProblemsError) && !(error instanceof ModelError)) throw error
      this.#say({ kind: 'problem', error })
      return false
    }
  }

  /** Another target, or another way to it: what runs on the old one ends, for two cannot have an embedded database. */
  async #moveTo(owner: Workspace): Promise<void> {
    this.#building?.abort.abort()
    await this.#building?.done
    await this.#owner.close()
    this.#owner = owner
  }

  async #want(before: ProjectReading, saved: readonly string[], since: number): Promise<void> {
    const change = projectChange(before, this.#reading)
    if (change.removed.length > 0) this.#say({ kind: 'removed', names: change.removed })
    let wanted = await this.#wanted(change, saved)
    if (wanted.length === 0 && this.#building === undefined) {
      // Somebody else may have built meanwhile.
      this.#standing = await this.#readStanding()
      wanted = await this.#wanted(change, saved)
    }
    if (this.#overtakes(change.models, wanted)) await this.#cancel()
    if (wanted.length === 0 && this.#waiting === undefined) {
      if (this.#building === undefined) this.#say({ kind: 'nothing to build' })
      return
    }
    const ids = new Set([...(this.#waiting?.ids ?? []), ...wanted])
    this.#waiting = { ids, since: this.#waiting?.since ?? since }
    this.#begin()
  }

  /** Asks no database where the selection does not: an embedded one answers only when what runs has ended. */
  async #wanted(change: ProjectChange, saved: readonly string[]): Promise<readonly string[]> {
    const selected = new Set((await this.#workspace.select(this.#options.run.selection)).ids)
    return nodesToBuild(this.#reading, {
      ...{ change, saved, selected, published: this.#standing },
      failed: this.#failed,
      downstream: this.#options.downstream,
    })
  }

  /** Is something being built of which the text is another one now? */
  #overtakes(changed: readonly string[], wanted: readonly string[]): boolean {
    const building = this.#building
    if (building === undefined) return false
    const gone = [...building.ids].some(id => !this.#reading.manifest.nodes.has(id))
    return gone || [...changed, ...wanted].some(id => building.ids.has(id))
  }

  async #cancel(): Promise<void> {
    this.#say({ kind: 'overtaken' })
    this.#merging = true
    this.#building?.abort.abort()
    await this.#building?.done
    this.#merging = false
  }

  #begin(): void {
    const { manifest } = this.#workspace
    if (this.#building !== undefined || this.#waiting === undefined) return
    if (this.#merging || this.#options.signal.aborted) return
    const { ids, since } = this.#waiting
    this.#waiting = undefined
    const all = withChecks(manifest, ids)
    if (all.length === 0) return
    const abort = new AbortController()
    const done = this.#build(all, { abort, since }).finally(() => {
      this.#building = undefined
      this.#begin()
    })
    this.#building = { ids: new Set(all), abort, done }
  }

  async #build(
    ids: readonly string[],
    { abort, since }: { readonly abort: AbortController; readonly since: number },
  ): Promise<void> {
    const workspace = this.#workspace
    const reading = this.#reading
    const atOneMoment = workspace.manifest.project.target.consistency === 'snapshot'
    const options: RunOptions = {
      ...this.#options.run,
      ids,
      signal: abort.signal,
      ...(atOneMoment ? {} : { publish: 'each' }),
    }
    this.#say({ kind: 'building', workspace, ids })
    try {
      const say = (event: RunEvent) => this.#say({ kind: 'run', event })
      const outcome = await this.#reconnecting(() => workspace.run(options, say))
      this.#remember(outcome, {
        ids: new Set(ids),
        overtaken: abort.signal.aborted,
        since,
        reading,
      })
      if (abort.signal.aborted) return
      this.#say({ kind: 'built', workspace, outcome, since: performance.now() - since })
    } catch (error) {
      for (const id of ids) this.#failed.add(id)
      this.#tell(error)
    }
  }

  /** The process that served the database has ended, or the server was away: asked once more over a new connection. */
  async #reconnecting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const gone = error instanceof ModelError && error.code === 'M2206'
      if (!gone && !isConnectionLoss(error)) throw error
      await this.#owner.close()
      return await work()
    }
  }

  /** What an overtaken build did not get to waits for the next one. */
  #remember(
    { results, published }: RunOutcome,
    build: Pick<Building, 'ids'> & {
      readonly overtaken: boolean
      readonly since: number
      readonly reading: ProjectReading
    },
  ): void {
    for (const id of published) {
      const node = build.reading.manifest.nodes.get(id)
      if (node?.kind !== 'model') continue
      const { hash } = build.reading.definitions.of(id)
      this.#standing.set(id, { definitionHash: hash, relation: node.relation })
    }
    const status = new Map(results.map(result => [result.node, result.status]))
    for (const id of build.ids) {
      const well = /^(success|pass|warn|no-op|reused)$/.test(status.get(id) ?? '')
      if (well || published.includes(id)) this.#failed.delete(id)
      else this.#failed.add(id)
    }
    if (!build.overtaken) return
    const open = [...build.ids].filter(id => /^(skipped|held)$/.test(status.get(id) ?? 'skipped'))
    const ids = new Set([...(this.#waiting?.ids ?? []), ...open])
    this.#waiting = { ids, since: this.#waiting?.since ?? build.since }
  }

  /** What a person can do something about; the rest is a defect. */
  #tell(error: unknown): void {
    const known = [ProblemsError, ModelError, DatabaseError].some(kind => error instanceof kind)
    if (!known) throw error
    this.#say({ kind: 'problem', error: error as Error })
  }

  #readStanding(): Promise<Map<string, Standing>> {
    const { name, target } = this.#workspace.manifest.project
    const scope: Scope = { project: name, environment: target.schemaPrefix }
    return this.#reconnecting(async () => {
      const history = await openHistory(await this.#workspace.adapter(), scope)
      return new Map(await history.published())
    })
  }

  #readingOf({ manifest, cache }: Workspace): ProjectReading {
    const definitions = projectDefinitions({ manifest, asOf: this.#asOf, cache })
    return { manifest, definitions }
  }
}
