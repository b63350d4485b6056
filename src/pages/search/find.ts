/**
 * Search over names, columns and descriptions: every word of a query must be in an entry, and where it is found decides
 * what comes first. All texts are looked through each time: at 10,000 models that is some milliseconds, less than an index
 * is worth. Pure, so that a static site searches alike.
 */

/** What can be found. A tuple, because a static site carries thousands of them. */
export type SearchEntry = readonly [
  id: string,
  kind: string,
  name: string,
  /** Where it is: its schema, or the path of a file. */
  where: string,
  columns: string,
  description: string,
]

export interface SearchHit {
  readonly entry: SearchEntry
  readonly score: number
  /** Columns with a word of the query. */
  readonly columns: readonly string[]
}

export interface SearchResult {
  readonly hits: readonly SearchHit[]
  /** Also those that are not returned. */
  readonly total: number
}

/** Entries with their texts as they are compared. */
export interface SearchIndex {
  readonly entries: readonly SearchEntry[]
  readonly texts: readonly SearchText[]
}

interface SearchText {
  readonly all: string
  readonly name: string
  readonly columns: string
  readonly where: string
}

/** Makes an index; once for a project. */
export function searchIndex(entries: readonly SearchEntry[]): SearchIndex {
  const texts = entries.map(([, , name, where, columns, description]) => {
    const folded = { name: fold(name), columns: ` ${fold(columns)} `, where: fold(where) }
    const all = `${folded.name}\n${folded.where}\n${folded.columns}\n${fold(description)}`
    return { ...folded, all }
  })
  return { entries, texts }
}

/** The best entries for a query; none for an empty one. */
export function find(index: SearchIndex, query: string, limit: number): SearchResult {
  const asked = queryWords(query)
  if (asked.length === 0) return { hits: [], total: 0 }
  const wanted = asked.map(word => ({ word, begins: new RegExp(`[._/-]${escaped(word)}`) }))
  const found: { at: number; score: number }[] = []
  for (const [at, text] of index.texts.entries()) {
    if (asked.some(word => !text.all.includes(word))) continue
    found.push({ at, score: wanted.reduce((sum, one) => sum + scoreOf(text, one), 0) })
  }
  const names = index.texts
  found.sort((a, b) => b.score - a.score || compare(names[a.at]!.name, names[b.at]!.name))
  const hits = found.slice(0, limit).map(({ at, score }) => {
    const entry = index.entries[at]!
    return { entry, score, columns: matching(entry[4], asked) }
  })
  return { hits, total: found.length }
}

/** The words that must be found. */
export function queryWords(query: string): readonly string[] {
  return fold(query)
    .split(/[\s,]+/)
    .filter(word => word !== '')
    .slice(0, 8)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** A word of a query, and how it begins a part of a name. */
interface Wanted {
  readonly word: string
  readonly begins: RegExp
}

function scoreOf({ name, columns, where }: SearchText, { word, begins }: Wanted): number {
  const short = name.slice(name.lastIndexOf('.') + 1)
  const closeness = 10 * (word.length / Math.max(1, short.length))
  if (name === word || short === word) return 100
  if (short.startsWith(word)) return 60 + closeness
  if (begins.test(name)) return 40 + closeness
  if (name.includes(word)) return 25 + closeness
  if (columns.includes(` ${word} `)) return 20
  if (columns.includes(` ${word}`)) return 12
  if (columns.includes(word)) return 8
  return where.includes(word) ? 6 : 3
}

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function matching(columns: string, asked: readonly string[]): readonly string[] {
  if (columns === '') return []
  return columns.split(' ').filter(column => asked.some(word => fold(column).includes(word)))
}

/** Small letters without accents. */
export function fold(text: string): string {
  const small = text.toLowerCase()
  // Almost all is plain, and this is asked of every text of a project.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII
  return /^[\u0000-\u007f]*$/.test(small) ? small : small.normalize('NFD').replace(/\p{M}/gu, '')
}
