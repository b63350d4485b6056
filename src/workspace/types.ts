/** What a workspace is opened with, and the types of what it answers. */
import type { ProjectOptions } from '../project/types.ts'
import type { Restored } from './keep/import.ts'

export type { PlannedNode, PlanView } from '../catalog/plan-view.ts'
export type { SourceFreshness } from '../catalog/sources-artifact.ts'
export type { StatusRow } from '../catalog/status.ts'
export type { DiffRow, DiffRowColumn, DiffRowSample } from '../diff/diff-row.ts'
export type { CiReport } from '../report/ci-report.ts'
export type { PastResult } from '../state/history.ts'
export type { CiEvent, CiRequest } from './ci.ts'
export type { Leftovers } from './collect.ts'
export type { DebugFinding } from './debug.ts'
export type { DescribedColumn } from './described-columns.ts'
export type { DiffEvent, DiffPlace, DiffRequest } from './diff.ts'
export type { Kept } from './keep/export.ts'
export type { Restored } from './keep/import.ts'
export type { HeldLock } from './locks.ts'
export type { WarehouseRemoval } from './remove-warehouse.ts'
export type { StateNow } from './state-now.ts'
export type { ChangeTrigger } from './triggers.ts'
export type { WatchEvent, WatchOptions } from './watch.ts'

export interface WorkspaceOptions extends ProjectOptions {
  /** Milliseconds to wait for another holder of the embedded database; 0: say who it is and fail. */
  readonly wait: number
  readonly onWait?: (holder: string) => void
  /** Called as soon as the target is resolved, before anything can fail, and when a model reads a secret: values that must not be printed. */
  readonly onSecrets?: (secrets: readonly string[]) => void
  readonly now?: () => Date
  /** Process id and command line, for those who wait for this one. */
  readonly pid?: number
  readonly command?: string
  /** Folder for what outlives projects, such as templates of databases; default: `~/.cache/sql-model`. */
  readonly cacheFolder?: string
  /** Only a few small statements will be asked: the engine may prefer a quick start to quick execution. */
  readonly brief?: boolean
  /** This process lives long: others may use the embedded database through it, and its data is kept by the clock. */
  readonly serves?: boolean
  /** With `serves`: uses the database through another process where that serves it already. */
  readonly joins?: boolean
  /**
   * A target in the same database whose relations are read where this one has none; default: `defer` of the target in
   * project.yml. False: none.
   */
  readonly defer?: string | false
  /** What is not selected is read there, also when this target has it. */
  readonly favorState?: boolean
  /** The target that `state:` compares with; default: the one that is deferred to, else this one. */
  readonly state?: string
  /** A new embedded database was filled from kept data. */
  readonly onRestored?: (restored: Restored) => void
  /** While it serves, data could not be kept. */
  readonly onKeepFailed?: (error: Error) => void
  /** Called at named moments; fault tests end the process there. */
  readonly at?: (point: string) => void | Promise<void>
}

/** Where a CI run builds, and with what it compares. */
export interface CiPlace {
  readonly target: string
  readonly against: string
  /** The schema prefix of its own. */
  readonly prefix: string
}

export interface QueryOptions {
  /** Rows at most; null for all. */
  readonly limit: number | null
  readonly signal?: AbortSignal
}

export interface TargetDescription {
  readonly target: string
  readonly adapter: string
  readonly host: string
  readonly database: string
  /** The process that has the embedded database, when it is another one. */
  readonly through?: string
  readonly prefix: string
}
