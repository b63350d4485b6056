/** What is known at a point of a rendering: the names in scope, the loop around it, and the rendering itself. */
import type { MacroDefinition, TemplateText } from './facts.ts'
import type { RenderContext, RenderedSql } from './render.ts'
import type { CallExpression } from './syntax.ts'
import type { TemplateValue } from './values.ts'

/** One rendering, with the macros that it is inside of. */
export interface Rendering {
  readonly context: RenderContext
  readonly used: Used
  /** Names of the macros being called, outermost first. */
  readonly calls: readonly string[]
  /** Calls a macro. Here and not imported: a macro's body is rendered by what evaluates the call. */
  readonly callMacro: (
    definition: MacroDefinition,
    call: CallExpression,
    frame: Frame,
  ) => TemplateValue
}

export interface Frame {
  readonly source: TemplateText
  readonly rendering: Rendering
  /** Names given with `as |name|`. */
  readonly scope: ReadonlyMap<string, TemplateValue>
  /** `@first`, `@last`, `@index`, `@key` of the innermost each. */
  readonly loop?: Readonly<Record<string, TemplateValue>>
}

/** Records what a rendering depends on. */
export interface Used {
  readonly vars: Set<string>
  readonly env: Set<string>
  readonly macros: Set<string>
  target: boolean
  isIncremental: boolean
}

/** Nothing used yet. */
export function nothingUsed(): Used {
  return {
    vars: new Set(),
    env: new Set(),
    macros: new Set(),
    target: false,
    isIncremental: false,
  }
}

/** What was used, as the rendering's result says it. */
export function usedOf({ vars, env, macros, target, isIncremental }: Used): RenderedSql['used'] {
  return { vars: [...vars], env: [...env], macros: [...macros], target, isIncremental }
}
