/**
 * The worker thread of one database, seen from the main thread: requests and replies, and its life. Cancelling means
 * ending the thread, because a running statement hears nothing; the next request opens the folder again.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { modelError } from '../../errors/model-error.ts'
import type {
  EngineComplaint,
  Opened,
  WorkerReply,
  WorkerRequest,
  WorkerResult,
  WorkerSettings,
} from './protocol.ts'

/** A failed statement as the worker tells it; the session makes a DatabaseError of it. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
  readonly complaint: EngineComplaint

  constructor(complaint: EngineComplaint) {
    super(complaint.message)
    this.complaint = complaint
  }
}

export interface EngineSettings extends Omit<WorkerSettings, 'removeOrphans' | 'program'> {
  /** Called before each opening: is the folder as a clean close leaves it? Marks it as open. */
  readonly beforeOpen: () => { readonly clean: boolean }
  readonly afterClose: () => void
  readonly brief: boolean
  /** When what the folder keeps was written down last. */
  readonly keptSince?: (folder: string) => string | undefined
}

interface Pending {
  readonly resolve: (result: WorkerResult) => void
  readonly reject: (error: Error) => void
}

interface Ear {
  readonly channel: string
  readonly heard: (payload: string) => void
}

interface Thread {
  readonly worker: Worker
  readonly opened: Promise<Opened>
  readonly pending: Map<number, Pending>
}

/** Compiles WebAssembly once, in one pass: the start is a fifth quicker, long statements are slower. */
const QUICK_START = '--liftoff-only'

/** The engine's program, compiled once per process: a thread that gets it starts warm. */
let program: WebAssembly.Module | undefined

/** One database's thread; opened at the first request, and again after it was ended. */
export class Engine {
  readonly #settings: EngineSettings
  #thread: Thread | undefined
  /** The thread that is being ended, and its exit. */
  #ending: Promise<void> = Promise.resolve()
  #lastId = 0
  /** Why a thread was ended last. */
  #killed: Error | undefined
  /** Counts the threads: what belongs to an earlier one (a transaction, a cursor) is gone. */
  generation = 0
  readonly #ears = new Set<Ear>()

  constructor(settings: EngineSettings) {
    this.#settings = settings
  }

  /** False before the first request, and after it was closed or ended. */
  get isOpen(): boolean {
    return this.#thread !== undefined
  }

  /** Opens the folder when it is not open. */
  async open(): Promise<Opened> {
    await this.#ending
    this.#thread ??= this.#start()
    return await this.#thread.opened
  }

  /** Calls `heard` for each notice on a channel, also in the threads to come; returns how to stop. */
  async listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>> {
    const ear = { channel, heard }
    this.#ears.add(ear)
    if (this.isOpen) await this.request({ kind: 'listen', channel })
    else await this.open()
    return async () => {
      this.#ears.delete(ear)
    }
  }

  #hear({ channel, payload }: { readonly channel: string; readonly payload: string }): void {
    for (const ear of this.#ears) if (ear.channel === channel) ear.heard(payload)
  }

  /** With a generation the request fails when that thread is no more, instead of going to the next one. */
  async request(request: WorkerRequest, generation?: number): Promise<WorkerResult> {
    if (generation !== undefined && (generation !== this.generation || !this.#thread)) {
      throw modelError('M2009', { reason: 'its thread was ended to cancel a statement' })
    }
    const killed = this.#killed
    await this.open().catch((error: unknown) => {
      throw this.#killed === killed ? error : this.#killed
    })
    // Cancelled before it was sent, while the thread began.
    if (this.#killed !== killed) throw this.#killed
    const { worker, pending } = this.#thread!
    const id = ++this.#lastId
    return await new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      // The thread keeps the process alive only while a request is under way.
      worker.ref()
      worker.postMessage({ id, request })
    })
  }

  /** A new thread has heard nothing yet: whoever listens is told that something may have happened. */
  #listenAgain(): void {
    for (const { channel, heard } of this.#ears) {
      this.request({ kind: 'listen', channel }).then(
        () => heard(''),
        // The thread is ended again: the next one begins anew.
        () => undefined,
      )
    }
  }

  /** Ends the thread in the middle of whatever it does; requests under way fail with `reason`. */
  async kill(reason: Error): Promise<void> {
    this.#killed = reason
    const thread = this.#thread
    if (!thread) return
    this.#thread = undefined
    this.#ending = thread.worker.terminate().then(() => undefined)
    fail(thread, reason)
    await this.#ending
  }

  /** Closes the database and ends the thread. */
  async close(): Promise<void> {
    if (!this.#thread) return
    const { worker } = this.#thread
    await this.request({ kind: 'close' })
    this.#thread = undefined
    await worker.terminate()
    this.#settings.afterClose()
  }

  #start(): Thread {
    const { clean } = this.#settings.beforeOpen()
    this.generation++
    const workerData: WorkerSettings = {
      folder: this.#settings.folder,
      cacheFolder: this.#settings.cacheFolder,
      startParameters: this.#settings.startParameters,
      program,
      removeOrphans: !clean,
    }
    if (this.#settings.brief) setFlagsFromString(QUICK_START)
    const worker = new Worker(workerFile(), { workerData })
    const pending = new Map<number, Pending>()
    const opened = new Promise<Opened>((resolve, reject) => {
      const lose = (error: Error): void => {
        const failure = modelError('M2008', { reason: error.message }, { cause: error })
        reject(failure)
        this.#forget(worker, failure)
      }
      worker.on('message', (reply: WorkerReply) => {
        if (reply.kind === 'opened') {
          program = reply.program
          resolve(reply)
          this.#listenAgain()
        } else if (reply.kind === 'not opened') reject(this.#openFailure(reply))
        else if (reply.kind === 'notice') this.#hear(reply)
        else settle(reply, pending, worker)
      })
      worker.on('error', lose)
      worker.on('exit', () => lose(new Error('its thread ended')))
    })
    opened.then(
      () => pending.size === 0 && worker.unref(),
      (error: Error) => this.#forget(worker, error),
    )
    return { worker, opened, pending }
  }

  /** The thread is no more; a later one is not touched. */
  #forget(worker: Worker, reason: Error): void {
    const thread = this.#thread
    if (thread?.worker !== worker) return
    this.#thread = undefined
    fail(thread, reason)
  }

  #openFailure(reply: WorkerReply & { kind: 'not opened' }): Error {
    const { folder, keptSince } = this.#settings
    const kept = keptSince?.(folder)
    return modelError('M2004', { folder, reason: reply.log || reply.message, kept })
  }
}

function settle(
  reply: Extract<WorkerReply, { readonly id: number }>,
  pending: Map<number, Pending>,
  worker: Worker,
): void {
  const request = pending.get(reply.id)
  pending.delete(reply.id)
  if (pending.size === 0) worker.unref()
  if (reply.kind === 'result') request?.resolve(reply.result)
  else request?.reject(new EngineRefusal(reply.complaint))
}

function fail(thread: Thread, reason: Error): void {
  for (const request of thread.pending.values()) request.reject(reason)
  thread.pending.clear()
}

/** The worker's program lies beside the chunks of the package, or in dist/ when this file runs from its source. */
function workerFile(): URL {
  const fromSource = import.meta.url.endsWith('.ts')
  const place = fromSource ? '../../../dist/pglite-worker.js' : './pglite-worker.js'
  const file = new URL(place, import.meta.url)
  if (!existsSync(file)) throw modelError('M2006', { file: fileURLToPath(file) })
  return file
}
