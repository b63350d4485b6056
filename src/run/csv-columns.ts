/** The heading of a CSV, and types for columns that no file declares. */
import { open } from 'node:fs/promises'
import type { SeedNode } from '../compile/manifest.ts'
import { type ModelError, modelError } from '../errors/model-error.ts'
import { isPacked, readSeedFile } from './seed-file.ts'

/** Names in the first record, without a byte order mark. */
export async function csvHeading(file: string, delimiter: string): Promise<readonly string[]> {
  const line = isPacked(file) ? undefined : await firstLine(file)
  // Nearly all are plain, and the parser takes longer to load than they to read.
  if (line !== undefined && /^[^"\r]+$/.test(line)) return line.split(delimiter)
  for await (const record of records(file, delimiter)) return record
  return []
}

/** Without a byte order mark and its end; undefined when there is none in the first 64 kB. */
async function firstLine(file: string): Promise<string | undefined> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536))
    const end = buffer.subarray(0, bytesRead).indexOf('\n')
    if (end < 0) return undefined
    return buffer
      .toString('utf8', 0, end)
      .replace(/^\ufeff/, '')
      .replace(/\r$/, '')
  } finally {
    await handle.close()
  }
}

/** The narrowest type that every value of a column has: integer, bigint, numeric, boolean, date, timestamptz or text. */
export async function inferTypes(
  file: string,
  delimiter: string,
): Promise<ReadonlyMap<string, string>> {
  let heading: readonly string[] | undefined
  let candidates: (readonly Candidate[])[] = []
  for await (const record of records(file, delimiter)) {
    if (heading === undefined) {
      heading = record
      candidates = record.map(() => CANDIDATES)
    } else {
      record.forEach((value, i) => {
        if (value !== '') candidates[i] = (candidates[i] ?? []).filter(type => type.fits(value))
      })
    }
  }
  return new Map((heading ?? []).map((name, i) => [name, typeFor(candidates[i]!)]))
}

interface Candidate {
  readonly type: string
  readonly fits: (value: string) => boolean
}

const CANDIDATES: readonly Candidate[] = [
  { type: 'boolean', fits: value => /^(true|false|t|f)$/i.test(value) },
  { type: 'integer', fits: value => isInteger(value) && Math.abs(Number(value)) <= 2_147_483_647 },
  { type: 'bigint', fits: value => isInteger(value) && value.length <= 18 },
  // A leading zero is a code (a postcode, an account), not a number.
  { type: 'numeric', fits: value => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value) },
  {
    type: 'date',
    fits: value => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  },
  {
    type: 'timestamptz',
    fits: value =>
      /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$/.test(value),
  },
  {
    type: 'timestamp',
    fits: value => /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(value),
  },
]

function isInteger(value: string): boolean {
  return /^-?(0|[1-9]\d*)$/.test(value)
}

function typeFor(candidates: readonly Candidate[]): string {
  // All candidates left: the column has no value at all.
  return candidates.length === CANDIDATES.length ? 'text' : (candidates[0]?.type ?? 'text')
}

async function* records(file: string, delimiter: string): AsyncGenerator<readonly string[]> {
  const { parse } = await import('csv-parse')
  const text = readSeedFile(file)
  const parser = parse({ bom: true, delimiter, relax_column_count: true, skip_empty_lines: true })
  // pipe() hands on what is read, and not that reading failed.
  text.on('error', error => parser.destroy(error)).pipe(parser)
  for await (const record of parser) yield record as readonly string[]
}

/** A column of a seed's table. */
export interface SeedColumn {
  readonly name: string
  readonly type: string
  readonly notNull: boolean
  /** False: declared, but the file has no such column; it is NULL. */
  readonly inFile: boolean
}

/**
 * The columns of a seed's table: the file's, with declared types where there are some, then declared ones it lacks.
 * @throws ModelError M3013 when the file is no CSV.
 */
export async function seedColumns(seed: SeedNode): Promise<readonly SeedColumn[]> {
  return await readingSeed(seed, () => readColumns(seed))
}

/** Work that reads the seed's file; @throws ModelError M3013 where that is no CSV, or cannot be unpacked. */
export async function readingSeed<T>(seed: SeedNode, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const found = error.code.startsWith('Z_') ? packing(error.message) : quoting(error.message)
    throw csvError(seed, error.lines ?? 1, found)
  }
}

function packing(message: string): CsvProblem {
  return { problem: `it cannot be unpacked (${message})`, instead: 'Pack it again with gzip.' }
}

interface Unreadable extends Error {
  readonly code: string
  readonly lines?: number
}

/** What csv-parse and zlib throw, known by the code: the library is loaded only where a file is read. */
function isUnreadable(error: unknown): error is Unreadable {
  return (
    error instanceof Error && /^(CSV|INVALID|Z)_/.test(String((error as { code?: unknown }).code))
  )
}

function quoting(message: string): CsvProblem {
  const problem = message.replace(/^(\w)/, letter => letter.toLowerCase()).replace(/\.$/, '')
  return { problem, instead: 'Close the quotes; a quote inside of quotes is written twice.' }
}

/** What is wrong with a CSV, and what to do. */
export interface CsvProblem {
  readonly problem: string
  readonly instead: string
}

/** M3013 at a line of the seed's file. */
export function csvError(seed: SeedNode, line: number, found: CsvProblem): ModelError {
  const path = seed.file?.path ?? seed.path
  return modelError(
    'M3013',
    { path, ...found },
    { place: { file: path, line, column: 1 }, node: seed.id },
  )
}

function refuseHeading(seed: SeedNode, heading: readonly string[]): void {
  const instead = 'The first line names the columns, each once.'
  const twice = heading.find((name, i) => heading.indexOf(name) !== i)
  const unnamed = heading.findIndex(name => name.trim() === '')
  const problem =
    heading.length === 0
      ? 'it is empty'
      : unnamed >= 0
        ? `column ${unnamed + 1} of its heading has no name`
        : twice === undefined
          ? undefined
          : `its heading names ${twice} twice`
  if (problem !== undefined) throw csvError(seed, 1, { problem, instead })
}

async function readColumns(seed: SeedNode): Promise<readonly SeedColumn[]> {
  const declared = new Map(seed.columns.map(column => [column.name, column]))
  const file = seed.file?.absolutePath
  const heading = file === undefined ? [] : await csvHeading(file, seed.config.delimiter)
  if (file !== undefined) refuseHeading(seed, heading)
  const known = heading.every(name => declared.get(name)?.dataType !== undefined)
  const inferred =
    known || file === undefined ? undefined : await inferTypes(file, seed.config.delimiter)
  const fromFile = heading.map(name => ({
    name,
    type: declared.get(name)?.dataType ?? inferred!.get(name)!,
    notNull: declared.get(name)?.notNull ?? false,
    inFile: true,
  }))
  const absent = seed.columns
    .filter(column => !heading.includes(column.name))
    .map(column => ({
      name: column.name,
      type: column.dataType ?? 'text',
      notNull: column.notNull,
      inFile: false,
    }))
  return [...fromFile, ...absent]
}
