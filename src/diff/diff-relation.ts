/** Compares a relation of one database with a relation of another, or of the same. */
import {
  type ComparedColumn,
  comparedColumns,
  pairColumns,
  schemaDiffers,
  usableKey,
} from './columns.ts'
import { rowPairs } from './row-pairs.ts'
import { repeatedKeysStatement, type SideQuery } from './statements.ts'
import { isWithin, openTally, type TallyBook } from './tally.ts'
import { type AskedSide, askBoth, type Both, compareTotals } from './totals.ts'
import type { DiffOptions, DiffSide, RelationDiff } from './types.ts'

/**
 * What differs. The sides digest their rows first; only where that differs rows are sent, in parts that differ and in
 * the order of their keys, so that memory does not grow with the relations.
 */
export async function diffRelation(
  here: DiffSide,
  there: DiffSide,
  options: DiffOptions,
): Promise<RelationDiff> {
  const columns = pairColumns(here.columns, there.columns, options.ignored)
  const compared = comparedColumns(columns)
  const asked = { here, there, compared, options }
  const declared = usableKey(options.keys, compared)
  const totals = await compareTotals(askedSides({ ...asked, key: declared }), options.signal)
  // The only row of one side is the only row of the other: a key of no columns.
  const key = declared ?? (totals.here === 1 && totals.there === 1 ? [] : null)
  const found =
    totals.equal || compared.length === 0
      ? undefined
      : await differingRows(
          { ...asked, key },
          totals.buckets && { by: key, buckets: totals.buckets },
        )
  const tally = found?.tally.counts()
  const usedKey = found ? found.key : key
  const paired = totals.here - (tally?.onlyHere ?? 0)
  const differing = new Map(compared.map(({ name }, at) => [name, tally?.differing[at] ?? 0]))
  const rowsDiffer = tally !== undefined && tally.onlyHere + tally.onlyThere + tally.changed > 0
  return {
    equal: !rowsDiffer && totals.here === totals.there && !schemaDiffers(columns),
    key: usedKey,
    repeatedKey: found?.repeatedKey ?? null,
    hereRows: totals.here,
    thereRows: totals.there,
    onlyHere: tally?.onlyHere ?? 0,
    onlyThere: tally?.onlyThere ?? 0,
    changed: tally?.changed ?? 0,
    columns: columns.map(column => {
      const cells = differing.get(column.name)
      const isMatched = cells !== undefined && (usedKey !== null || !rowsDiffer)
      return { ...column, matched: isMatched ? paired - cells : null }
    }),
    samples: found?.tally.samples() ?? [],
  }
}

interface Comparison {
  readonly here: DiffSide
  readonly there: DiffSide
  readonly compared: readonly ComparedColumn[]
  readonly key: readonly string[] | null
  readonly options: DiffOptions
}

function askedSides(
  { here, there, compared, key, options }: Comparison,
  part?: SideQuery['part'],
): Both<AskedSide> {
  const { tolerance } = options
  const side = ({ reader, relation }: DiffSide, type: 'hereType' | 'thereType'): AskedSide => {
    const query: SideQuery = {
      dialect: reader.dialect,
      relation,
      columns: compared.map(column => ({ name: column.name, type: column[type] })),
      key,
      ...(tolerance !== undefined && { decimals: decimalsOf(tolerance) }),
      ...(part !== undefined && { part }),
    }
    return { reader, query }
  }
  return { here: side(here, 'hereType'), there: side(there, 'thereType') }
}

/** Numbers that are equal when rounded to so many places differ by no more than the tolerance. */
function decimalsOf(tolerance: number): number {
  return Math.max(0, Math.ceil(-Math.log10(tolerance)))
}

interface Found {
  readonly tally: TallyBook
  readonly key: readonly string[] | null
  readonly repeatedKey: RelationDiff['repeatedKey']
}

async function differingRows(comparison: Comparison, part: SideQuery['part']): Promise<Found> {
  const { key, options } = comparison
  const sides = askedSides(comparison, part)
  const values = key === null ? 0 : await repeatedKeys(sides, options.signal)
  if (key === null || values === 0) {
    return { tally: await tallied(comparison, sides), key, repeatedKey: null }
  }
  const whole = await differingRows({ ...comparison, key: null }, part)
  return { ...whole, repeatedKey: { columns: key, values } }
}

async function repeatedKeys(
  sides: Both<AskedSide>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { here, there } = await askBoth(sides, async ({ reader, query }) => {
    const options = signal === undefined ? {} : { signal }
    const { rows } = await reader.query<{ readonly repeated: string }>(
      repeatedKeysStatement(query),
      [],
      options,
    )
    return Number(rows[0]!.repeated)
  })
  return Math.max(here, there)
}

async function tallied(
  { compared, options }: Comparison,
  sides: Both<AskedSide>,
): Promise<TallyBook> {
  const { tolerance } = options
  const { comparison } = sides.here.query.dialect
  const fractional = compared.map(
    ({ hereType, thereType }) =>
      comparison.isFractional(hereType) || comparison.isFractional(thereType),
  )
  const tally = openTally({
    columns: compared.map(({ name }) => name),
    key: sides.here.query.key,
    limit: options.limit,
    tolerates: (at, a, b) =>
      tolerance !== undefined && fractional[at]! && isWithin(a, b, tolerance),
  })
  let rows = 0
  for await (const pairs of rowPairs(sides, options.signal)) {
    tally.take(pairs)
    rows += pairs.length
    options.onRows?.(rows)
  }
  return tally
}
