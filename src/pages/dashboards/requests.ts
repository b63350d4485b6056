/** What is asked of endpoints for an item of a page: path, query, and which rows of the answer are shown. Pure. */
import type { EndpointParameter } from '../../compile/endpoint.ts'
import type { EndpointNode } from '../../compile/manifest.ts'
import type { ItemDeclaration, ParameterUse } from '../../project/dashboard.ts'
import type { FilterState } from './filters.ts'
import { type Row, valueAt } from './show-value.ts'

/** A request for what is read. */
export interface Asking {
  readonly path: string
  readonly query: string
}

/** Values of parameters by name; undefined: not given. */
export type Values = Readonly<Record<string, string | undefined>>

/** What an endpoint is asked with: what the file says, then the filters of its parameters. */
export function valuesOf(
  uses: readonly ParameterUse[],
  filters: readonly FilterState[],
  parameters: readonly EndpointParameter[],
): Values {
  const byName = new Map(filters.map(({ declaration, value }) => [declaration.name, value]))
  const filtered = parameters
    .filter(({ name }) => byName.has(name))
    .map(({ name }) => [name, byName.get(name)] as const)
  const written = uses.map(({ name, value }) => [name, writtenValue(value, byName)] as const)
  return Object.fromEntries([...filtered, ...written])
}

function writtenValue(
  value: ParameterUse['value'],
  filters: ReadonlyMap<string, string | undefined>,
): string | undefined {
  if (value.from === 'fixed') return value.text
  return value.from === 'filter' ? filters.get(value.name) : undefined
}

/** The request with these values: those of the path in the path, the others in the query. */
export function asking({ route }: EndpointNode, values: Values): Asking {
  const inPath = new Set<string>()
  const path = route!.segments.map(({ kind, name }) => {
    if (kind === 'text') return name
    inPath.add(name)
    return encodeURIComponent(values[name] ?? '')
  })
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && !inPath.has(name)) query.set(name, value)
  return { path: `/${path.join('/')}`, query: query.toString() }
}

/** Which part of a table is shown, and in which order. */
export interface TablePage {
  /** From 1. */
  readonly number: number
  readonly size: number
  /** `clicks`, `-clicks`: a column, or a value of the endpoint's `sort`. */
  readonly sort?: string
  /** The endpoint itself answers with this page, and one row more where another follows. */
  readonly isAsked: boolean
}

/** The page of a table that an address asks for; undefined for what has no pages. */
export function tablePage(
  { id, kind, pageSize }: ItemDeclaration,
  parameters: readonly EndpointParameter[],
  query: URLSearchParams,
): TablePage | undefined {
  if (kind !== 'table') return undefined
  const asked = Number(query.get(`${id}.page`) ?? 1)
  const sort = query.get(`${id}.sort`)
  const names = parameters.map(({ name }) => name)
  return {
    number: Number.isInteger(asked) && asked >= 1 && asked <= 100_000 ? asked : 1,
    size: pageSize ?? Number.POSITIVE_INFINITY,
    ...(sort !== null && sort !== '' && { sort }),
    isAsked: pageSize !== undefined && names.includes('limit') && names.includes('offset'),
  }
}

/** What a table's page adds to the values. */
export function pageValues({ columns }: ItemDeclaration, page: TablePage | undefined): Values {
  if (page === undefined) return {}
  const { number, size, sort, isAsked } = page
  const known = columns.some(column => column.sort?.text === sort)
  return {
    ...(isAsked && { limit: String(size + 1), offset: String((number - 1) * size) }),
    ...(sort !== undefined && known && { sort }),
  }
}

/** The rows of one page, in order, and what is known of the others. */
export interface PagedRows {
  readonly rows: readonly Row[]
  /** Of the first row, from 1. */
  readonly from: number
  readonly hasMore: boolean
  /** Of all, where it is known. */
  readonly count?: number
}

/** Cuts the page out of the rows; one that the endpoint cut is as it came. */
export function pagedRows(
  rows: readonly Row[],
  page: TablePage | undefined,
  { columns }: Pick<ItemDeclaration, 'columns'>,
): PagedRows {
  if (page === undefined) return { rows, from: 1, hasMore: false, count: rows.length }
  const { number, size, isAsked } = page
  const from = size === Number.POSITIVE_INFINITY ? 1 : (number - 1) * size + 1
  if (isAsked) return { rows: rows.slice(0, size), from, hasMore: rows.length > size }
  const sorted = sortedRows(rows, page.sort, columns)
  const end = from - 1 + size
  return {
    rows: sorted.slice(from - 1, end),
    from,
    hasMore: sorted.length > end,
    count: sorted.length,
  }
}

function sortedRows(
  rows: readonly Row[],
  sort: string | undefined,
  columns: ItemDeclaration['columns'],
): readonly Row[] {
  const isDown = sort?.startsWith('-')
  const name = isDown ? sort!.slice(1) : sort
  const column = columns.find(one => one.column === name && one.sort === undefined)
  if (column === undefined) return rows
  const sign = isDown ? -1 : 1
  const present = rows.filter(row => (valueAt(row, column.column) ?? null) !== null)
  const absent = rows.filter(row => (valueAt(row, column.column) ?? null) === null)
  const ordered = [...present].sort(
    (a, b) => sign * compare(valueAt(a, column.column), valueAt(b, column.column)),
  )
  return [...ordered, ...absent]
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [String(a), String(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
