/**
 * Runs that requests ask for: one after the other, each with what was said while it went. The lock of the environment
 * keeps them apart from runs of other processes; this queue keeps a flood of requests from becoming one of runs.
 */
import type { Manifest } from '../compile/manifest.ts'
import type { RunEvent, RunOptions, RunOutcome } from '../run/types.ts'
import { displayRelation } from '../sql/relation.ts'

/** What a run endpoint asks for. */
export interface RunRequest {
  readonly command: 'build' | 'refresh' | 'run'
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly fullRefresh: boolean
  /** For the ledger: what asked. */
  readonly invocation: string
}

/** Something said about a run, for whoever listens. */
export interface RunMessage {
  readonly event: 'queued' | 'waiting' | 'started' | 'node' | 'check' | 'published' | 'ended'
  readonly data: Readonly<Record<string, unknown>>
}

export interface Job {
  readonly id: string
  /** What asked. */
  readonly invocation: string
  state: 'queued' | 'running' | 'ended'
  /** Of the ledger, once it began. */
  runId?: string
  outcome?: RunOutcome
  failure?: Error
  readonly messages: RunMessage[]
  readonly listeners: Set<(message: RunMessage) => void>
  ended: Promise<void>
}

export interface RunQueueParts {
  readonly manifest: Manifest
  readonly run: (options: RunOptions, onEvent: (event: RunEvent) => void) => Promise<RunOutcome>
  readonly newId: () => string
  /** Called after each run, before it is told: caches of what stands are old now. */
  readonly onEnd: () => void
}

/** Runs that may wait behind the one that goes on. */
const LONGEST_QUEUE = 8
/** Ended runs that can still be asked about. */
const REMEMBERED = 100
/** Milliseconds to wait for the lock of the environment. */
const LOCK_WAIT = 10 * 60_000

/** The queue. */
export class RunQueue {
  readonly #parts: RunQueueParts
  readonly #jobs = new Map<string, Job>()
  readonly #abort = new AbortController()
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(parts: RunQueueParts) {
    this.#parts = parts
  }

  /** Takes a run in; undefined when too many wait. */
  add(request: RunRequest): Job | undefined {
    if (this.#waiting >= LONGEST_QUEUE || this.#abort.signal.aborted) return undefined
    this.#waiting++
    const job: Job = {
      id: this.#parts.newId(),
      invocation: request.invocation,
      state: 'queued',
      messages: [],
      listeners: new Set(),
      ended: Promise.resolve(),
    }
    this.#remember(job)
    tell(job, { event: 'queued', data: { id: job.id } })
    this.#last = this.#last.then(() => this.#perform(job, request))
    job.ended = this.#last
    return job
  }

  find(id: string): Job | undefined {
    return this.#jobs.get(id)
  }

  /** Waits until nothing runs or waits. */
  async finish(): Promise<void> {
    await this.#last
  }

  /** Cancels what runs and waits for its end. */
  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#last
  }

  #remember(job: Job): void {
    this.#jobs.set(job.id, job)
    for (const [id, old] of this.#jobs) {
      if (this.#jobs.size <= REMEMBERED) break
      if (old.state === 'ended') this.#jobs.delete(id)
    }
  }

  async #perform(job: Job, request: RunRequest): Promise<void> {
    this.#waiting--
    job.state = 'running'
    try {
      job.outcome = await this.#parts.run(this.#options(request), event => this.#hear(job, event))
      job.runId = job.outcome.runId
    } catch (error) {
      job.failure = error instanceof Error ? error : new Error(String(error))
    }
    this.#parts.onEnd()
    job.state = 'ended'
    const status = job.outcome?.status ?? 'error'
    tell(job, { event: 'ended', data: { run_id: job.runId ?? null, status } })
    job.listeners.clear()
  }

  #options({ command, select, exclude, fullRefresh, invocation }: RunRequest): RunOptions {
    return {
      command,
      selection: { select, exclude, resourceTypes: [], indirect: 'eager' },
      fullRefresh,
      invocation,
      empty: false,
      noAudit: false,
      failFast: false,
      warnError: false,
      storeFailures: false,
      adopt: false,
      dryRun: false,
      wait: LOCK_WAIT,
      signal: this.#abort.signal,
    }
  }

  #hear(job: Job, event: RunEvent): void {
    if (event.kind === 'run started') job.runId = event.runId
    const message = messageOf(this.#parts.manifest, event)
    if (message) tell(job, message)
  }
}

function tell(job: Job, message: RunMessage): void {
  job.messages.push(message)
  for (const listener of job.listeners) listener(message)
}

function messageOf(manifest: Manifest, event: RunEvent): RunMessage | undefined {
  switch (event.kind) {
    case 'waiting':
      return { event: 'waiting', data: {} }
    case 'run started':
      return {
        event: 'started',
        data: { run_id: event.runId, as_of: event.asOf, total: event.total },
      }
    case 'node finished': {
      const { node, status } = event.result
      const { index, total } = event
      return { event: 'node', data: { name: nodeLabel(manifest, node), status, index, total } }
    }
    case 'check finished': {
      const { node, status } = event.result
      return { event: 'check', data: { name: nodeLabel(manifest, node), status } }
    }
    case 'published':
      return {
        event: 'published',
        data: { names: event.nodes.map(id => nodeLabel(manifest, id)) },
      }
    default:
      return undefined
  }
}

/** `schema.name` of a relation, the name of everything else. */
export function nodeLabel(manifest: Manifest, id: string): string {
  const node = manifest.nodes.get(id)
  if (node === undefined) return id
  return 'relation' in node ? displayRelation(node.relation) : node.name
}
