/** What the warehouse remembers, as written to and read from the ledger. Times are ISO 8601 text in UTC. */
import type { Place } from '../errors/place.ts'
import type { RelationName } from '../sql/relation.ts'

/** Whose rows: a project in one environment (the schema prefix) of this database. */
export interface Scope {
  readonly project: string
  readonly environment: string
}

export type PublishedKind = 'table' | 'view' | 'seed' | 'managed' | 'dropped'

/** The version of a relation that stands now. */
export interface Published {
  readonly id: string
  readonly relation: RelationName
  readonly kind: PublishedKind
  readonly runId: string
  readonly publishedAt: string
  readonly definitionHash: string
  /** Nearest ancestors that hold data by id, each with its version; and views and ephemerals between with theirs. */
  readonly inputs: Readonly<Record<string, string>>
  /** Identifies this publication; what children record as their input. */
  readonly version: string
  readonly asOf: string
  readonly usesAsOf: boolean
  readonly rows: number | null
  /** What its stage and the checks over it alone took: the time for which it held up what reads it. */
  readonly seconds?: number
  /** Hashes of parts of it, for `state:modified.configs` and its kin. */
  readonly facets?: Facets
  /** Why it does not count as whole and checked. */
  readonly flaw?: 'empty' | 'sample' | 'no-audit' | 'incomplete'
}

/** What can change about a node, each as a hash: `state:modified.body` and its kin compare these. */
export interface Facets {
  readonly body: string
  readonly configs: string
  readonly relation: string
  readonly macros: string
  /** Of each macro that it calls, however deep; absent in what was published before they were recorded. */
  readonly macroHashes?: Readonly<Record<string, string>>
  readonly contract: string
}

/** A relation that some project made; for ownership. */
export interface OwnedRelation extends Scope {
  readonly node: string
  readonly relation: RelationName
  readonly kind: PublishedKind
}

/** A run as it begins. */
export interface RunStart {
  readonly runId: string
  readonly command: string
  readonly target: string
  readonly invocation: string
  readonly asOf: string
  readonly startedAt: string
  readonly seedPath?: string
  /** The process that runs it, and where: for whoever has to wait for it. */
  readonly processId?: number
  readonly host?: string
  /** The session that holds the run lock. */
  readonly lockSession?: string
}

export type RunStatus = 'success' | 'error' | 'interrupted' | 'no-op'

/** One line of history; without an end it is running, or died. */
export interface RunRecord extends RunStart {
  readonly endedAt: string | null
  readonly status: RunStatus | 'running'
  /** Why it ended, where no result says so. */
  readonly message?: string
}

/** How a run ended. */
export interface RunEnd {
  readonly status: RunStatus
  readonly endedAt: string
  readonly message?: string | null
}

/** What became of one node or check, as the ledger keeps it. */
export interface ResultRow {
  readonly runId: string
  readonly node: string
  readonly kind: 'node' | 'check'
  readonly status: string
  readonly startedAt: string
  readonly seconds: number
  readonly rows: number | null
  readonly failures: number | null
  readonly message: string
  readonly thread: number
  /** Verdicts over a node's relation, counted. */
  readonly checks: CheckCounts | null
  /** Of a check that was made: what it was, and the versions of what it read. */
  readonly made?: CheckMade
  /** Of what is not well. */
  readonly detail?: ResultDetail
}

/** What a person needs to mend what is not well; kept, since the stage it was seen in is gone after the run. */
export interface ResultDetail {
  /** Of the coded error. */
  readonly code?: string
  readonly hint?: string
  readonly place?: Place
  /** Lines of the file around the place, as they were. */
  readonly excerpt?: { readonly first: number; readonly lines: readonly string[] }
  /** Of a check: rows that it found, at most five; long texts are cut. */
  readonly sample?: readonly Readonly<Record<string, unknown>>[]
  /** Of a check: the query that found them. */
  readonly sql?: string
}

/** What a check was when it was made, and over which versions. */
export interface CheckMade {
  readonly definitionHash: string
  readonly inputs: Readonly<Record<string, string>>
}

export interface CheckCounts {
  readonly pass: number
  readonly warn: number
  readonly fail: number
}

/** How fresh a source was found. */
export interface FreshnessRow {
  readonly node: string
  readonly status: string
  readonly maxLoadedAt: string | null
  readonly ageSeconds: number | null
  readonly checkedAt: string
}

/** What was known of a source when a run read it. */
export interface SourceToken {
  readonly node: string
  readonly kind: 'seed' | 'counter' | 'loaded_at' | 'none'
  readonly token: string | null
  readonly rows: number | null
  /** Why its `loaded_at` could not be read. */
  readonly problem?: string
}
