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
  readonly bucket?: string
  readonly rows: string
  readonly digest: string | null
}

/** Of no more rows than this all are read. */
const FEW_ROWS = 20_000

/** Asks both sides at the same time. */
export async function askBoth<T>(
  { here, there }: Both<AskedSide>,
  ask: (side: AskedSide) => Promise<T>,
): Promise<Both<T>> {
  const [ofHere, ofThere] = await Promise.all([ask(here), ask(there)])
  return { here: ofHere, there: ofThere }
}

/** What digests say. */
export interface Totals extends Both<number> {
  readonly equal: boolean
  /** Where the rows are that differ; absent: they may be anywhere. */
  readonly buckets?: readonly number[]
}

/** Rows of each side, whether they are the same, and where not. One scan of each side. */
export async function compareTotals(
  sides: Both<AskedSide>,
  signal: AbortSignal | undefined,
): Promise<Totals> {
  // One database that joins both sides reads all of them anyway.
  const isDivided = sides.here.reader !== sides.there.reader
  const { here, there } = await askBoth(sides, side => digests(side, { isDivided, signal }))
  const buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket)
  const differing = buckets.filter(bucket => !sameDigest(here.get(bucket), there.get(bucket)))
  const rows = { here: rowsOf(here), there: rowsOf(there) }
  const isPart = isDivided && Math.max(rows.here, rows.there) > FEW_ROWS
  // With so many buckets a filter would only cost time.
  const isSmallPart = isPart && differing.length <= BUCKETS / 2
  return { ...rows, equal: differing.length === 0, ...(isSmallPart && { buckets: differing }) }
}

/** By bucket; undivided rows are all in the first. */
async function digests(
  { reader, query }: AskedSide,
  { isDivided, signal }: { readonly isDivided: boolean; readonly signal: AbortSignal | undefined },
): Promise<ReadonlyMap<number, Digest>> {
  const statement = isDivided ? bucketStatement(query) : totalStatement(query)
  const options = signal === undefined ? {} : { signal }
  const { rows } = await reader.query<DigestRow>(statement, [], options)
  return new Map(
    rows.map(({ bucket = '0', rows: count, digest }) => [
      Number(bucket),
      { rows: Number(count), digest },
    ]),
  )
}

function rowsOf(found: ReadonlyMap<number, Digest>): number {
  return [...found.values()].reduce((sum, { rows }) => sum + rows, 0)
}

function sameDigest(here: Digest | undefined, there: Digest | undefined): boolean {
  return here?.rows === there?.rows && here?.digest === there?.digest
}
