/** What the main thread and the engine's worker say to each other. Plain data; a reply carries its request's id. */

/** What a worker is started with. */
export interface WorkerSettings {
  /** Absolute folder of the database. */
  readonly folder: string
  /** Absolute folder in which templates of new databases are kept. */
  readonly cacheFolder: string
  readonly startParameters: readonly string[]
  /** The engine's compiled program, when this process has it from an earlier thread; optimised code comes with it. */
  readonly program: WebAssembly.Module | undefined
  /** The folder was not closed by its last user: remove files that no relation has. */
  readonly removeOrphans: boolean
}

export type WorkerRequest =
  | {
      readonly kind: 'query'
      readonly sql: string
      /** Text forms of the values. */
      readonly values: readonly (string | null)[]
      readonly jsonAsText: boolean
    }
  /** Answers the columns of a statement without executing it. */
  | { readonly kind: 'describe'; readonly sql: string }
  | { readonly kind: 'execute'; readonly sql: string }
  /** `sql` has one `%file%` where the path of the file goes. */
  | { readonly kind: 'copy'; readonly sql: string; readonly file: string }
  | { readonly kind: 'copy text'; readonly sql: string; readonly text: string }
  /** Notices on this channel are sent from now on, as replies without an id. */
  | { readonly kind: 'listen'; readonly channel: string }
  | { readonly kind: 'close' }

export interface WorkerResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number | null
  readonly command: string
  /** Of each statement of an `execute`. */
  readonly rowCounts: readonly (number | null)[]
}

/** What Postgres says about a failed statement. */
export interface EngineComplaint {
  readonly message: string
  readonly code: string | undefined
  readonly detail: string | undefined
  readonly hint: string | undefined
  /** Code points, from 1, as text. */
  readonly position: string | undefined
  readonly where: string | undefined
}

/** How the opening of the folder went. */
export interface Opened {
  readonly kind: 'opened'
  readonly orphansRemoved: number
  readonly orphanBytes: number
  /** For the next thread of this process. */
  readonly program: WebAssembly.Module
}

export type WorkerReply =
  | Opened
  | { readonly kind: 'not opened'; readonly message: string; readonly log: string }
  | { readonly kind: 'notice'; readonly channel: string; readonly payload: string }
  | { readonly kind: 'result'; readonly id: number; readonly result: WorkerResult }
  | { readonly kind: 'complaint'; readonly id: number; readonly complaint: EngineComplaint }
