/**
 * Rendering: a template and a context become SQL and its line map. Pure: no file, no clock, no database. The same
 * context gives the same text, so a definition is rendered by a context whose relations are node ids.
 */
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { Value } from '../util/value.ts'
import type { MacroDefinition, TemplateText } from './facts.ts'
import { type Frame, nothingUsed, type Rendering, usedOf } from './frame.ts'
import { bindArguments, callMacro, declarationOf } from './macro-call.ts'
import type { RenderContext, RenderedSql } from './render.ts'
import { renderNodes } from './render-nodes.ts'
import { SegmentWriter } from './segments.ts'
import { placeOf, type TemplateNode } from './syntax.ts'

/** Renders a template, a hook or an inline text. @throws ModelError with a place in it, or in a macro that it uses. */
export function renderTemplate(template: TemplateText, context: RenderContext): RenderedSql {
  const { body } = context.parse(template)
  return render(body, { source: template, rendering: startRendering(context), scope: new Map() })
}

/** What a declared test hands to a generic test of the project. */
export interface TestArguments {
  /** By parameter; a relation is its SQL text. */
  readonly values: Readonly<Record<string, Value>>
  /** Where the test is declared: wrong arguments are reported there. */
  readonly place: Place
}

/** Renders the SELECT of a project's generic test; its segments point into the file of the test. */
export function renderTest(
  definition: MacroDefinition,
  { values, place }: TestArguments,
  context: RenderContext,
): RenderedSql {
  const rendering = startRendering(context)
  rendering.used.macros.add(definition.name)
  const outside: Frame = { source: definition.source, rendering, scope: new Map() }
  const frame = bindArguments(definition, new Map(Object.entries(values)), {
    frame: outside,
    place,
  })
  return render(declarationOf(definition, context.parse).body, frame)
}

function startRendering(context: RenderContext): Rendering {
  return { context, used: nothingUsed(), calls: [], callMacro }
}

function render(nodes: readonly TemplateNode[], frame: Frame): RenderedSql {
  const writer = new SegmentWriter(frame.source)
  try {
    renderNodes(nodes, frame, writer)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const place = placeOf(frame.source, { start: 0, end: 1 })
    throw modelError('M1219', { found: 'The template' }, { place, cause: error })
  }
  const { text, segments } = writer
  return { text, segments, used: usedOf(frame.rendering.used) }
}
