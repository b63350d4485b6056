/**
 * The content cache as one file of JSON (read three times as fast as by node:v8): read whole at the start; at the end a
 * few new entries are lines added to it, many are a file written beside and renamed. It can be lost at any time; a file
 * that cannot be read is as good as none.
 */
import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { ContentCache } from './content-cache.ts'

/** Counts up when the layout of the file changes. */
const FORMAT = 4
/** Entries that no process used for so long are dropped when the file is written. */
const KEEP_DAYS = 14
const DAY = 86_400_000
/** So many lines may follow the list before it is written anew. */
const MOST_LINES = 200

export interface FileCache extends ContentCache {
  /** Writes the file when entries were added. A cache that cannot be written is no reason to fail. */
  save(): void
}

/**
 * The file's second line: for each kind hash, day, value, hash, day, value, ... Its first line is the version and the day
 * on which this list was written; each line after it is an entry: kind, hash, value.
 */
type Stored = Readonly<Record<string, readonly unknown[]>>

type Line = readonly [kind: string, hash: string, value: unknown]

/** Entries by kind and hash. */
type Kinds = Map<string, Map<string, Entry>>

/** A value and the day (since 1970) on which a process that wrote the file last used it; {@link USED} in this one. */
type Entry = [value: unknown, day: number]

const USED = Number.MAX_SAFE_INTEGER

/** What a file held: its entries, the day of its list, the number of lines after it. */
interface Read {
  readonly kinds: Kinds
  readonly day: number
  readonly lines: number
}

/** Opens the cache of a folder. Entries of another `version` of the tool are not seen. */
export function openFileCache(
  folder: string,
  { version, now = Date.now }: { readonly version: string; readonly now?: () => number },
): FileCache {
  const path = join(folder, 'content.json')
  const stamp = `${FORMAT} ${version} `
  const { kinds, day, lines } = read(path, stamp)
  let added: Line[] = []
  let full = lines
  return {
    get: <T>(kind: string, hash: string) => {
      const entry = kinds.get(kind)?.get(hash)
      if (entry === undefined) return undefined
      entry[1] = USED
      return entry[0] as T
    },
    set: (kind, hash, value) => {
      entriesOf(kinds, kind).set(hash, [value, USED])
      added.push([kind, hash, value])
    },
    save: () => {
      if (added.length === 0) return
      const today = Math.floor(now() / DAY)
      full += added.length
      // The list says who was used when: it is written once a day at least.
      if (day === today && full <= MOST_LINES) append(path, added)
      else {
        dropUnused(kinds, today)
        write(folder, path, `${stamp}${today}\n${JSON.stringify(pack(kinds))}\n`)
      }
      added = []
    },
  }
}

const NOTHING = (): Read => ({ kinds: new Map(), day: -1, lines: 0 })

function read(path: string, stamp: string): Read {
  if (!existsSync(path)) return NOTHING()
  try {
    const text = readFileSync(path, 'utf8')
    if (!text.startsWith(stamp)) return NOTHING()
    const list = text.indexOf('\n')
    const end = text.indexOf('\n', list + 1)
    const kinds = unpack(JSON.parse(text.slice(list + 1, end)))
    const lines = text
      .slice(end + 1)
      .split('\n')
      .slice(0, -1)
    for (const line of lines) {
      const [kind, hash, value] = JSON.parse(line) as Line
      entriesOf(kinds, kind).set(hash, [value, USED])
    }
    return { kinds, day: Number(text.slice(stamp.length, list)), lines: lines.length }
  } catch {
    // Cut or overwritten: everything is read anew.
    return NOTHING()
  }
}

function entriesOf(kinds: Kinds, kind: string): Map<string, Entry> {
  const known = kinds.get(kind)
  if (known) return known
  const entries = new Map<string, Entry>()
  kinds.set(kind, entries)
  return entries
}

/** One write, so that lines of two processes do not mix. */
function append(path: string, added: readonly Line[]): void {
  try {
    if (existsSync(path))
      appendFileSync(path, added.map(line => `${JSON.stringify(line)}\n`).join(''))
  } catch {
    // As below.
  }
}

function unpack(stored: Stored): Kinds {
  const kinds: Kinds = new Map()
  for (const [kind, list] of Object.entries(stored)) {
    const entries = new Map<string, Entry>()
    for (let i = 0; i < list.length; i += 3)
      entries.set(list[i] as string, [list[i + 2], list[i + 1] as number])
    kinds.set(kind, entries)
  }
  return kinds
}

function pack(kinds: Kinds): Stored {
  const stored: Record<string, unknown[]> = {}
  for (const [kind, entries] of kinds)
    stored[kind] = [...entries].flatMap(([hash, [value, day]]) => [hash, day, value])
  return stored
}

function dropUnused(kinds: Kinds, today: number): void {
  for (const entries of kinds.values())
    for (const [hash, entry] of entries)
      if (entry[1] === USED) entry[1] = today
      else if (today - entry[1] > KEEP_DAYS) entries.delete(hash)
}

/** A read-only or full disk is no problem: the next start is slower, nothing else. */
function write(folder: string, path: string, text: string): void {
  const beside = `${path}.${randomUUID()}`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(beside, text)
    renameSync(beside, path)
  } catch {
    if (existsSync(folder)) rmSync(beside, { force: true, recursive: true })
  }
}
