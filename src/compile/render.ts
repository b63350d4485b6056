/**
 * The contract of rendering: pure, asks no database, no clock. One template becomes SQL text and a line map.
 */
import type { Place } from '../errors/place.ts'
import type { Value } from '../util/value.ts'
import type { MacroTable, TemplateText } from './facts.ts'
import type { ParseTemplate } from './parsed-templates.ts'

/** What a rendering may depend on. */
export interface RenderContext {
  /** Id of the node that `{{ref "x"}}` or `{{source "a" "b"}}` names; throws a coded error when there is none. */
  readonly resolveReference: (
    kind: 'ref' | 'source',
    names: readonly string[],
    place: Place,
  ) => string
  /** SQL text for a referenced node: its stage, its published relation, or a CTE's name for an ephemeral. */
  readonly relation: (id: string) => string
  /** SQL text of `{{this}}`; undefined: using it is an error. */
  readonly thisRelation?: string
  /** SQL text of `{{param "name"}}`, a bound value; undefined: the template is no endpoint. */
  readonly parameter?: (name: string, place: Place) => string
  readonly isIncremental: boolean
  /** Effective vars, with `as_of`. */
  readonly vars: Readonly<Record<string, Value>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** `{{target.name}}`, `{{target.adapter}}`, `{{target.schema}}`. */
  readonly target: Readonly<Record<string, Value>>
  readonly adapter: string
  readonly macros: MacroTable
  readonly parse: ParseTemplate
}

/** A piece of the output and where it came from. */
export interface Segment {
  /** Offset in the rendered text at which it starts, in UTF-16 code units. */
  readonly offset: number
  /** The file or text that was rendered: a template, or the file of a generic test. */
  readonly source: TemplateText
  /** Offset in that text. For output of a mustache: the mustache's start, for every offset inside. */
  readonly sourceOffset: number
  /** True for text copied as it stands (offsets advance together); false for the output of an expression. */
  readonly verbatim: boolean
}

export interface RenderedSql {
  readonly text: string
  readonly segments: readonly Segment[]
  /** What the rendering used, with all that its macros used. */
  readonly used: {
    readonly vars: readonly string[]
    readonly env: readonly string[]
    readonly macros: readonly string[]
    readonly target: boolean
    readonly isIncremental: boolean
  }
}
