/** Code with line numbers, coloured a little, references as links. */
import type { Child, FC } from 'hono/jsx'

/** Finds the page of what a template refers to: `ref`, `source` or a macro by its names. */
export type ReferenceHref = (
  kind: 'ref' | 'source' | 'macro',
  names: readonly string[],
) => string | undefined

export interface CodeProps {
  readonly text: string
  readonly label: string
  readonly language: 'sql' | 'ts'
  readonly href?: ReferenceHref
  /** Colours, numbers and links are put in by a script: a third of the size. */
  readonly isPlain?: boolean
  /** Ids of lines begin with it: several pieces of code stand on a page. */
  readonly anchor: string
}

/** The lines; each can be linked to. */
export const Code: FC<CodeProps> = props => {
  const { text, label, language, anchor, isPlain = false } = props
  return isPlain ? (
    <pre
      class="code plain-code"
      data-code={language}
      data-anchor={anchor}
      dangerouslySetInnerHTML={{ __html: escaped(text.replace(/\s+$/, '')) }}
    />
  ) : (
    <FullCode {...props} label={label} />
  )
}

/** As much as text needs: SQL is full of quotes, and these are only escaped in attributes. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

const FullCode: FC<CodeProps> = ({ text, label, language, href, anchor }) => (
  <pre class="code" tabindex={0} role="region" aria-label={label}>
    <code>
      {linesOf(coloured(text.replace(/\s+$/, ''), language, href)).map((line, at) => (
        <span class="line" id={`${anchor}${at + 1}`}>
          {line}
          {'\n'}
        </span>
      ))}
    </code>
  </pre>
)

interface Piece {
  readonly text: string
  readonly kind?: 'comment' | 'string' | 'keyword' | 'template'
  readonly href?: string | undefined
}

const KEYWORDS =
  'select|from|where|group|order|by|having|limit|offset|join|left|right|full|inner|outer|cross|lateral|on|using|as|and|or|not|in|is|null|case|when|then|else|end|with|recursive|union|all|distinct|exists|between|like|ilike|over|partition|rows|range|filter|within|values|insert|into|update|delete|set|returning|cast|asc|desc|nulls|first|last|true|false|interval|coalesce|materialized'
const SCRIPT_KEYWORDS =
  'import|export|default|from|const|let|function|async|await|yield|return|if|else|for|of|in|new|type|interface|true|false|null|undefined|throw|try|catch|while'

const PATTERNS = {
  sql: new RegExp(
    [
      '(?<comment>\\{\\{!--[\\s\\S]*?--\\}\\}|--[^\\n]*|/\\*[\\s\\S]*?\\*/)',
      '(?<template>\\{\\{[\\s\\S]*?\\}\\}\\}?)',
      "(?<string>'(?:[^']|'')*')",
      `(?<keyword>\\b(?:${KEYWORDS})\\b)`,
    ].join('|'),
    'gi',
  ),
  ts: new RegExp(
    [
      '(?<comment>//[^\\n]*|/\\*[\\s\\S]*?\\*/)',
      '(?<string>\'(?:\\\\.|[^\'\\\\\\n])*\'|"(?:\\\\.|[^"\\\\\\n])*"|`(?:\\\\.|[^`\\\\])*`)',
      `(?<keyword>\\b(?:${SCRIPT_KEYWORDS})\\b)`,
    ].join('|'),
    'g',
  ),
}

function coloured(
  text: string,
  language: CodeProps['language'],
  href: ReferenceHref | undefined,
): readonly Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const match of text.matchAll(PATTERNS[language])) {
    if (match.index > done) pieces.push({ text: text.slice(done, match.index) })
    const kind = (['comment', 'template', 'string', 'keyword'] as const).find(
      name => match.groups![name] !== undefined,
    )!
    pieces.push({
      text: match[0],
      kind,
      href: kind === 'template' ? linked(match[0], href) : undefined,
    })
    done = match.index + match[0].length
  }
  if (done < text.length) pieces.push({ text: text.slice(done) })
  return pieces
}

/** Of `{{ref "x"}}`, `{{source "a" "b"}}` and `{{macro ...}}`. */
function linked(mustache: string, href: ReferenceHref | undefined): string | undefined {
  const found = /^\{\{[{#~/]*\s*(\w+)((?:\s+["'][^"']*["'])*)/.exec(mustache)
  if (found === null || href === undefined) return undefined
  const names = [...found[2]!.matchAll(/["']([^"']*)["']/g)].map(match => match[1]!)
  const word = found[1]!
  return word === 'ref' || word === 'source' ? href(word, names) : href('macro', [word])
}

/** Pieces by line; a piece over several lines is one on each. */
function linesOf(pieces: readonly Piece[]): readonly (readonly Child[])[] {
  const lines: Child[][] = [[]]
  for (const piece of pieces) {
    for (const [at, part] of piece.text.split('\n').entries()) {
      if (at > 0) lines.push([])
      if (part !== '') lines.at(-1)!.push(shown({ ...piece, text: part }))
    }
  }
  return lines
}

function shown({ text, kind, href }: Piece): Child {
  if (kind === undefined) return text
  const classes = { comment: 'c', string: 's', keyword: 'k', template: 't' }
  if (href !== undefined)
    return (
      <a class="t" href={href}>
        {text}
      </a>
    )
  return <span class={classes[kind]}>{text}</span>
}
