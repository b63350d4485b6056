/** Writes the line map of rendered SQL, and keeps it right when statements are put together. */
import { cteInsertion } from '../sql/statement.ts'
import type { TemplateText } from './facts.ts'
import { type SourceOffset, sourceAt } from './map-offset.ts'
import type { RenderedSql, Segment } from './render.ts'

/** Collects output and its segments. */
export class SegmentWriter {
  readonly #source: TemplateText
  readonly #pieces: string[] = []
  readonly #segments: Segment[] = []
  #length = 0

  constructor(source: TemplateText) {
    this.#source = source
  }

  get text(): string {
    return this.#pieces.join('')
  }

  get segments(): readonly Segment[] {
    return this.#segments
  }

  /** `text`: copied from `sourceOffset` on (`verbatim`), or what the mustache there printed. */
  write(text: string, sourceOffset: number, verbatim: boolean): void {
    if (text === '') return
    this.#segments.push({ offset: this.#length, source: this.#source, sourceOffset, verbatim })
    this.#pieces.push(text)
    this.#length += text.length
  }
}

/** An ephemeral model that a statement reads. */
export interface CommonTableExpression {
  /** As the statement calls it; quoted where it must be. */
  readonly name: string
  readonly sql: RenderedSql
}

/**
 * Puts common table expressions before a statement, in the given order, before those that it has itself. Text that is
 * put around them maps to the start of the statement.
 */
export function injectCtes(
  rendered: RenderedSql,
  ctes: readonly CommonTableExpression[],
): RenderedSql {
  if (ctes.length === 0) return rendered
  const { offset, merges } = cteInsertion(rendered.text)
  const joiner = new Joiner(sourceAt(rendered, offset))
  joiner.add(rendered, 0, offset)
  joiner.put(merges ? ' ' : 'with ')
  for (const [index, { name, sql }] of ctes.entries()) {
    joiner.put(`${index > 0 ? ', ' : ''}${name} as (\n`)
    joiner.add(sql, 0, sql.text.length)
    // A comment at the end of the text must not swallow the parenthesis.
    joiner.put('\n)')
  }
  joiner.put(merges ? ',' : '\n')
  joiner.add(rendered, offset, rendered.text.length)
  return { ...joiner.joined(), used: mergeUsed([rendered, ...ctes.map(cte => cte.sql)]) }
}

/** Joins pieces of rendered texts into one. */
class Joiner {
  readonly #between: SourceOffset | undefined
  readonly #pieces: string[] = []
  readonly #segments: Segment[] = []
  #length = 0

  /** `between`: what text maps to that no file has. */
  constructor(between: SourceOffset | undefined) {
    this.#between = between
  }

  put(text: string): void {
    if (this.#between)
      this.#segments.push({
        offset: this.#length,
        source: this.#between.source,
        sourceOffset: this.#between.offset,
        verbatim: false,
      })
    this.#push(text)
  }

  /** The part of a rendered text between two of its offsets. */
  add(rendered: RenderedSql, start: number, end: number): void {
    const shift = this.#length - start
    for (const [index, segment] of rendered.segments.entries()) {
      const next = rendered.segments[index + 1]?.offset ?? rendered.text.length
      if (next <= start || segment.offset >= end) continue
      const cut = Math.max(0, start - segment.offset)
      this.#segments.push({
        ...segment,
        offset: segment.offset + cut + shift,
        sourceOffset: segment.sourceOffset + (segment.verbatim ? cut : 0),
      })
    }
    this.#push(rendered.text.slice(start, end))
  }

  joined(): { readonly text: string; readonly segments: readonly Segment[] } {
    return { text: this.#pieces.join(''), segments: this.#segments }
  }

  #push(text: string): void {
    this.#pieces.push(text)
    this.#length += text.length
  }
}

/** All that several renderings used. */
function mergeUsed(all: readonly RenderedSql[]): RenderedSql['used'] {
  const union = (key: 'vars' | 'env' | 'macros') => [...new Set(all.flatMap(one => one.used[key]))]
  return {
    vars: union('vars'),
    env: union('env'),
    macros: union('macros'),
    target: all.some(one => one.used.target),
    isIncremental: all.some(one => one.used.isIncremental),
  }
}
