/** What a comparison found as an object for programs: `model diff --output json`. Its shape is documented in docs/diff.md. */
import { displayRelation, type RelationName } from '../sql/relation.ts'
import type { DiffSample, RelationDiff, SampleValues } from './types.ts'

/** One relation of a comparison. */
export interface DiffRow {
  readonly unique_id: string
  readonly resource_type: 'model' | 'seed'
  /** `schema.name` on this side, and on the one it is compared with. */
  readonly relation: string
  readonly against_relation: string
  /** missing: a side does not have it; error: it could not be read; skipped: the other target does not build it. */
  readonly status: 'equal' | 'different' | 'missing' | 'error' | 'skipped'
  /** What is to be said besides the figures. */
  readonly message: string | null
  /** Columns by which rows were matched; empty: each side has one row; null: whole rows were compared. */
  readonly key: readonly string[] | null
  readonly rows: number | null
  readonly against_rows: number | null
  readonly only_here: number | null
  readonly only_there: number | null
  readonly changed: number | null
  readonly columns: readonly DiffRowColumn[]
  readonly samples: readonly DiffRowSample[]
}

export interface DiffRowColumn {
  readonly name: string
  /** Null where the side lacks the column. */
  readonly type: string | null
  readonly against_type: string | null
  readonly ignored: boolean
  /** Of the rows that both sides have; null where the column was not compared by a key. */
  readonly matched: number | null
  readonly differing: number | null
  readonly percent: number | null
}

export type DiffRowSample =
  | {
      readonly kind: 'changed'
      readonly key: SampleValues
      readonly column: string
      readonly value: string | null
      readonly against_value: string | null
    }
  | { readonly kind: 'only_here' | 'only_there'; readonly key: SampleValues }

/** Which relations are compared, and for which node. */
export interface ComparedNode {
  readonly id: string
  readonly kind: 'model' | 'seed'
  readonly here: RelationName
  readonly there: RelationName
}

/** The row of a relation that was not compared. */
export function uncomparedRow(
  node: ComparedNode,
  status: 'missing' | 'error' | 'skipped',
  message: string,
): DiffRow {
  return {
    ...heading(node),
    status,
    message,
    key: null,
    rows: null,
    against_rows: null,
    only_here: null,
    only_there: null,
    changed: null,
    columns: [],
    samples: [],
  }
}

/** The row of a comparison. */
export function diffRow(node: ComparedNode, diff: RelationDiff): DiffRow {
  const shared = diff.hereRows - diff.onlyHere
  return {
    ...heading(node),
    status: diff.equal ? 'equal' : 'different',
    message: repetition(diff),
    key: diff.key,
    rows: diff.hereRows,
    against_rows: diff.thereRows,
    only_here: diff.onlyHere,
    only_there: diff.onlyThere,
    changed: diff.changed,
    columns: diff.columns.map(({ name, hereType, thereType, ignored, matched }) => ({
      name,
      type: hereType,
      against_type: thereType,
      ignored,
      matched,
      differing: matched === null ? null : shared - matched,
      percent: matched === null || shared === 0 ? null : (100 * matched) / shared,
    })),
    samples: diff.samples.map(sampleObject),
  }
}

function heading({ id, kind, here, there }: ComparedNode) {
  return {
    unique_id: id,
    resource_type: kind,
    relation: displayRelation(here),
    against_relation: displayRelation(there),
  }
}

function repetition({ repeatedKey }: RelationDiff): string | null {
  if (repeatedKey === null) return null
  const { columns, values } = repeatedKey
  const many = values === 1 ? 'a value occurs' : `${values} values occur`
  return `${columns.join(', ')} is no key, ${many} more than once: whole rows were compared`
}

function sampleObject(sample: DiffSample): DiffRowSample {
  if (sample.kind !== 'changed')
    return { kind: sample.kind === 'only here' ? 'only_here' : 'only_there', key: sample.key }
  const { kind, key, column, here, there } = sample
  return { kind, key, column, value: here, against_value: there }
}
