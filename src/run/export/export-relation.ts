/** Writes a published relation to a file, row by row as the database sends them: beside it, then renamed. */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Adapter } from '../../adapters/adapter.ts'
import { CancelledError, DatabaseError } from '../../adapters/database-error.ts'
import { ModelError, modelError } from '../../errors/model-error.ts'
import {
  displayRelation,
  printRelation,
  quoteIdentifier,
  type RelationName,
  relationKey,
} from '../../sql/relation.ts'
import { nearest } from '../../util/nearest.ts'
import { csvEncoder } from './csv.ts'
import {
  type Encoder,
  type ExportColumn,
  type ExportFormat,
  isJson,
  type Piece,
} from './encoder.ts'
import { jsonEncoder } from './json.ts'
import { type FoundDigits, parquetEncoder } from './parquet.ts'

export interface ExportRequest {
  readonly relation: RelationName
  readonly format: ExportFormat
  /** CSV: guard against formulas of spreadsheets. */
  readonly safe: boolean
  /** CSV: a byte order mark, without which spreadsheets take UTF-8 for something else (default: none). */
  readonly bom?: boolean
  /** Columns; without them in the order in which the database sends rows. */
  readonly orderBy: readonly string[]
  readonly signal?: AbortSignal
}

/** Rows that were written. */
export interface Exported {
  readonly rows: number
}

type Source = Pick<Adapter, 'introspect' | 'query' | 'stream' | 'location'>

/** Writes a file. @throws ModelError M3501, M3503, M3505. */
export async function exportToFile(
  source: Source,
  request: ExportRequest,
  file: string,
): Promise<Exported> {
  const done = { rows: 0 }
  const beside = `${file}.${randomUUID().slice(0, 8)}.new`
  try {
    const pieces = encoded(source, request, done)
    const first = await pieces.next()
    await mkdir(dirname(file), { recursive: true })
    await pipeline(Readable.from(joined(first, pieces)), createWriteStream(beside))
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true })
    if (isOwn(error)) throw error
    const reason = (error as Error).message
    throw modelError('M3503', { out: file, reason }, { cause: error })
  }
  return done
}

function isOwn(error: unknown): boolean {
  return (
    error instanceof ModelError || error instanceof DatabaseError || error instanceof CancelledError
  )
}

/** Hands text to `write`, which may say when it wants more: for stdout. */
export async function exportToText(
  source: Source,
  request: ExportRequest & { readonly format: 'csv' | 'json' },
  write: (text: string) => void | Promise<void>,
): Promise<Exported> {
  const done = { rows: 0 }
  for await (const piece of encoded(source, request, done)) await write(String(piece))
  return done
}

/** The first piece is asked for before anything is made: what is refused leaves no file. */
async function* joined(
  first: IteratorResult<Piece>,
  rest: AsyncGenerator<Piece>,
): AsyncGenerator<Uint8Array> {
  if (!first.done) yield Buffer.from(first.value)
  for await (const piece of rest) if (piece.length > 0) yield Buffer.from(piece)
}

async function* encoded(
  source: Source,
  request: ExportRequest,
  done: { rows: number },
): AsyncGenerator<Piece> {
  const columns = await columnsOf(source, request)
  const encoder = await encoderOf(source, request, columns)
  yield encoder.begin()
  const options = request.signal === undefined ? {} : { signal: request.signal }
  for await (const batch of source.stream(selectOf(request, columns), [], options)) {
    done.rows += batch.length
    yield encoder.rows(batch.map(row => columns.map((_, at) => row[alias(at)])))
  }
  yield encoder.end()
}

async function columnsOf(
  source: Source,
  { relation, orderBy }: ExportRequest,
): Promise<readonly ExportColumn[]> {
  const { relations } = await source.introspect([relation.schema], [relation.name])
  const fact = relations.get(relationKey(relation))
  const shown = displayRelation(relation)
  if (fact === undefined)
    throw modelError('M3501', { relation: shown, database: source.location.database })
  const names = fact.columns.map(({ name }) => name)
  for (const column of orderBy)
    if (!names.includes(column))
      throw modelError('M3505', { column, relation: shown, nearest: nearest(column, names) })
  return fact.columns
}

function encoderOf(
  source: Source,
  { relation, format, safe, bom = false }: ExportRequest,
  columns: readonly ExportColumn[],
): Encoder | Promise<Encoder> {
  if (format === 'csv') return csvEncoder(columns, { safe, bom })
  if (format === 'json') return jsonEncoder(columns)
  return findDigits(source, relation, columns).then(found => parquetEncoder(columns, found))
}

/** Columns get names of ours, so that two that differ by case alone, or a column named like a key of JavaScript, do no harm. */
const alias = (at: number) => `c${at}`

function selectOf({ relation, orderBy }: ExportRequest, columns: readonly ExportColumn[]): string {
  const list = columns.map(({ name, type }, at) => {
    const column = quoteIdentifier(name)
    return `${isJson(type) ? `cast(${column} as text)` : column} as ${alias(at)}`
  })
  const order = orderBy.length > 0 ? ` order by ${orderBy.map(quoteIdentifier).join(', ')}` : ''
  return `select ${list.join(', ')} from ${printRelation(relation)}${order}`
}

/** A decimal of Parquet has as many digits after the point in every row: those of the longest. */
async function findDigits(
  source: Source,
  relation: RelationName,
  columns: readonly ExportColumn[],
): Promise<FoundDigits> {
  const open = columns.filter(({ type }) => type === 'numeric')
  if (open.length === 0) return new Map()
  const parts = open.flatMap(({ name }, at) => {
    const column = quoteIdentifier(name)
    const text = `cast(${column} as text)`
    return [
      `max(scale(${column})) as s${at}`,
      `max(length(cast(trunc(abs(${column})) as text))) as w${at}`,
      `bool_or(${text} ~ '[^-0-9.]') as n${at}`,
    ]
  })
  const { rows } = await source.query(`select ${parts.join(', ')} from ${printRelation(relation)}`)
  const found = new Map<string, { precision: number; scale: number }>()
  for (const [at, { name }] of open.entries()) {
    const [scale, whole, strange] = ['s', 'w', 'n'].map(key => rows[0]?.[`${key}${at}`])
    if (strange === true) continue
    found.set(name, {
      precision: Number(whole ?? 1) + Number(scale ?? 0),
      scale: Number(scale ?? 0),
    })
  }
  return found
}
