/** Rows as JSON without loss: as lists in the order of their columns, and numbers that JSON does not have set aside. */

/** Some rows of a result. */
export interface RowBatch {
  readonly names: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  /** Where JSON has null or 0: not a number, the infinities, minus zero. */
  readonly odd: readonly (readonly [path: readonly (string | number)[], text: string])[]
}

type Row = Readonly<Record<string, unknown>>
type OddNumbers = [path: (string | number)[], text: string][]

export function encodeRows(names: readonly string[], rows: readonly Row[]): RowBatch {
  const lists = rows.map(row => names.map(name => row[name]))
  const odd: OddNumbers = []
  lists.forEach((list, row) => {
    list.forEach((value, column) => {
      if (typeof value === 'number' || (typeof value === 'object' && value !== null))
        findOdd(value, [row, column], odd)
    })
  })
  return { names, rows: lists, odd }
}

function findOdd(value: unknown, path: (string | number)[], odd: OddNumbers): void {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) odd.push([path, '-0'])
    else if (!Number.isFinite(value)) odd.push([path, String(value)])
  } else if (Array.isArray(value)) {
    value.forEach((element, at) => {
      findOdd(element, [...path, at], odd)
    })
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, element] of Object.entries(value)) findOdd(element, [...path, key], odd)
  }
}

export function decodeRows<Decoded>({ names, rows, odd }: RowBatch): readonly Decoded[] {
  for (const [path, text] of odd) put(rows, path, Number(text))
  return rows.map(list => {
    const row: Record<string, unknown> = {}
    for (let at = 0; at < names.length; at++) row[names[at]!] = list[at]
    return row as Decoded
  })
}

function put(rows: unknown, path: readonly (string | number)[], value: number): void {
  let place = rows as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) place = place[step] as typeof place
  place[path.at(-1)!] = value
}
