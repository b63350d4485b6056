/** The statements that compare relations, as text of one side's engine. Pure. */
import type { Dialect } from '../adapters/adapter.ts'
import { printRelation, quoteIdentifier, type RelationName } from '../sql/relation.ts'

/** What is read of one side. */
export interface SideQuery {
  readonly dialect: Dialect
  readonly relation: RelationName
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Null: whole rows. */
  readonly key: readonly string[] | null
  /** Places of a number after the point that count for the digest of a row. */
  readonly decimals?: number
  /** Only rows whose key (of these columns; null: the whole row) falls into one of these buckets. */
  readonly part?: { readonly by: readonly string[] | null; readonly buckets: readonly number[] }
}

/** Parts into which rows are divided by their key. */
export const BUCKETS = 1024
/** A longer value is compared by its digest, so that no row is large. */
export const LONGEST_VALUE = 1000

/** Counts rows and digests all of them, in any order: one row with `rows` and `digest`. */
export function totalStatement(side: SideQuery): string {
  const hash = side.dialect.comparison.hash(rowText(side))
  return `select count(*) as "rows", sum(${hash}) as "digest"\nfrom ${printRelation(side.relation)}`
}

/** The same for each bucket of keys, in one scan as well: rows of `bucket`, `rows`, `digest`. */
export function bucketStatement(side: SideQuery): string {
  const { comparison } = side.dialect
  const from = `from ${printRelation(side.relation)}`
  const hash = `${comparison.hash(rowText(side))} as "hash"`
  // The offset keeps the engine from writing the hash, and with it the text of a row, into both places.
  const hashed =
    side.key === null
      ? `select "hash" % ${BUCKETS} as "bucket", "hash" from (select ${hash} ${from} offset 0) as whole`
      : `select ${bucketOf(side, side.key)} as "bucket", ${hash} ${from}`
  return `select "bucket", count(*) as "rows", sum("hash") as "digest"
from (
  ${hashed}
) as hashed
group by "bucket"`
}

/** Values of the key that occur more than once: one row with `repeated`. */
export function repeatedKeysStatement(side: SideQuery): string {
  return `select count(*) as "repeated"
from (
  select 1
  from ${printRelation(side.relation)}${where(side)}
  group by ${keyText(side)}
  having count(*) > 1
) as groups`
}

/**
 * Rows in the order of `h`, a hash of the key: values as `c0`, `c1`, ..., and how many such rows there are as `n`. Equal
 * rows are one where there is no key.
 */
export function rowsStatement(side: SideQuery): string {
  const hash = `${side.dialect.comparison.hash(keyText(side))} as "h"`
  const selected = [hash, ...valueTexts(side)].join(', ')
  const from = `from ${printRelation(side.relation)}${where(side)}`
  if (side.key !== null) return `select ${selected}, 1 as "n"\n${from}\norder by "h"`
  const names = ['h', ...valueNames(side)].map(quoteIdentifier).join(', ')
  return `select ${names}, count(*) as "n"
from (
  select ${selected}
  ${from}
) as single
group by ${names}
order by "h"`
}

/** The values as text, named `c0`, `c1`, ... */
export function valueTexts({ dialect, columns }: SideQuery): readonly string[] {
  return columns.map(({ name, type }, at) => {
    const text = dialect.comparison.text(quoteIdentifier(name), type, { longest: LONGEST_VALUE })
    return `${text} as "c${at}"`
  })
}

/** `c0`, `c1`, ... in the order of the columns. */
export function valueNames({ columns }: SideQuery): readonly string[] {
  return columns.map((_, at) => `c${at}`)
}

function where(side: SideQuery): string {
  if (side.part === undefined) return ''
  return `\nwhere ${bucketOf(side, side.part.by)} in (${side.part.buckets.join(', ')})`
}

function bucketOf(side: SideQuery, by: readonly string[] | null): string {
  return `${side.dialect.comparison.hash(keyText({ ...side, key: by }))} % ${BUCKETS}`
}

/** The key as one text; the whole row where there is none. Never rounded: rounding could make two rows one. */
export function keyText({ dialect: { comparison }, columns, key }: SideQuery): string {
  const chosen = key === null ? columns : columns.filter(({ name }) => key.includes(name))
  return comparison.joined(
    chosen.map(({ name, type }) => comparison.text(quoteIdentifier(name), type)),
  )
}

function rowText({ dialect: { comparison }, columns, key, decimals }: SideQuery): string {
  const isRounded = (name: string) => decimals !== undefined && key !== null && !key.includes(name)
  return comparison.joined(
    columns.map(({ name, type }) =>
      comparison.text(quoteIdentifier(name), type, isRounded(name) ? { decimals: decimals! } : {}),
    ),
  )
}
