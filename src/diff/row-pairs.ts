/**
 * Differing rows in pairs, streamed. Two databases: both send their rows in the order of a hash of the key, and equal
 * hashes are put together here. One database: it joins them itself, and sends those that differ.
 */
import { joinStatement } from './join-statement.ts'
import { rowsStatement } from './statements.ts'
import type { AskedSide, Both } from './totals.ts'

/** A row of one side: values in the order of the compared columns. */
export interface SideRow {
  readonly values: readonly (string | null)[]
  /** How many such rows there are; 1 where there is a key. */
  readonly count: number
}

/** What the two sides have of one key. They may be equal. */
export interface RowPair {
  readonly here: SideRow | undefined
  readonly there: SideRow | undefined
}

type DatabaseRow = Readonly<Record<string, string | number | null>>

/** Pairs of rows, batch by batch. */
export function rowPairs(
  sides: Both<AskedSide>,
  signal: AbortSignal | undefined,
): AsyncIterable<readonly RowPair[]> {
  const isOneDatabase = sides.here.reader === sides.there.reader
  return isOneDatabase ? joinedPairs(sides, signal) : mergedPairs(sides, signal)
}

async function* joinedPairs(
  { here, there }: Both<AskedSide>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly RowPair[]> {
  const statement = joinStatement(here.query, there.query)
  const columns = here.query.columns.length
  const readHere = rowReader('here_', columns)
  const readThere = rowReader('there_', columns)
  for await (const rows of here.reader.stream<DatabaseRow>(statement, [], limits(signal)))
    yield rows.map(row => ({ here: readHere(row), there: readThere(row) }))
}

const limits = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })

/** Reads one side's values from a row; undefined when the side has no such row. */
function rowReader(prefix: string, columns: number): (row: DatabaseRow) => SideRow | undefined {
  const names = Array.from({ length: columns }, (_, at) => `${prefix}c${at}`)
  const count = `${prefix}n`
  return row =>
    row[count] === null
      ? undefined
      : { values: names.map(name => row[name] as string | null), count: Number(row[count]) }
}

/** Pairs that are handed on at a time. */
const BATCH = 1000

async function* mergedPairs(
  sides: Both<AskedSide>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly RowPair[]> {
  const here = new HashGroups(sides.here, signal)
  const there = new HashGroups(sides.there, signal)
  const pairUp = pairing(sides.here.query)
  let batch: RowPair[] = []
  try {
    await Promise.all([here.next(), there.next()])
    while (here.hash !== undefined || there.hash !== undefined) {
      const order = compareHashes(here.hash, there.hash)
      batch.push(...pairUp(order <= 0 ? here.rows : [], order >= 0 ? there.rows : []))
      if (order <= 0 && !here.step()) await here.next()
      if (order >= 0 && !there.step()) await there.next()
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
    yield batch
  } finally {
    await Promise.all([here.close(), there.close()])
  }
}

/** The smaller one first; a side at its end comes last. Hashes are whole numbers without leading zeros. */
function compareHashes(here: string | undefined, there: string | undefined): number {
  if (here === there) return 0
  if (here === undefined) return 1
  if (there === undefined) return -1
  if (here.length !== there.length) return here.length - there.length
  return here < there ? -1 : 1
}

/** Puts rows of one hash together by their key: nearly always one of each side. */
function pairing(query: AskedSide['query']) {
  const keyPlaces = query.columns.flatMap(({ name }, at) =>
    query.key === null || query.key.includes(name) ? [at] : [],
  )
  const keyOf = ({ values }: SideRow) => JSON.stringify(keyPlaces.map(at => values[at]))
  return (here: readonly SideRow[], there: readonly SideRow[]): readonly RowPair[] => {
    if (there.length === 0) return here.map(row => ({ here: row, there: undefined }))
    if (here.length === 0) return there.map(row => ({ here: undefined, there: row }))
    const waiting = new Map(there.map(row => [keyOf(row), row]))
    const pairs: RowPair[] = here.map(row => {
      const key = keyOf(row)
      const other = waiting.get(key)
      waiting.delete(key)
      return { here: row, there: other }
    })
    return [...pairs, ...[...waiting.values()].map(row => ({ here: undefined, there: row }))]
  }
}

/** The rows of one side, in groups of one hash. The next batch is on its way while one is worked on. */
class HashGroups {
  readonly #batches: AsyncIterator<readonly DatabaseRow[]>
  readonly #read: (row: DatabaseRow) => SideRow | undefined
  #coming: Promise<IteratorResult<readonly DatabaseRow[]>>
  #batch: readonly DatabaseRow[] = []
  #at = 0
  /** Of the current group; undefined at the end. */
  hash: string | undefined
  rows: SideRow[] = []

  constructor({ reader, query }: AskedSide, signal: AbortSignal | undefined) {
    const stream = reader.stream<DatabaseRow>(rowsStatement(query), [], limits(signal))
    this.#batches = stream[Symbol.asyncIterator]()
    this.#read = rowReader('', query.columns.length)
    this.#coming = this.#fetch()
  }

  /** Goes to the next group; false when it may go on in a batch that has not come yet: then {@link next} does it. */
  step(): boolean {
    const end = this.#groupEnd()
    if (end === this.#batch.length) return false
    this.#take(end)
    return true
  }

  /** Goes to the next group, waiting for batches. */
  async next(): Promise<void> {
    let rows: SideRow[] = []
    let hash: string | undefined
    for (;;) {
      if (this.#at === this.#batch.length && !(await this.#load())) break
      const next = String(this.#batch[this.#at]!['h'])
      hash ??= next
      if (next !== hash) break
      const end = this.#groupEnd()
      rows = [...rows, ...this.#slice(end)]
    }
    this.hash = hash
    this.rows = rows
  }

  async close(): Promise<void> {
    await this.#batches.return?.()
  }

  #groupEnd(): number {
    const hash = this.#batch[this.#at]?.['h']
    let end = this.#at
    while (end < this.#batch.length && this.#batch[end]!['h'] === hash) end++
    return end
  }

  #take(end: number): void {
    this.hash = String(this.#batch[this.#at]!['h'])
    this.rows = this.#slice(end)
  }

  #slice(end: number): SideRow[] {
    const rows = this.#batch.slice(this.#at, end).map(row => this.#read(row)!)
    this.#at = end
    return rows
  }

  async #load(): Promise<boolean> {
    const { done, value } = await this.#coming
    if (done) return false
    this.#batch = value
    this.#at = 0
    this.#coming = this.#fetch()
    return true
  }

  #fetch(): Promise<IteratorResult<readonly DatabaseRow[]>> {
    const coming = this.#batches.next()
    // Whoever awaits it hears of an error; until then it is not one that nobody handles.
    coming.catch(() => undefined)
    return coming
  }
}
