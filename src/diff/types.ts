/**
 * Words of comparing two relations. *Here* and *there* are the two sides; a *key* is the columns by which a row here and
 * a row there are the same row; without one, whole rows are compared as multisets.
 */
import type { Adapter, ColumnFact } from '../adapters/adapter.ts'
import type { RelationName } from '../sql/relation.ts'

/** What is needed of an engine to read from it. */
export type DiffReader = Pick<Adapter, 'query' | 'stream' | 'dialect'>

/** A relation as one side has it. When both sides have one reader, the database itself compares. */
export interface DiffSide {
  readonly reader: DiffReader
  readonly relation: RelationName
  readonly columns: readonly ColumnFact[]
}

export interface DiffOptions {
  /** Columns that may be the key, the most wanted first; one that a side lacks is passed over. */
  readonly keys: readonly (readonly string[])[]
  /** Columns that are not compared. */
  readonly ignored: readonly string[]
  /** Differing cells kept as a sample; and as many rows that only one side has. */
  readonly limit: number
  /**
   * Numbers with a fraction are equal when they differ by no more than this share of the greater one (below 1: by no
   * more than this). Only where there is a key.
   */
  readonly tolerance?: number
  readonly signal?: AbortSignal
  /** Called with how many differing rows were read so far. */
  readonly onRows?: (rows: number) => void
}

/** A column of either side. */
export interface ColumnDiff {
  readonly name: string
  /** Null where the side has no such column. */
  readonly hereType: string | null
  readonly thereType: string | null
  readonly ignored: boolean
  /** Rows with equal values, of those that both sides have; null when it was not compared by a key. */
  readonly matched: number | null
}

/** A difference for people to look at; values are text, as they were compared. */
export type DiffSample =
  | {
      readonly kind: 'changed'
      readonly key: SampleValues
      readonly column: string
      readonly here: string | null
      readonly there: string | null
    }
  | {
      readonly kind: 'only here' | 'only there'
      /** Values of the key; of the whole row where there is none. */
      readonly key: SampleValues
    }

export type SampleValues = Readonly<Record<string, string | null>>

/** What became of comparing two relations. */
export interface RelationDiff {
  readonly equal: boolean
  /** Null: whole rows were compared. Empty: each side has one row. */
  readonly key: readonly string[] | null
  /** A key that could not be used because values of it occur more than once on a side. */
  readonly repeatedKey: { readonly columns: readonly string[]; readonly values: number } | null
  readonly hereRows: number
  readonly thereRows: number
  readonly onlyHere: number
  readonly onlyThere: number
  /** Rows of both sides (by the key) with a value that differs. */
  readonly changed: number
  /** In the order of this side, then those that only the other side has. */
  readonly columns: readonly ColumnDiff[]
  readonly samples: readonly DiffSample[]
}
