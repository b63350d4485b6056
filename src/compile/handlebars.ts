/**
 * The only file that knows Handlebars: its parser, loaded at the first template that is not in the cache, and the part
 * of its syntax tree that we read. Its compiler and runtime are never loaded.
 */
import { createRequire } from 'node:module'

export interface Location {
  /** Lines from 1, columns from 0. */
  readonly start: { readonly line: number; readonly column: number }
  readonly end: { readonly line: number; readonly column: number }
}

interface Located {
  readonly loc: Location
}

export interface ParsedPath extends Located {
  readonly type: 'PathExpression'
  readonly data: boolean
  readonly depth: number
  readonly parts: readonly string[]
}

export interface ParsedLiteral extends Located {
  readonly type:
    | 'StringLiteral'
    | 'NumberLiteral'
    | 'BooleanLiteral'
    | 'NullLiteral'
    | 'UndefinedLiteral'
}

export interface ParsedCall extends Located {
  readonly path: ParsedPath | ParsedLiteral
  readonly params: readonly ParsedExpression[]
  readonly hash?: {
    readonly pairs: readonly (Located & {
      readonly key: string
      readonly value: ParsedExpression
    })[]
  }
}

export interface ParsedSubExpression extends ParsedCall {
  readonly type: 'SubExpression'
}

export type ParsedExpression = ParsedPath | ParsedLiteral | ParsedSubExpression

export interface ParsedProgram {
  readonly body: readonly ParsedStatement[]
  readonly blockParams?: readonly string[]
}

export interface ParsedBlock extends ParsedCall {
  readonly type: 'BlockStatement'
  readonly program?: ParsedProgram
  readonly inverse?: ParsedProgram
}

export interface ParsedContent extends Located {
  readonly type: 'ContentStatement'
  /** After whitespace control; a piece of the text at `loc`. */
  readonly value: string
  readonly original: string
  /** True when whitespace was removed at its start. */
  readonly rightStripped?: boolean
}

export type ParsedStatement =
  | ParsedContent
  | ParsedBlock
  | (ParsedCall & { readonly type: 'MustacheStatement' })
  | (Located & { readonly type: 'CommentStatement' })
  | (Located & {
      readonly type: 'PartialStatement' | 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock'
    })

/** Where and why Handlebars could not go on. */
export class HandlebarsFailure extends Error {
  /** Line from 1 and column from 0; undefined when Handlebars does not say. */
  readonly at: { readonly line: number; readonly column: number } | undefined
  /** The text that it could not read; '' at the end of the template. */
  readonly found: string
  /** Names of the tokens that it could have read. */
  readonly expected: readonly string[]

  constructor(
    cause: unknown,
    found: { text: string; at?: HandlebarsFailure['at']; expected?: readonly string[] },
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.at = found.at
    this.found = found.text
    this.expected = found.expected ?? []
  }
}

interface Parser {
  parseError(message: string, details: { text?: string; expected?: readonly string[] }): never
  readonly lexer: { readonly yylloc?: { readonly last_line: number; readonly last_column: number } }
}

interface ParserModule {
  readonly parser: Parser
  parse(text: string, options: { ignoreStandalone: boolean }): ParsedProgram
}

let loaded: ParserModule | undefined

/** Parses a template. @throws HandlebarsFailure */
export function parseMustaches(text: string): ParsedProgram {
  // The parser alone: half the loading time of the package, and no compiler that could run anything.
  loaded ??= createRequire(import.meta.url)('handlebars/dist/cjs/handlebars/compiler/base')
  const { parser, parse } = loaded as ParserModule
  const original = parser.parseError
  parser.parseError = (message, details) => {
    throw new HandlebarsFailure(new Error(message), failureOf(parser, details))
  }
  try {
    return parse(text, { ignoreStandalone: true })
  } catch (error) {
    if (error instanceof HandlebarsFailure || error instanceof RangeError) throw error
    throw new HandlebarsFailure(error, { text: '', at: placeOfException(error) })
  } finally {
    parser.parseError = original
  }
}

function failureOf(
  parser: Parser,
  details: { text?: string; expected?: readonly string[] },
): { text: string; at?: HandlebarsFailure['at']; expected?: readonly string[] } {
  const text = details.text ?? ''
  const end = parser.lexer.yylloc
  const at = end && {
    line: end.last_line,
    // A token that spans lines is pointed at by its end.
    column: Math.max(0, end.last_column - (text.includes('\n') ? 0 : text.length)),
  }
  return { text, at, expected: details.expected }
}

/** Handlebars' own exceptions carry a line and a column. */
function placeOfException(error: unknown): HandlebarsFailure['at'] {
  const { lineNumber, column } = error as { lineNumber?: number; column?: number }
  return lineNumber === undefined ? undefined : { line: lineNumber, column: column ?? 0 }
}
