/** The engine of a workspace: with what it is opened, once for all who ask, and its end. */
import type { Adapter, AdapterSettings } from '../adapters/adapter.ts'
import type { Project, Target } from '../project/types.ts'
import { keptSince } from './keep/keep-folder.ts'
import type { Database, DatabaseRequest } from './open-database.ts'
import type { WorkspaceOptions } from './types.ts'

/** What the engine of a target is opened with. */
export function adapterSettings(
  project: Project,
  target: Target,
  options: WorkspaceOptions & { readonly now: () => Date },
): AdapterSettings {
  const { wait, onWait, pid, command, cacheFolder, now } = options
  return {
    root: project.root,
    targetPath: project.targetPath,
    settings: target.settings,
    env: project.env,
    threads: target.threads,
    brief: options.brief ?? false,
    serves: options.serves ?? false,
    joins: options.joins ?? false,
    applicationName: `model ${project.name}`,
    wait,
    keptSince: folder => keptSince(project, folder, now()),
    ...(onWait === undefined ? {} : { onWait }),
    ...(pid === undefined ? {} : { pid }),
    ...(command === undefined ? {} : { command }),
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
  }
}

/** An engine that is opened when it is first asked for. */
export class Connection {
  readonly #request: () => DatabaseRequest
  #database: Promise<Database> | undefined

  constructor(request: () => DatabaseRequest) {
    this.#request = request
  }

  async adapter(): Promise<Adapter> {
    this.#database ??= this.#open()
    const database = this.#database
    try {
      return (await database).adapter
    } catch (error) {
      // Who asks later may find the database free.
      if (this.#database === database) this.#database = undefined
      throw error
    }
  }

  /** Whoever asks for the engine after this opens another one. */
  async close(): Promise<void> {
    const database = this.#database
    this.#database = undefined
    // One that could not be opened said so to whoever asked for it.
    const opened = await database?.catch(() => undefined)
    await opened?.close()
  }

  async #open(): Promise<Database> {
    const { openDatabase } = await import('./open-database.ts')
    return openDatabase(this.#request())
  }
}
