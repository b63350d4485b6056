/** What a run is asked for, what it says while it goes, and what it ends with. */
import type { InPlaceReplacement } from '../adapters/adapter.ts'
import type { CheckResult, NodeResult, Plan, Result } from '../plan/types.ts'
import type { SelectionRequest } from '../select/types.ts'
import type { RelationName } from '../sql/relation.ts'

export type RunCommand = 'run' | 'build' | 'refresh' | 'test' | 'seed' | 'clone'

export interface RunOptions {
  readonly command: RunCommand
  readonly selection: SelectionRequest
  /** Exactly these, in graph order, instead of the selection. */
  readonly ids?: readonly string[]
  /** Every node goes out as soon as its own checks have passed, whatever its config says. */
  readonly publish?: 'each'
  readonly fullRefresh: boolean
  /** Build every relation without rows. */
  readonly empty: boolean
  /** Publish without checks. */
  readonly noAudit: boolean
  readonly failFast: boolean
  /** Treat warnings as errors. */
  readonly warnError: boolean
  readonly storeFailures: boolean
  /** Clone: managed tables too. */
  readonly managed?: boolean
  /** The environment is dropped afterwards: nothing of it is exported to keep/. */
  readonly throwAway?: boolean
  /** For `as_of`, where neither target nor vars fix it; default: the start of the run. */
  readonly asOf?: string
  /** Take over relations that exist and are not ours. */
  readonly adopt: boolean
  readonly dryRun: boolean
  /** Milliseconds to wait for another run; 0: fail at once. */
  readonly wait: number
  /** Milliseconds for one attempt at each node or check that has no limit of its own. */
  readonly nodeTimeout?: number
  /** The command line as typed, for the ledger. */
  readonly invocation: string
  readonly signal?: AbortSignal
  /** Nothing is done or said before this: what needs no database is prepared meanwhile. */
  readonly after?: Promise<unknown>
}

/** Said while a run goes, in order. */
export type RunEvent =
  | { readonly kind: 'waiting'; readonly holder: string }
  | {
      readonly kind: 'run started'
      readonly runId: string
      readonly asOf: string
      readonly models: number
      readonly seeds: number
      readonly tests: number
      readonly sources: number
      readonly threads: number
      /** Nodes that get a start and an end line. */
      readonly total: number
    }
  | { readonly kind: 'recovered'; readonly orphans: readonly RelationName[] }
  | {
      readonly kind: 'node started'
      readonly node: string
      readonly index: number
      readonly total: number
      readonly materialized: string
    }
  | {
      readonly kind: 'node finished'
      readonly result: NodeResult
      readonly index: number
      readonly total: number
      readonly materialized: string
    }
  | {
      readonly kind: 'check finished'
      readonly result: CheckResult
      /** The relations that it reads; empty when it did not run. */
      readonly over: readonly string[]
    }
  | { readonly kind: 'publishing'; readonly nodes: readonly string[] }
  | {
      readonly kind: 'published'
      readonly nodes: readonly string[]
      readonly repointed: readonly RelationName[]
      /** Tables that kept their identity, and why. */
      readonly inPlace: readonly InPlaceReplacement[]
      readonly duration: number
    }
  /** How far the code of a model is; `total`: rows that it reads, when that is known. */
  | {
      readonly kind: 'node progress'
      readonly node: string
      readonly rows: number
      readonly calls: number
      readonly remembered: number
      readonly failures: number
      readonly read: number
      readonly total: number | null
      readonly cost: number
      /** Milliseconds since it began. */
      readonly duration: number
    }
  /** What the code of a model says. */
  | { readonly kind: 'note'; readonly node: string; readonly message: string }
  | { readonly kind: 'warning'; readonly code: string; readonly message: string }

/** What a TypeScript model would ask of others; for a dry run. */
export interface CallEstimate {
  readonly node: string
  readonly calls: number
  /** Questions whose answer is remembered. */
  readonly remembered: number
  /** By the estimates of its questions; 0 where they have none. */
  readonly cost: number
  /** Why it cannot be counted, or not to the end. */
  readonly problem?: string
}

/** A node that was built well and yet not published, and the check or node that is the cause. */
export interface HeldBack {
  readonly node: string
  readonly because: string
}

export interface RunOutcome {
  readonly runId: string
  readonly command: RunCommand
  readonly asOf: string
  readonly startedAt: string
  readonly endedAt: string
  /** 'no-op': nothing to do, nothing was locked or published. */
  readonly status: 'success' | 'error' | 'interrupted' | 'no-op'
  readonly plan: Plan
  readonly results: readonly Result[]
  readonly published: readonly string[]
  readonly held: readonly HeldBack[]
  /** Why the publication was refused or failed, when it was. */
  readonly refusal?: Error
  /** Of a dry run. */
  readonly calls?: readonly CallEstimate[]
}
