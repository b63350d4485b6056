/** What an SQL text says apart from how it is laid out: the text behind definition hashes. */
import { isSignificant, scan, type Token } from './scan.ts'
import { withoutTrailingSemicolon } from './statement.ts'

/**
 * The tokens of rendered SQL, one space between, without comments and space and a last semicolon. Keywords and unquoted
 * identifiers are folded to lower case (ASCII letters, as Postgres does): `SELECT Id` and `select id` are one definition.
 * Everything quoted stays as written.
 */
export function definitionText(sql: string): string {
  const text = withoutTrailingSemicolon(sql)
  return significantTokens(text)
    .map(token => tokenText(text, token))
    .join(' ')
}

/** The tokens that mean something: no space, no comments. For rendered SQL. */
export function significantTokens(sql: string): readonly Token[] {
  return scan(sql, { mustaches: false }).filter(isSignificant)
}

function tokenText(text: string, token: Token): string {
  const written = text.slice(token.start, token.end)
  if (token.kind !== 'word') return written
  return written.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}
