/**
 * The folder of kept data of one embedded database: where it is, what lies in it. Every file is written beside and
 * renamed; keep.json comes last and names all others, so a process that dies leaves the export of before or the new one.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { platform } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import type { Project } from '../../project/types.ts'
import { ageText } from '../../util/age-text.ts'
import { KEEP_FORMAT, type KeptContents, type KeptFile } from './contents.ts'

const CONTENTS = 'keep.json'
/** Inside the database's folder, so that it goes with it: the name of the database. */
const STAMP = 'model.kept'

/** The kept data of the database in this folder. */
export function keepFolder(project: Project, database: string): string {
  const inTarget = relative(project.targetPath, database)
  const outside = inTarget.startsWith('..') || isAbsolute(inTarget)
  const place = outside ? relative(project.root, database) : inTarget
  return join(project.keepPath, place.split(/[\\/:]+/).join('.'))
}

/** True when a database may have to be made from kept data: there is some, and nothing says that it was. */
export function mayRestore(project: Project, database: string): boolean {
  return (
    existsSync(join(keepFolder(project, database), CONTENTS)) && readStamp(database) === undefined
  )
}

/** The name of a database, when it has one. */
export function readStamp(database: string): string | undefined {
  const file = join(database, STAMP)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

/** Gives the database this name. */
export function writeStamp(database: string, name: string = randomUUID()): string {
  writeSafely(join(database, STAMP), [name])
  return name
}

/**
 * What the folder says about itself; undefined when there is nothing.
 * @throws ModelError M4002 when it cannot be read, M4004 when a newer tool wrote it.
 */
export function readContents(folder: string): KeptContents | undefined {
  const file = join(folder, CONTENTS)
  if (!existsSync(file)) return undefined
  const contents = parseContents(file)
  if (contents.format > KEEP_FORMAT) {
    throw modelError('M4004', { folder, found: `format ${contents.format}`, tool: contents.tool })
  }
  return contents
}

function parseContents(file: string): KeptContents {
  const damaged = (problem: string, cause?: unknown) =>
    modelError('M4002', { file, problem }, cause instanceof Error ? { cause } : {})
  let contents: Partial<KeptContents>
  try {
    contents = JSON.parse(readFileSync(file, 'utf8')) as Partial<KeptContents>
  } catch (error) {
    throw damaged('it is no JSON', error)
  }
  const { format, database, tables, tablesOfLedger, runs } = contents
  const whole =
    typeof format === 'number' &&
    typeof database === 'string' &&
    Array.isArray(tables) &&
    Array.isArray(runs) &&
    typeof tablesOfLedger === 'object'
  if (!whole) throw damaged('it does not say what was kept')
  return contents as KeptContents
}

/** Writes keep.json and removes the files that it no longer names. */
export function writeContents(folder: string, contents: KeptContents): void {
  syncFolder(folder)
  writeSafely(join(folder, CONTENTS), [`${JSON.stringify(contents, undefined, 1)}\n`])
  syncFolder(folder)
}

/** Removes files of earlier exports, and halves of files that a killed process left. */
export function removeUnnamed(folder: string, named: readonly KeptFile[]): void {
  const files = new Set(named.map(({ file }) => file))
  for (const name of readdirSync(folder)) {
    if (/\.(csv|new)$/.test(name) && !files.has(name)) rmSync(join(folder, name), { force: true })
  }
}

/** Writes a file of records under a name with its hash. */
export async function writeRecords(
  folder: string,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
  batches: AsyncIterable<readonly string[]>,
): Promise<KeptFile> {
  mkdirSync(folder, { recursive: true })
  const beside = join(folder, `${fileName(name)}.new`)
  const hash = createHash('sha256')
  let rows = 0
  const handle = openSync(beside, 'w')
  try {
    const put = (text: string) => {
      hash.update(text)
      writeSync(handle, text)
    }
    put(`${columns.map(column => `"${column.replaceAll('"', '""')}"`).join(',')}\n`)
    for await (const records of batches) {
      rows += records.length
      put(records.map(record => `${record}\n`).join(''))
    }
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  const sha256 = hash.digest('hex')
  const file = `${fileName(name)}.${sha256.slice(0, 12)}.csv`
  renameSync(beside, join(folder, file))
  return { file, rows, sha256, columns }
}

/** Any name of a relation as the name of a file; the hash behind it keeps shortened ones apart. */
function fileName(name: string): string {
  return encodeURIComponent(name).slice(0, 120)
}

/** @throws ModelError M4002 when the file is not as it was written. */
export function checkFile(folder: string, { file, sha256 }: KeptFile): string {
  const path = join(folder, file)
  if (!existsSync(path)) throw modelError('M4002', { file: path, problem: 'it is gone' })
  if (hashOf(path) !== sha256) {
    throw modelError('M4002', { file: path, problem: 'its content is not what was written' })
  }
  return path
}

function hashOf(path: string): string {
  const hash = createHash('sha256')
  const handle = openSync(path, 'r')
  const buffer = Buffer.alloc(1 << 20)
  try {
    for (;;) {
      const read = readSync(handle, buffer)
      if (read === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, read))
    }
  } finally {
    closeSync(handle)
  }
}

/** Kept data of another database, or damaged, is never overwritten: it gets another name, which is returned. */
export function moveAside(folder: string): string {
  const aside = `${folder}.${randomUUID().slice(0, 8)}`
  renameSync(folder, aside)
  return aside
}

function writeSafely(file: string, pieces: readonly string[]): void {
  const handle = openSync(`${file}.new`, 'w')
  try {
    for (const piece of pieces) writeSync(handle, piece)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(`${file}.new`, file)
}

/** So that renames survive a power failure; Windows has no such thing. */
function syncFolder(folder: string): void {
  if (platform() === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** `2026-02-14T09:30:00.000Z (3 hours ago)`; undefined when nothing was kept, or it cannot be read. */
export function keptSince(project: Project, database: string, now: Date): string | undefined {
  try {
    const writtenAt = readContents(keepFolder(project, database))?.writtenAt
    return writtenAt === undefined ? undefined : `${writtenAt} (${ageOf(writtenAt, now)} ago)`
  } catch (error) {
    return `an unknown time (${(error as Error).message})`
  }
}

function ageOf(writtenAt: string, now: Date): string {
  return ageText(Math.max(0, (now.getTime() - Date.parse(writtenAt)) / 1000))
}
