/**
 * The content cache as one file: read whole at the start, written beside and renamed at the end, only when something
 * changed. It can be lost at any time; a file that cannot be read is as good as none.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { ContentCache } from './content-cache.ts'

/** Counts up when the layout of the file changes. */
const FORMAT = 1
/** Entries that no process used for so long are dropped when the file is written. */
const KEEP_DAYS = 14
const DAY = 86_400_000

export interface FileCache extends ContentCache {
  /** Writes the file when entries were added. A cache that cannot be written is no reason to fail. */
  save(): void
}

interface Stored {
  readonly version: string
  readonly entries: Map<string, Entry>
}

/** A value and the day (since 1970) on which a process that wrote the file last used it. */
type Entry = [value: unknown, day: number]

/** Opens the cache of a folder. Entries of another `version` of the tool are not seen. */
export function openFileCache(
  folder: string,
  { version, now = Date.now }: { readonly version: string; readonly now?: () => number },
): FileCache {
  const path = join(folder, 'content.bin')
  const stamp = `${FORMAT} ${version}`
  const entries = read(path, stamp)
  const used = new Set<string>()
  let changed = false
  return {
    get: <T>(kind: string, hash: string) => {
      const key = `${kind}:${hash}`
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      used.add(key)
      return entry[0] as T
    },
    set: (kind, hash, value) => {
      const key = `${kind}:${hash}`
      entries.set(key, [value, 0])
      used.add(key)
      changed = true
    },
    save: () => {
      if (!changed) return
      const today = Math.floor(now() / DAY)
      write(folder, path, { version: stamp, entries: worthKeeping(entries, used, today) })
      changed = false
    },
  }
}

function read(path: string, version: string): Map<string, Entry> {
  try {
    const stored = deserialize(readFileSync(path)) as Partial<Stored> | null
    if (stored?.version === version && stored.entries instanceof Map) return stored.entries
  } catch {
    // No file, or not one of ours: everything is read anew.
  }
  return new Map()
}

function worthKeeping(
  entries: ReadonlyMap<string, Entry>,
  used: ReadonlySet<string>,
  today: number,
): Map<string, Entry> {
  const kept = new Map<string, Entry>()
  for (const [key, [value, day]] of entries) {
    if (used.has(key)) kept.set(key, [value, today])
    else if (today - day <= KEEP_DAYS) kept.set(key, [value, day])
  }
  return kept
}

function write(folder: string, path: string, stored: Stored): void {
  const beside = `${path}.${randomUUID()}`
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(beside, serialize(stored))
    renameSync(beside, path)
  } catch {
    // A read-only or full disk: the next start is slower, nothing else.
    rmSync(beside, { force: true })
  }
}
