/**
 * The content cache as one file of JSON (read three times as fast as by node:v8): read whole at the start, written beside and renamed at the end, only when something
 * changed. It can be lost at any time; a file that cannot be read is as good as none.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ContentCache } from './content-cache.ts'

/** Counts up when the layout of the file changes. */
const FORMAT = 3
/** Entries that no process used for so long are dropped when the file is written. */
const KEEP_DAYS = 14
const DAY = 86_400_000

export interface FileCache extends ContentCache {
  /** Writes the file when entries were added. A cache that cannot be written is no reason to fail. */
  save(): void
}

/** The file's second line: for each kind hash, day, value, hash, day, value, ... Its first line is the version. */
type Stored = Readonly<Record<string, readonly unknown[]>>

/** Entries by kind and hash. */
type Kinds = Map<string, Map<string, Entry>>

/** A value and the day (since 1970) on which a process that wrote the file last used it; {@link USED} in this one. */
type Entry = [value: unknown, day: number]

const USED = Number.MAX_SAFE_INTEGER

/** Opens the cache of a folder. Entries of another `version` of the tool are not seen. */
export function openFileCache(
  folder: string,
  { version, now = Date.now }: { readonly version: string; readonly now?: () => number },
): FileCache {
  const path = join(folder, 'content.json')
  const stamp = `${FORMAT} ${version}`
  const kinds = read(path, stamp)
  let changed = false
  return {
    get: <T>(kind: string, hash: string) => {
      const entry = kinds.get(kind)?.get(hash)
      if (entry === undefined) return undefined
      entry[1] = USED
      return entry[0] as T
    },
    set: (kind, hash, value) => {
      const entries = kinds.get(kind) ?? new Map<string, Entry>()
      kinds.set(kind, entries)
      entries.set(hash, [value, USED])
      changed = true
    },
    save: () => {
      if (!changed) return
      dropUnused(kinds, Math.floor(now() / DAY))
      write(folder, path, `${stamp}\n${JSON.stringify(pack(kinds))}`)
      changed = false
    },
  }
}

function read(path: string, stamp: string): Kinds {
  if (!existsSync(path)) return new Map()
  try {
    const text = readFileSync(path, 'utf8')
    return text.startsWith(`${stamp}\n`)
      ? unpack(JSON.parse(text.slice(stamp.length + 1)))
      : new Map()
  } catch {
    // Cut or overwritten: everything is read anew.
    return new Map()
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
