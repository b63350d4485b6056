/**
 * The content cache as one file: read whole at the start, written beside and renamed at the end, only when something
 * changed. It can be lost at any time; a file that cannot be read is as good as none.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { ContentCache } from './content-cache.ts'

/** Counts up when the layout of the file changes. */
const FORMAT = 2
/** Entries that no process used for so long are dropped when the file is written. */
const KEEP_DAYS = 14
const DAY = 86_400_000

export interface FileCache extends ContentCache {
  /** Writes the file when entries were added. A cache that cannot be written is no reason to fail. */
  save(): void
}

interface Stored {
  readonly version: string
  readonly kinds: Kinds
}

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
  const path = join(folder, 'content.bin')
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
      write(folder, path, { version: stamp, kinds })
      changed = false
    },
  }
}

function read(path: string, version: string): Kinds {
  try {
    const stored = deserialize(readFileSync(path)) as Partial<Stored> | null
    if (stored?.version === version && stored.kinds instanceof Map) return stored.kinds
  } catch {
    // No file, or not one of ours: everything is read anew.
  }
  return new Map()
}

function dropUnused(kinds: Kinds, today: number): void {
  for (const entries of kinds.values())
    for (const [hash, entry] of entries)
      if (entry[1] === USED) entry[1] = today
      else if (today - entry[1] > KEEP_DAYS) entries.delete(hash)
}

/** A read-only or full disk is no problem: the next start is slower, nothing else. */
function write(folder: string, path: string, stored: Stored): void {
  const beside = `${path}.${randomUUID()}`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(beside, serialize(stored))
    renameSync(beside, path)
  } catch {
    if (existsSync(folder)) rmSync(beside, { force: true, recursive: true })
  }
}
