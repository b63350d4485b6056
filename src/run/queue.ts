/** Runs tasks that depend on each other, at most so many at a time, the most urgent first. Knows nothing of SQL. */

/** One piece of work. */
export interface Task {
  readonly id: string
  /** Ids of tasks that must have ended well before. Ids that are no task are taken as done. */
  readonly needs: readonly string[]
  /** Larger goes first among those that are ready. */
  readonly urgency: number
  /** Does the work; false when it failed, so that what needs it is skipped. Never throws for a failure it can name. */
  run(thread: number): Promise<boolean>
  /** Told instead of run() when `cause` (a task id) failed, or undefined when the run was stopped. */
  skip(cause: string | undefined): void
}

export interface QueueOptions {
  readonly threads: number
  /** No task is taken after it aborts; those that run are waited for. */
  readonly signal?: AbortSignal
}

/** Runs all tasks to their end; resolves when nothing runs any more. An unexpected throw of a task is thrown on. */
export async function runTasks(tasks: readonly Task[], options: QueueOptions): Promise<void> {
  const queue = new Queue(tasks)
  const halt = () => queue.halt()
  if (options.signal?.aborted) halt()
  options.signal?.addEventListener('abort', halt, { once: true })
  const workers = Array.from({ length: Math.max(1, options.threads) }, (_, thread) =>
    work(queue, thread + 1),
  )
  const outcomes = await Promise.allSettled(workers)
  options.signal?.removeEventListener('abort', halt)
  queue.skipRest()
  const failed = outcomes.find(outcome => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function work(queue: Queue, thread: number): Promise<void> {
  for (;;) {
    const task = await queue.take()
    if (task === undefined) return
    try {
      queue.done(task, await task.run(thread))
    } catch (error) {
      queue.abandon()
      throw error
    }
  }
}

/** The state of a queue: what waits for what, what is ready, who waits for work. */
class Queue {
  readonly #tasks: Map<string, Task>
  readonly #missing = new Map<string, number>()
  readonly #dependents = new Map<string, Task[]>()
  readonly #ready: Task[] = []
  readonly #waiting: ((task: Task | undefined) => void)[] = []
  readonly #open: Set<string>
  #running = 0
  #halted = false

  constructor(tasks: readonly Task[]) {
    this.#tasks = new Map(tasks.map(task => [task.id, task]))
    this.#open = new Set(this.#tasks.keys())
    for (const task of tasks) {
      const needs = [...new Set(task.needs)].filter(id => this.#tasks.has(id))
      this.#missing.set(task.id, needs.length)
      for (const id of needs) this.#dependents.set(id, [...(this.#dependents.get(id) ?? []), task])
      if (needs.length === 0) this.#makeReady(task)
    }
  }

  /** The most urgent ready task; waits while others may make one ready; undefined at the end. */
  async take(): Promise<Task | undefined> {
    const task = this.#next()
    if (task !== undefined || this.#running === 0 || this.#halted) return task
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  done(task: Task, well: boolean): void {
    this.#running--
    if (well) this.#release(task)
    else this.#skipBelow(task)
    this.#wake()
  }

  /** Nothing more is taken. */
  halt(): void {
    this.#halted = true
    this.#wake()
  }

  /** A task threw: it no longer runs, and nothing more is taken. */
  abandon(): void {
    this.#running--
    this.halt()
  }

  skipRest(): void {
    for (const id of this.#open) this.#tasks.get(id)!.skip(undefined)
    this.#open.clear()
  }

  #next(): Task | undefined {
    const task = this.#halted ? undefined : this.#ready.shift()
    if (task === undefined) return undefined
    this.#open.delete(task.id)
    this.#running++
    return task
  }

  #release(task: Task): void {
    for (const dependent of this.#dependents.get(task.id) ?? []) {
      const missing = this.#missing.get(dependent.id)! - 1
      this.#missing.set(dependent.id, missing)
      if (missing === 0 && this.#open.has(dependent.id)) this.#makeReady(dependent)
    }
  }

  #skipBelow(failed: Task): void {
    const waiting = [...(this.#dependents.get(failed.id) ?? [])]
    while (waiting.length > 0) {
      const task = waiting.pop()!
      if (!this.#open.delete(task.id)) continue
      task.skip(failed.id)
      waiting.push(...(this.#dependents.get(task.id) ?? []))
    }
  }

  #makeReady(task: Task): void {
    const at = this.#ready.findIndex(other => other.urgency < task.urgency)
    if (at < 0) this.#ready.push(task)
    else this.#ready.splice(at, 0, task)
  }

  #wake(): void {
    while (this.#waiting.length > 0) {
      const task = this.#next()
      if (task === undefined && this.#running > 0 && !this.#halted) return
      this.#waiting.shift()!(task)
    }
  }
}
