/** A context for rendering in tests, and what a refused template says. */
import type { MacroTable, TemplateText } from '../../src/compile/facts.ts'
import { readMacros } from '../../src/compile/macros.ts'
import { templateParser } from '../../src/compile/parsed-templates.ts'
import type { RenderContext } from '../../src/compile/render.ts'
import { renderTemplate } from '../../src/compile/render-template.ts'
import { ModelError, Problems } from '../../src/errors/model-error.ts'
import type { TemplateFile } from '../../src/project/types.ts'
import { memoryCache } from '../../src/util/content-cache.ts'
import { sha256 } from '../../src/util/hash.ts'

/** A macro file of the project under test. */
export function macroFile(text: string, path = 'macros/all.sql'): TemplateFile {
  const language = path.endsWith('.ts') ? 'ts' : 'sql'
  return { kind: 'macro', path, root: 'macros', name: 'all', language, text, hash: sha256(text) }
}

/** The macros of some files and the standard set; throws what is wrong with them. */
export function macrosOf(files: readonly (TemplateFile | string)[], root = '/nowhere'): MacroTable {
  const problems = new Problems()
  const all = files.map(file => (typeof file === 'string' ? macroFile(file) : file))
  const table = readMacros(all, memoryCache(), { problems, root })
  if (problems.list.length > 0) throw problems.list[0]
  return table
}

const NO_MACROS = macrosOf([])

/** A context in which a ref to x is `"public"."x"`. */
export function contextOf(options: Partial<RenderContext> = {}): RenderContext {
  return {
    resolveReference: (kind, names) => `${kind}.${names.join('.')}`,
    relation: id => `<${id}>`,
    thisRelation: '"public"."me"',
    isIncremental: false,
    vars: {
      as_of: '2026-02-14T00:00:00Z',
      threshold: 5,
      names: ['a', 'b'],
      nothing: null,
      rates: { low: 0.1, high: 0.9 },
    },
    env: { HOME_TOWN: 'Paris' },
    target: { name: 'local', adapter: 'pglite', schema: 'public' },
    adapter: 'pglite',
    macros: NO_MACROS,
    parse: templateParser(memoryCache()),
    ...options,
  }
}

/** Renders a model of this text. */
export function render(text: string, options: Partial<RenderContext> = {}) {
  return renderTemplate(template(text), contextOf(options))
}

/** A template file of this text. */
export function template(text: string): TemplateText {
  return { path: 'models/m.sql', text }
}

/** Code and place of what a step throws: `M1207 models/m.sql:1:3`, and the marked text. */
export function refusal(step: () => unknown): ModelError {
  try {
    step()
  } catch (error) {
    if (error instanceof ModelError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
