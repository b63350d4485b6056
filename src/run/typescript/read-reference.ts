/**
 * The rows of a ref, a batch at a time, with no transaction open while code works on them: page by page along a key that
 * has an index, else through a file to which they are written first.
 */
import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ModelNode, Node } from '../../compile/manifest.ts'
import { modelError } from '../../errors/model-error.ts'
import { printRelation, quoteIdentifier, type RelationName } from '../../sql/relation.ts'
import type { RunContext } from '../context.ts'
import type { ReadOptions, Row } from './define-model.ts'

/** Rows of a page; of a line of the file. */
const PAGE = 500
const LINE = 100

export interface ReferenceToRead {
  readonly name: string
  readonly node: Node
  readonly relation: RelationName
  readonly reader: ModelNode
  readonly options: ReadOptions
  /** Of the model that reads. */
  readonly signal: AbortSignal
  /** Rows read so far, and in all where they were counted. */
  readonly counts: { read: number; total: number }
}

/** What reading needs of a run. */
export type ReadingContext = Pick<RunContext, 'adapter' | 'manifest'>

/** Rows one by one, from batches in memory. */
export async function* readReference(
  context: ReadingContext,
  reference: ReferenceToRead,
): AsyncGenerator<Row> {
  const key = reference.options.key ?? indexedKey(reference.node)
  const batches = key === undefined ? spooled(context, reference) : paged(context, reference, key)
  for await (const batch of batches) {
    reference.counts.read += batch.length
    yield* batch
  }
}

/** Columns with a unique index on a table: without one every page would read the whole table. */
function indexedKey(node: Node): readonly string[] | undefined {
  if (node.kind !== 'model' && node.kind !== 'seed') return undefined
  if (node.kind === 'model' && node.materialized !== 'table') return undefined
  const declared = node.columns.flatMap(column => (column.notNull ? [column.name] : []))
  const found = node.config.indexes.find(
    ({ unique, columns }) => unique && columns.every(name => declared.includes(name)),
  )
  return found?.columns
}

function selectOf({ relation, options }: ReferenceToRead, key: readonly string[] = []): string {
  const { columns } = options
  const list = columns && [...new Set([...columns, ...key])].map(quoteIdentifier).join(', ')
  return `select ${list ?? '*'} from ${printRelation(relation)}`
}

async function* paged(
  { adapter }: ReadingContext,
  reference: ReferenceToRead,
  key: readonly string[],
): AsyncGenerator<readonly Row[]> {
  const columns = key.map(quoteIdentifier).join(', ')
  const after = `(${columns}) > (${key.map((_, index) => `$${index + 1}`).join(', ')})`
  const signal = { signal: reference.signal }
  reference.counts.total += await countKeyed(adapter, reference, key)
  let last: Row | undefined
  for (;;) {
    const where = last === undefined ? '' : ` where ${after}`
    // One more than the page: a key that goes on in the next page is none.
    const sql = `${selectOf(reference, key)}${where} order by ${columns} limit ${PAGE + 1}`
    const values = last === undefined ? [] : key.map(name => last![name])
    const { rows } = await adapter.query<Row>(sql, values, signal)
    const page = rows.slice(0, PAGE)
    refuseRepeats(reference, { key, rows })
    if (page.length > 0) yield page
    if (rows.length <= PAGE) return
    last = page.at(-1)
  }
}

/** Rows that there are. @throws ModelError M3317 where the key is null: no page would ever hold that row. */
async function countKeyed(
  adapter: ReadingContext['adapter'],
  reference: ReferenceToRead,
  key: readonly string[],
): Promise<number> {
  const isNull = key.map(column => `${quoteIdentifier(column)} is null`).join(' or ')
  const { rows } = await adapter.query<{ rows: unknown; strays: unknown }>(
    `select count(*) as rows, count(*) filter (where ${isNull}) as strays from ${printRelation(reference.relation)}`,
    [],
    { signal: reference.signal },
  )
  const [{ rows: count, strays } = { rows: 0, strays: 0 }] = rows
  if (Number(strays) > 0) throw noKey(reference, key, 'is null in a row')
  return Number(count)
}

/** Rows are in the order of the key: equal keys are neighbours. */
function refuseRepeats(
  reference: ReferenceToRead,
  { key, rows }: { readonly key: readonly string[]; readonly rows: readonly Row[] },
): void {
  for (let at = 1; at < rows.length; at++)
    if (key.every(column => rows[at]![column] === rows[at - 1]![column]))
      throw noKey(reference, key, 'repeats')
}

function noKey({ name, reader }: ReferenceToRead, key: readonly string[], problem: string) {
  const fields = { reference: name, key: key.join(', '), problem }
  return modelError('M3317', fields, { place: reader.script!.rows, node: reader.id })
}

/** One statement, so one moment; the file goes when the reading ends, however it ends. */
async function* spooled(
  { adapter, manifest }: ReadingContext,
  reference: ReferenceToRead,
): AsyncGenerator<readonly Row[]> {
  const folder = join(manifest.project.targetPath, 'spool')
  const file = join(folder, `${reference.relation.name}-${randomUUID()}.jsonl`)
  await mkdir(folder, { recursive: true })
  try {
    const { signal } = reference
    const rows = adapter.stream<Row>(selectOf(reference), [], { signal, batch: PAGE })
    await pipeline(Readable.from(linesOf(rows, reference.counts)), createWriteStream(file))
    for await (const line of linesIn(file)) yield rowsOf(line)
  } finally {
    await rm(file, { force: true })
  }
}

/** Columns once, then the values: a line holds many rows. */
async function* linesOf(
  batches: AsyncIterable<readonly Row[]>,
  counts: ReferenceToRead['counts'],
): AsyncGenerator<string> {
  for await (const batch of batches) {
    counts.total += batch.length
    const names = Object.keys(batch[0]!)
    for (let at = 0; at < batch.length; at += LINE) {
      const values = batch.slice(at, at + LINE).map(row => names.map(name => row[name]))
      yield `${JSON.stringify([names, values])}\n`
    }
  }
}

/** node:readline would read a thousand lines ahead, and a line here is long. */
async function* linesIn(file: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}

function rowsOf(line: string): readonly Row[] {
  const [names, rows] = JSON.parse(line) as [readonly string[], readonly unknown[][]]
  return rows.map(values => {
    const row: Record<string, unknown> = {}
    for (let at = 0; at < names.length; at++) row[names[at]!] = values[at]
    return row
  })
}
