/**
 * One linear scanner for SQL in Postgres' lexical rules and for the mustaches of templates in it. Lossless: the tokens
 * join to the text. It knows no grammar, never fails, and lets what is not closed run to the end of the text.
 */
import { isEscapedMustache, mustacheEnd } from './mustache.ts'

/** What a token is. Text quoted in any way comes in pieces when a mustache stands inside it. */
export type TokenKind =
  | 'space'
  | 'line_comment'
  | 'block_comment'
  | 'string'
  | 'dollar_string'
  | 'quoted_identifier'
  | 'word'
  | 'number'
  | 'parameter'
  | 'operator'
  | 'punctuation'
  | 'mustache'
  | 'raw_block'

/** A piece of the text; offsets count UTF-16 code units, `end` is exclusive. */
export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
}

export interface ScanOptions {
  /** False for SQL that is rendered: `{{` means nothing there. */
  readonly mustaches: boolean
}

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const STRING_PREFIX = /(?:[eEbBxXnN]|[uU]&)?'/y
const IDENTIFIER_PREFIX = /(?:[uU]&)?"/y
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

/** Tokens that one expression recognises, tried in this order after everything that is quoted. */
const PLAIN: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /[ \t\n\r\f\v]+/y],
  ['line_comment', /--[^\r\n]*/y],
  ['number', /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+/y],
  ['number', /(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y],
  ['word', WORD],
  ['parameter', /\$\d+/y],
  ['operator', /(?:(?!--|\/\*)[-+*/<>=~!@#%^&|`?])+/y],
  ['punctuation', /::|:=|[\s\S]/y],
]

/** True for what is neither space nor comment. */
export function isSignificant(token: Token): boolean {
  return token.kind !== 'space' && token.kind !== 'line_comment' && token.kind !== 'block_comment'
}

/** Splits text into tokens. */
export function scan(text: string, options: ScanOptions): readonly Token[] {
  return new Scanner(text, options.mustaches).run()
}

/** Holds the position while one text is scanned. */
class Scanner {
  readonly #text: string
  readonly #mustaches: boolean
  readonly #tokens: Token[] = []
  #position = 0

  constructor(text: string, mustaches: boolean) {
    this.#text = text
    this.#mustaches = mustaches
  }

  run(): readonly Token[] {
    while (this.#position < this.#text.length) this.#next()
    return this.#tokens
  }

  #next(): void {
    if (this.#mustache() || this.#escapedMustache()) return
    const start = this.#position
    const string = matchAt(STRING_PREFIX, this.#text, start)
    const identifier = string ? undefined : matchAt(IDENTIFIER_PREFIX, this.#text, start)
    const tag = matchAt(DOLLAR_TAG, this.#text, start)
    if (string) this.#quoted('string', string)
    else if (identifier) this.#quoted('quoted_identifier', identifier)
    else if (tag) this.#dollarQuoted(tag)
    else if (this.#text.startsWith('/*', start))
      this.#emit('block_comment', blockCommentEnd(this.#text, start))
    else this.#plain()
  }

  #plain(): void {
    for (const [kind, pattern] of PLAIN) {
      const matched = matchAt(pattern, this.#text, this.#position)
      if (matched) {
        this.#emit(kind, this.#position + matched.length)
        return
      }
    }
  }

  /** Takes a mustache if a live one starts here. */
  #mustache(): boolean {
    const start = this.#position
    if (!this.#mustaches || !this.#text.startsWith('{{', start)) return false
    if (isEscapedMustache(this.#text, start)) return false
    const raw = this.#text.startsWith('{{{{', start)
    this.#emit(raw ? 'raw_block' : 'mustache', mustacheEnd(this.#text, start))
    return true
  }

  /** Takes the braces of `\{{` together, so that their second half is not seen as a mustache. */
  #escapedMustache(): boolean {
    if (!this.#mustaches || !this.#text.startsWith('{{', this.#position)) return false
    this.#emit('punctuation', this.#position + 2)
    return true
  }

  /** A string or quoted identifier: a doubled quote is a quote, and in E'' a backslash takes what follows. */
  #quoted(kind: TokenKind, prefix: string): void {
    const quote = prefix.at(-1)!
    const backslash = prefix[0] === 'e' || prefix[0] === 'E'
    let at = this.#position + prefix.length
    while (at < this.#text.length) {
      const character = this.#text[at]
      if (character === quote && this.#text[at + 1] !== quote) break
      if (character === '{') at = this.#insideQuotes(kind, at)
      // Whether a mustache starts behind a backslash is for the mustache rules to say.
      else if (backslash && character === '\\') at += this.#text[at + 1] === '{' ? 1 : 2
      else at += character === quote ? 2 : 1
    }
    this.#emit(kind, at + 1)
  }

  #dollarQuoted(tag: string): void {
    let at = this.#position + tag.length
    while (at < this.#text.length && !this.#text.startsWith(tag, at))
      at = this.#text[at] === '{' ? this.#insideQuotes('dollar_string', at) : at + 1
    this.#emit('dollar_string', at + tag.length)
  }

  /** At a `{` inside quotes: emits the piece before it and the mustache, if it is one. Returns where to go on. */
  #insideQuotes(kind: TokenKind, at: number): number {
    if (!this.#mustaches || !this.#text.startsWith('{{', at)) return at + 1
    if (isEscapedMustache(this.#text, at)) return at + 2
    this.#emit(kind, at)
    this.#mustache()
    return this.#position
  }

  #emit(kind: TokenKind, end: number): void {
    const bounded = Math.min(end, this.#text.length)
    if (bounded > this.#position) this.#tokens.push({ kind, start: this.#position, end: bounded })
    this.#position = bounded
  }
}

/** Block comments nest in Postgres. */
function blockCommentEnd(text: string, start: number): number {
  const edge = /\/\*|\*\//g
  edge.lastIndex = start
  let depth = 0
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return edge.lastIndex
  }
  return text.length
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
