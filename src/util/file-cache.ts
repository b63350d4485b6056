/**
 * The content cache as one file of lines, each an entry: read whole at the start, its values parsed when they are asked for;
 * at the end new entries are added to it, and once a day it is written anew without what nobody uses. It can be lost at
 * any time; a line that cannot be read is as good as none.
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
const FORMAT = 5
/** Entries that no process used for so long are dropped when the file is written. */
const KEEP_DAYS = 14
const DAY = 86_400_000
/** So many lines may be added before the file is written anew. */
const MOST_ADDED = 200

export interface FileCache extends ContentCache {
  /** Writes what was added. A cache that cannot be written is no reason to fail. */
  save(): void
}

/**
 * What the file holds. Its first line is format, version, the day (since 1970) on which it was written, and the number of
 * its lines then; each line after it a key, the day on which a process that wrote the file last used it, and the value as
 * JSON, with tabs between.
 */
interface Stored {
  readonly text: string
  /** Where the line of a key is: the start of its day. */
  readonly lines: Map<string, number>
  readonly day: number
  /** Lines that were added since it was written. */
  readonly added: number
}

/** Opens one file of the cache of a folder. Entries of another `version` of the tool are not seen. */
export function openFileCache(
  folder: string,
  {
    name,
    version,
    now = Date.now,
  }: { readonly name: string; readonly version: string; readonly now?: () => number },
): FileCache {
  const path = join(folder, `${name}.cache`)
  const stamp = `${FORMAT} ${version} `
  const stored = read(path, stamp)
  const used = new Set<string>()
  const fresh = new Map<string, unknown>()
  const unsaved = new Set<string>()
  let { day, added } = stored
  const lineOf = (key: string, today: number) =>
    `${key}\t${today}\t${JSON.stringify(fresh.get(key))}\n`
  const append = (today: number): void => {
    added += unsaved.size
    const lines = [...unsaved].map(key => lineOf(key, today))
    attempt(folder, () => appendFileSync(path, lines.join('')))
  }
  const rewrite = (today: number): void => {
    const own = [...fresh.keys()].map(key => lineOf(key, today))
    const lines = [...keptLines(stored, { used, fresh, today }), ...own]
    day = today
    added = 0
    replace(folder, path, `${stamp}${today} ${lines.length}\n${lines.join('')}`)
  }
  return {
    get: <T>(kind: string, hash: string) => {
      const key = `${kind}\t${hash}`
      if (fresh.has(key)) return fresh.get(key) as T
      const at = stored.lines.get(key)
      const value = at === undefined ? undefined : parsed<T>(stored.text, at)
      if (value !== undefined) used.add(key)
      return value
    },
    set: (kind, hash, value) => {
      const key = `${kind}\t${hash}`
      fresh.set(key, value)
      unsaved.add(key)
    },
    save: () => {
      if (unsaved.size === 0) return
      const today = Math.floor(now() / DAY)
      const fits = day === today && added + unsaved.size <= MOST_ADDED
      if (fits && existsSync(path)) append(today)
      else rewrite(today)
      unsaved.clear()
    },
  }
}

const NOTHING: Stored = { text: '', lines: new Map(), day: -1, added: 0 }

function read(path: string, stamp: string): Stored {
  const text = readIfThere(path)
  const head = text.indexOf('\n')
  if (head < 0 || !text.startsWith(stamp)) return NOTHING
  const [day, count] = text.slice(stamp.length, head).split(' ').map(Number)
  const lines = new Map<string, number>()
  let number = 0
  // A last line without its end was cut.
  for (let from = head + 1, end = nextEnd(text, from); end >= 0; end = nextEnd(text, from)) {
    const at = text.indexOf('\t', text.indexOf('\t', from) + 1)
    if (at > from && at < end) lines.set(text.slice(from, at), at + 1)
    number++
    from = end + 1
  }
  return { text, lines, day: day!, added: number - count! }
}

const nextEnd = (text: string, from: number) => text.indexOf('\n', from)

function readIfThere(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  } catch {
    // As good as none.
    return ''
  }
}

function parsed<T>(text: string, at: number): T | undefined {
  try {
    return JSON.parse(text.slice(text.indexOf('\t', at) + 1, nextEnd(text, at))) as T
  } catch {
    // Overwritten by something else: it is read anew.
    return undefined
  }
}

/** The lines that stay, those that were used with today's date. */
function keptLines(
  { text, lines }: Stored,
  {
    used,
    fresh,
    today,
  }: {
    readonly used: ReadonlySet<string>
    readonly fresh: ReadonlyMap<string, unknown>
    readonly today: number
  },
): readonly string[] {
  const kept: string[] = []
  for (const [key, at] of lines) {
    const value = text.indexOf('\t', at)
    const day = used.has(key) ? today : Number(text.slice(at, value))
    if (!fresh.has(key) && today - day <= KEEP_DAYS)
      kept.push(`${key}\t${day}${text.slice(value, nextEnd(text, at) + 1)}`)
  }
  return kept
}

function replace(folder: string, path: string, text: string): void {
  const beside = `${path}.${randomUUID()}`
  attempt(folder, () => {
    writeFileSync(beside, text)
    renameSync(beside, path)
  })
  if (existsSync(beside)) attempt(folder, () => rmSync(beside))
}

/** A read-only or full disk is no problem: the next start is slower, nothing else. */
function attempt(folder: string, write: () => void): void {
  try {
    mkdirSync(folder, { recursive: true })
    write()
  } catch {
    // See above.
  }
}
