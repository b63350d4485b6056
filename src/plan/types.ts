/** Plans and results: typed, frozen data. A dry run prints the same steps that a run executes. */
import type { JudgedCheck } from '../checks/check-result.ts'
import type { RelationName } from '../sql/relation.ts'
import type { Published } from '../state/types.ts'
import type { Elsewhere } from './elsewhere.ts'

/** Why a step is in the plan, in a sentence, with a code for programs. */
export interface Reason {
  readonly code: string
  readonly text: string
  /** The parent that caused it. */
  readonly parent?: string
}

export type Step =
  | { readonly kind: 'create schema'; readonly schema: string; readonly reason: Reason }
  | {
      readonly kind: 'drop orphan'
      readonly relation: RelationName
      readonly relationKind: string
      readonly reason: Reason
    }
  | {
      readonly kind: 'create managed'
      readonly node: string
      readonly relation: RelationName
      /** Id of the seed that is loaded once, now. */
      readonly seed?: string
      /** The table of another environment whose rows are copied, instead. */
      readonly from?: RelationName
      readonly reason: Reason
    }
  | {
      readonly kind: 'add columns'
      readonly node: string
      readonly relation: RelationName
      readonly columns: readonly string[]
      readonly reason: Reason
    }
  | {
      readonly kind: 'stage'
      readonly node: string
      readonly materialized: 'seed' | 'table' | 'view'
      readonly stage: RelationName
      readonly final: RelationName
      readonly reason: Reason
      /** Further reasons why it is stale. */
      readonly also?: readonly Reason[]
      /** Its change only adds these columns, and nothing that reads it notices: what reads it stays fresh. */
      readonly adds?: readonly string[]
      /** What another environment has of it, when it is copied from there. */
      readonly clones?: Published
    }
  /** All checks that can run once these nodes are staged; `over` are the relations they read. */
  | {
      readonly kind: 'check'
      readonly over: readonly string[]
      readonly tests: readonly string[]
      readonly reason: Reason
    }
  | {
      readonly kind: 'publish'
      readonly nodes: readonly string[]
      readonly mode: 'together' | 'each'
      /** What is not plainly swapped, and whom it touches besides. */
      readonly notes: readonly PublishNote[]
      readonly reason: Reason
    }
  /** Not done, and why: a check whose relation has never been built. */
  | { readonly kind: 'skip'; readonly node: string; readonly reason: Reason }
  | { readonly kind: 'no-op'; readonly node: string; readonly reason: Reason }
  /** Stays as it is, because nothing that it depends on has changed: a model, or a check. */
  | { readonly kind: 'reuse'; readonly node: string; readonly reason: Reason }

/** A table that keeps its identity, or a view outside of the run that is written again to read a new table. */
export interface PublishNote {
  readonly kind: 'in place' | 're-point'
  /** The node whose publication it is. */
  readonly node: string
  /** The table, or the view. */
  readonly relation: RelationName
  readonly reason: Reason
}

export interface Plan {
  readonly command: 'run' | 'build' | 'refresh' | 'test' | 'seed' | 'clone'
  readonly steps: readonly Step[]
  /** What a person should know and nothing is done about, such as a stale parent that is not selected. */
  readonly warnings: readonly Reason[]
  readonly selected: readonly string[]
  /** What is read in another environment. */
  readonly elsewhere?: Elsewhere
}

export type NodeStatus = 'success' | 'error' | 'skipped' | 'no-op' | 'reused' | 'held'
export type CheckStatus = 'pass' | 'fail' | 'warn' | 'error' | 'skipped' | 'reused'

export interface NodeResult {
  readonly kind: 'node'
  readonly node: string
  readonly status: NodeStatus
  readonly message: string
  readonly startedAt: string
  /** Milliseconds. */
  readonly duration: number
  readonly rows: number | null
  readonly relation?: RelationName
  readonly error?: Error
  readonly thread: number
}

/** What became of a check; one that was not made is skipped. */
export interface CheckResult extends Omit<JudgedCheck, 'status'> {
  readonly status: CheckStatus
}

export type Result = NodeResult | CheckResult
