/** Digests first: whether two relations differ at all, and in which parts, before any row is sent. */
import { BUCKETS, bucketStatement, type SideQuery, totalStatement } from './statements.ts'
import type { DiffReader } from './types.ts'

/** One side of a comparison, ready to be asked. */
export interface AskedSide {
  readonly reader: DiffReader
  readonly query: SideQuery
}

/** Both sides of something. */
export interface Both<T> {
  readonly here: T
  readonly there: T
}

/** How many rows, and a sum over hashes of them. */
interface Digest {
  readonly rows: number
  readonly digest: string | null
}

interface DigestRow {
  readonly rows: string
  readonly digest: string | null
}

/** Below this many rows all are read: dividing them would cost another scan. */
const FEW_ROWS = 20_000

/** Asks both sides at the same time. */
export async function askBoth<T>(
  { here, there }: Both<AskedSide>,
  ask: (side: AskedSide) => Promise<T>,
): Promise<Both<T>> {
  const [ofHere, ofThere] = await Promise.all([ask(here), ask(there)])
  return { here: ofHere, there: ofThere }
}

/** Rows of each side, and whether they are the same. */
export async function compareTotals(
  sides: Both<AskedSide>,
  signal: AbortSignal | undefined,
): Promise<Both<number> & { readonly equal: boolean }> {
  const { here, there } = await askBoth(sides, async ({ reader, query }) => {
    const options = signal === undefined ? {} : { signal }
    const { rows } = await reader.query<DigestRow>(totalStatement(query), [], options)
    return digestOf(rows[0]!)
  })
  const equal = here.rows === there.rows && here.digest === there.digest
  return { here: here.rows, there: there.rows, equal }
}

/** The parts with differing rows; undefined when all rows may as well be read. */
export async function differingBuckets(
  sides: Both<AskedSide>,
  rows: Both<number>,
  signal: AbortSignal | undefined,
): Promise<readonly number[] | undefined> {
  if (Math.max(rows.here, rows.there) <= FEW_ROWS) return undefined
  const { here, there } = await askBoth(sides, async ({ reader, query }) => {
    const options = signal === undefined ? {} : { signal }
    const found = await reader.query<DigestRow & { readonly bucket: string }>(
      bucketStatement(query),
      [],
      options,
    )
    return new Map(found.rows.map(row => [Number(row.bucket), digestOf(row)]))
  })
  const all = Array.from({ length: BUCKETS }, (_, bucket) => bucket)
  const differing = all.filter(bucket => !sameDigest(here.get(bucket), there.get(bucket)))
  // With so many a filter would only cost time.
  return differing.length > BUCKETS / 2 ? undefined : differing
}

function digestOf({ rows, digest }: DigestRow): Digest {
  return { rows: Number(rows), digest }
}

function sameDigest(here: Digest | undefined, there: Digest | undefined): boolean {
  return here?.rows === there?.rows && here?.digest === there?.digest
}
