/** What the warehouse remembers, as read from the ledger. */
import type { RelationName } from '../sql/relation.ts'

/** The version of a published relation that stands now. */
export interface Published {
  readonly id: string
  readonly relation: RelationName
  readonly kind: 'table' | 'view' | 'seed' | 'managed'
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
  /** How it was published when not whole and checked: `empty`, `sample`, `no-audit`; or undefined. */
  readonly flaw?: 'empty' | 'sample' | 'no-audit'
}

/** One line of history. */
export interface RunRecord {
  readonly runId: string
  readonly command: string
  readonly target: string
  readonly startedAt: string
  readonly endedAt: string | null
  readonly status: 'running' | 'success' | 'error' | 'interrupted' | 'no-op'
  readonly asOf: string
  readonly invocation: string
}
