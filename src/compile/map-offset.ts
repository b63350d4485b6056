/** From an offset in rendered SQL back to the text that a person wrote. */
import type { Place } from '../errors/place.ts'
import type { TemplateText } from './facts.ts'
import type { RenderedSql, Segment } from './render.ts'
import { placeOf } from './syntax.ts'

/** Where a character of the output came from. */
export interface SourceOffset {
  readonly source: TemplateText
  readonly offset: number
}

/** The place that a character of rendered SQL came from, with its offset in that file; undefined for no output. */
export function mapOffset(
  rendered: RenderedSql,
  offset: number,
): (Place & { readonly offset: number }) | undefined {
  const found = sourceAt(rendered, offset)
  if (!found) return undefined
  const place = placeOf(found.source, { start: found.offset, end: found.offset + 1 })
  return { ...place, offset: found.offset }
}

/** Finds the source of an offset in rendered SQL; undefined for an empty rendering. */
export function sourceAt(rendered: RenderedSql, offset: number): SourceOffset | undefined {
  const segment = segmentAt(rendered.segments, offset)
  if (!segment) return undefined
  const advance = segment.verbatim ? Math.max(0, offset - segment.offset) : 0
  return { source: segment.source, offset: segment.sourceOffset + advance }
}

function segmentAt(segments: readonly Segment[], offset: number): Segment | undefined {
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segments[middle]!.offset <= offset) low = middle
    else high = middle - 1
  }
  return segments[low]
}
