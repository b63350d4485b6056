/** Counts what differs in pairs of rows, and keeps a sample of bounded size. */
import type { RowPair, SideRow } from './row-pairs.ts'
import type { DiffSample, SampleValues } from './types.ts'

export interface TallyOptions {
  /** Names in the order of the rows' values. */
  readonly columns: readonly string[]
  /** Null: whole rows. */
  readonly key: readonly string[] | null
  readonly limit: number
  /** Whether two texts of this column count as equal though they are not the same. */
  readonly tolerates: (column: number, here: string, there: string) => boolean
}

export interface Tally {
  readonly onlyHere: number
  readonly onlyThere: number
  readonly changed: number
  /** Differing cells of each column. */
  readonly differing: readonly number[]
}

/** Counts that grow with each batch of pairs. */
export interface TallyBook {
  take(pairs: readonly RowPair[]): void
  counts(): Tally
  samples(): readonly DiffSample[]
}

/** An empty tally. */
export function openTally(options: TallyOptions): TallyBook {
  const { columns, key, limit } = options
  const isKey = columns.map(name => key === null || key.includes(name))
  const differing = columns.map(() => 0)
  const cells: DiffSample[][] = columns.map(() => [])
  const lone: Record<'only here' | 'only there', DiffSample[]> = {
    'only here': [],
    'only there': [],
  }
  const found = { onlyHere: 0, onlyThere: 0, changed: 0 }

  const keyOf = ({ values }: SideRow): SampleValues =>
    Object.fromEntries(columns.flatMap((name, at) => (isKey[at] ? [[name, values[at]!]] : [])))
  const takeLone = (kind: 'only here' | 'only there', row: SideRow, count: number): void => {
    found[kind === 'only here' ? 'onlyHere' : 'onlyThere'] += count
    if (lone[kind].length < limit) lone[kind].push({ kind, key: keyOf(row) })
  }
  const takeChange = (here: SideRow, there: SideRow): void => {
    let changes = 0
    for (let at = 0; at < columns.length; at++) {
      if (isKey[at] || sameCell(options, { at, here, there })) continue
      changes++
      differing[at]!++
      if (cells[at]!.length < limit) cells[at]!.push(changedCell(at, here, there))
    }
    if (changes > 0) found.changed++
  }
  const changedCell = (at: number, here: SideRow, there: SideRow): DiffSample => ({
    kind: 'changed',
    key: keyOf(here),
    column: columns[at]!,
    here: here.values[at]!,
    there: there.values[at]!,
  })
  const takePair = ({ here, there }: RowPair): void => {
    const more = (here?.count ?? 0) - (there?.count ?? 0)
    if (here && more > 0) takeLone('only here', here, more)
    else if (there && more < 0) takeLone('only there', there, -more)
    else if (here && there && key !== null) takeChange(here, there)
  }
  return {
    take: pairs => pairs.forEach(takePair),
    counts: () => ({ ...found, differing }),
    samples: () => [...inTurns(cells).slice(0, limit), ...lone['only here'], ...lone['only there']],
  }
}

function sameCell(
  { tolerates }: TallyOptions,
  { at, here, there }: { readonly at: number; readonly here: SideRow; readonly there: SideRow },
): boolean {
  const a = here.values[at]!
  const b = there.values[at]!
  return a === b || (a !== null && b !== null && tolerates(at, a, b))
}

/** One of each list, then the second of each, ...: no column hides another. */
function inTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(list => list.length))
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap(list => (turn < list.length ? [list[turn]!] : [])),
  ).flat()
}

/** Whether two numbers, as texts, differ by no more than this share of the greater one (below 1: by no more than this). */
export function isWithin(here: string, there: string, tolerance: number): boolean {
  const [a, b] = [Number(here), Number(there)]
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
}
