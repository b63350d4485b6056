/** What a publication is asked to do, what it found in the way, and what became of it. */
import type { RelationName } from '../sql/relation.ts'
import type { Session } from './adapter.ts'

/** One relation of a publication. */
export type PublishItem =
  | {
      readonly kind: 'table'
      readonly id: string
      readonly stage: RelationName
      readonly final: RelationName
      readonly old: RelationName
      /** Keep the identity of the table that stands there, and replace its rows. */
      readonly inPlace?: boolean
    }
  | {
      readonly kind: 'view'
      readonly id: string
      readonly stage: RelationName
      readonly final: RelationName
      readonly old: RelationName
      /** The SELECT with every name final. */
      readonly select: string
    }

export interface PublishRequest {
  /** Parents before children. */
  readonly items: readonly PublishItem[]
  /** Milliseconds until content is replaced in place (or, where that cannot be, it is given up). */
  readonly timeout: number
  /** What `writeLedger` needs is made until then: awaited before anything is locked. */
  readonly ready?: Promise<unknown>
  /** Writes the ledger's rows inside the same transaction. */
  readonly writeLedger: (session: Session) => Promise<void>
  /** Views the tool owns: may be dropped and re-created when columns change. By `relationKey`. */
  readonly ownViews: ReadonlySet<string>
  readonly signal?: AbortSignal
  /** For fault tests: called with a named point. */
  readonly at?: (point: string) => void | Promise<void>
}

export interface PublishOutcome {
  readonly repointed: readonly RelationName[]
  readonly attempts: number
  /** Tables that kept their identity and got new rows; all others were swapped. */
  readonly inPlace: readonly InPlaceReplacement[]
  /** Left in `__old` and `__stage`: given to {@link Adapter.dropReplaced} after the commit. */
  readonly replaced: readonly ReplacedRelation[]
}

/** Why a table keeps its identity: it is configured so, something hangs on it, no lock was to be had in time; or nobody knows. */
export interface InPlaceReason {
  readonly code: 'configured' | 'neighbour' | 'timeout' | 'unheard'
  /** Such as `foreign key lines_order on app.lines`. */
  readonly text: string
}

/** A table that keeps its identity and gets new rows. */
export interface InPlaceReplacement {
  readonly relation: RelationName
  readonly reason: InPlaceReason
}

/** Something of others, or not of this run, that hangs on a relation which is to be replaced. */
export interface Neighbour {
  readonly on: RelationName
  /** Such as `view`, `foreign key`, `policy`. */
  readonly kind: string
  readonly name: string
  /** The view, when it is one that can be written again. */
  readonly view?: RelationName
  /**
   * 're-pointed': a view, which is written again to read the new relation. 'in place': it cannot follow, so the table keeps
   * its identity. 'unless equal': as before, unless the new table has the same (a hook makes it).
   */
  readonly effect: 're-pointed' | 'in place' | 'unless equal'
}

/** A relation that nobody sees any more. */
export interface ReplacedRelation {
  readonly relation: RelationName
  readonly kind: 'table' | 'view'
}
