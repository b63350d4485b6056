/**
 * The files of a project as they are saved: names of those that changed, gathered until nothing moves any more. Editors
 * write in many ways: beside and renamed, emptied and filled, in two events, all files of another commit at once.
 */
import { statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { modelError } from '../errors/model-error.ts'
import type { Project } from '../project/types.ts'

/**
 * Milliseconds without an event after which what was saved counts as whole. More than 50: for so long after a change
 * chokidar keeps further ones of the same file to itself.
 */
const QUIET = 60
/** Milliseconds for which an empty file is taken for one that is being written. */
const EMPTY_LIMIT = 400
/** How often a polling watcher looks. */
const POLL = 200

export interface FileWatch {
  /** Files that changed since the last call, relative to the root; waits for some. Undefined: the signal was aborted. */
  next(): Promise<SavedFiles | undefined>
  /** True while changes wait for {@link next}. */
  readonly pending: boolean
  close(): Promise<void>
}

export interface SavedFiles {
  readonly files: readonly string[]
  /** `performance.now()` at the first event. */
  readonly since: number
}

export interface WatchFilesOptions {
  readonly signal: AbortSignal
  /** Look at the files every so often: where the system does not tell of changes, as on network file systems. */
  readonly poll: boolean
  /** Called at each event, before the files are whole. */
  readonly onEvent: () => void
}

/** Watches what makes up a project; resolves when all of it is watched. */
export async function watchFiles(project: Project, options: WatchFilesOptions): Promise<FileWatch> {
  const { watch } = await import('chokidar')
  const { root } = project
  const watcher = watch(root, {
    ignored: path => !belongsTo(project, path),
    ignoreInitial: true,
    usePolling: options.poll,
    interval: POLL,
  })
  const gathering = new Gathering(root, options)
  watcher.on('all', (_, path) => {
    const file = relative(root, path)
    if (OWN_FILES.has(file) || PROJECT_FILES.test(file)) gathering.add(file)
  })
  await new Promise<void>((resolve, reject) => {
    watcher.once('ready', resolve)
    watcher.on('error', error => {
      const reason = error instanceof Error ? error.message : String(error)
      reject(modelError('M5016', { folder: root, reason }, { cause: error }))
    })
  })
  return {
    next: () => gathering.next(),
    get pending() {
      return gathering.pending
    },
    close: () => watcher.close(),
  }
}

/** Files of these folders that say something; what editors put beside them does not. */
const PROJECT_FILES = /\.(sql|ts|ya?ml|csv)$/
/** Files that say what a project is beside the folders of `paths`. */
const OWN_FILES: ReadonlySet<string> = new Set(['project.yml', 'selectors.yml', '.env'])

function belongsTo({ root, paths, seedPath }: Project, path: string): boolean {
  const inside = relative(root, path)
  if (inside === '' || OWN_FILES.has(inside)) return true
  if (inside.startsWith('..') || isAbsolute(inside)) return false
  if (inside.split(sep).some(part => part.startsWith('.') || part === 'node_modules')) return false
  const folders = [...paths.models, ...paths.macros, ...paths.seeds, ...paths.tests]
  if (seedPath !== undefined) folders.push(relative(root, seedPath))
  // A folder above one of them is on the way to it.
  return folders.some(folder => isWithin(inside, folder) || isWithin(folder, inside))
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}${sep}`)

/** Names that are gathered until they are taken. */
class Gathering {
  readonly #root: string
  readonly #options: WatchFilesOptions
  readonly #files = new Set<string>()
  #since = 0
  #last = 0
  #wake: () => void = () => undefined

  constructor(root: string, options: WatchFilesOptions) {
    this.#root = root
    this.#options = options
    options.signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  get pending(): boolean {
    return this.#files.size > 0
  }

  add(file: string): void {
    this.#last = performance.now()
    if (this.#files.size === 0) this.#since = this.#last
    this.#files.add(file)
    this.#options.onEvent()
    this.#wake()
  }

  async next(): Promise<SavedFiles | undefined> {
    const { signal } = this.#options
    while (!signal.aborted) {
      if (this.#files.size === 0) await new Promise<void>(resolve => (this.#wake = resolve))
      else if (await this.#isQuiet()) return this.#take()
    }
    return undefined
  }

  async #isQuiet(): Promise<boolean> {
    const before = this.#last
    await delay(QUIET)
    if (this.#last !== before) return false
    const waited = performance.now() - before
    return waited > EMPTY_LIMIT || ![...this.#files].some(file => isEmpty(join(this.#root, file)))
  }

  #take(): SavedFiles {
    const files = [...this.#files].sort()
    this.#files.clear()
    return { files, since: this.#since }
  }
}

/** Some editors empty a file before they fill it. */
function isEmpty(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() === true && found.size === 0
}
