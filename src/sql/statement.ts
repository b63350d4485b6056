/** What must be known of a rendered statement before text is put around it. Tokens only, no grammar. */
import { isSignificant, scan, type Token } from './scan.ts'

/** Where the text of a common table expression can be put in. */
export interface CteInsertion {
  /** After `with` or `with recursive`; otherwise at the statement's first word. */
  readonly offset: number
  /** True when the statement starts with WITH: its own expressions follow the new ones. */
  readonly merges: boolean
  readonly recursive: boolean
}

/** Finds where further common table expressions go. */
export function cteInsertion(sql: string): CteInsertion {
  const [first, second] = firstTokens(sql, 2)
  if (!first) return { offset: sql.length, merges: false, recursive: false }
  if (!isWord(sql, first, 'with')) return { offset: first.start, merges: false, recursive: false }
  if (second && isWord(sql, second, 'recursive'))
    return { offset: second.end, merges: true, recursive: true }
  return { offset: first.end, merges: true, recursive: false }
}

/** Puts spaces for the semicolons that end the text, so that every offset stays what it was. */
export function withoutTrailingSemicolon(sql: string): string {
  if (!sql.includes(';')) return sql
  let text = sql
  for (const token of scan(sql, { mustaches: false }).toReversed()) {
    if (!isSignificant(token)) continue
    if (sql.slice(token.start, token.end) !== ';') break
    text = `${text.slice(0, token.start)} ${text.slice(token.end)}`
  }
  return text
}

/** Offset of the second statement of a text that should be one; undefined when it is one. */
export function secondStatement(sql: string): number | undefined {
  if (!sql.includes(';')) return undefined
  let ended = false
  for (const token of scan(sql, { mustaches: false })) {
    if (!isSignificant(token)) continue
    const semicolon = sql.slice(token.start, token.end) === ';'
    if (ended && !semicolon) return token.start
    ended ||= semicolon
  }
  return undefined
}

/** True for a text of space and comments alone. */
export function isEmptyStatement(sql: string): boolean {
  // Nearly every statement starts with a word; only others are scanned.
  return !/^\s*[\w(]/.test(sql) && firstTokens(sql, 1).length === 0
}

function firstTokens(sql: string, count: number): readonly Token[] {
  const found: Token[] = []
  for (const token of scan(sql, { mustaches: false })) {
    if (isSignificant(token)) found.push(token)
    if (found.length === count) break
  }
  return found
}

function isWord(sql: string, token: Token, word: string): boolean {
  return token.kind === 'word' && sql.slice(token.start, token.end).toLowerCase() === word
}
