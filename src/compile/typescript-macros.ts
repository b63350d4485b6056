/**
 * Macros written in TypeScript. Their names are read from the text of the file; the file runs at the first call of one
 * of them, and clock and chance are errors while it does.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ModelError, modelError } from '../errors/model-error.ts'
import { indexLines, positionAt } from '../sql/position.ts'
import type { Value } from '../util/value.ts'
import type { MacroDefinition, MacroTable, TemplateText } from './facts.ts'
import { isBuiltIn } from './names.ts'
import { withoutClock } from './without-clock.ts'

const DECLARED = /^export\s+(?:async\s+)?(?:function\s*\*?|const|let)\s+([A-Za-z_$][\w$]*)/gm
/** `export { a, b as c }`; what is re-exported from another file counts too. */
const LISTED = /^export\s*\{([^}]*)\}/gm

/** The exported functions and constants of a file, found without running it. */
export function readTypeScriptMacros(file: TemplateText): readonly MacroDefinition[] {
  const source: TemplateText = { path: file.path, text: file.text }
  const lines = indexLines(file.text)
  const withoutComments = file.text.replace(/\/\*[\s\S]*?\*\//g, comment =>
    comment.replace(/[^\n]/g, ' '),
  )
  return exportedNames(withoutComments).map(({ name, offset, start }) => {
    const place = { file: file.path, ...positionAt(lines, offset), length: name.length }
    if (isBuiltIn(name)) throw modelError('M1302', { name }, { place })
    return typeScriptMacro(name, { source, offset: start, place })
  })
}

interface ExportedName {
  readonly name: string
  readonly offset: number
  /** Of the export statement. */
  readonly start: number
}

function exportedNames(text: string): readonly ExportedName[] {
  const declared = [...text.matchAll(DECLARED)].map(match => {
    const name = match[1]!
    return { name, offset: match.index + match[0].length - name.length, start: match.index }
  })
  const listed = [...text.matchAll(LISTED)].flatMap(match => {
    const inside = match.index + match[0].indexOf('{') + 1
    return [...match[1]!.matchAll(/([A-Za-z_$][\w$]*)\s*(?:,|$)/g)].map(({ 1: name, index }) => ({
      name: name!,
      offset: inside + index,
      start: match.index,
    }))
  })
  return [...declared, ...listed].filter(({ name }) => name !== 'default')
}

function typeScriptMacro(
  name: string,
  where: Pick<MacroDefinition, 'source' | 'offset' | 'place'>,
): MacroDefinition {
  return {
    kind: 'macro',
    name,
    parameters: [],
    defaults: {},
    path: where.source.path,
    language: 'ts',
    standard: false,
    ...where,
    facts: {
      ...where.source,
      references: [],
      macros: [],
      macroPlaces: {},
      vars: [],
      env: [],
      config: {},
      configPlaces: {},
    },
  }
}

/** Calls functions of macro files below a project's root; each file is loaded once. */
export function functionCaller(root: string): MacroTable['callFunction'] {
  const modules = new Map<string, Readonly<Record<string, unknown>>>()
  return ({ name, path }, values) => {
    let module = modules.get(path)
    if (!module) {
      module = guarded(name, () =>
        withoutClock(() => loadModule(join(root, path)), { loading: true }),
      )
      modules.set(path, module)
    }
    const macro = module[name]
    const result = guarded(name, () => {
      if (typeof macro === 'function') return withoutClock(() => macro(...values) as unknown)
      throw new TypeError(`${path} exports ${name}, but it is no function`)
    })
    if (isValue(result)) return result
    throw modelError('M1308', { name, found: describe(result) })
  }
}

function guarded<T>(name: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof ModelError) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw modelError('M1307', { name, message: message.replace(/\.$/, '') }, { cause: error })
  }
}

function loadModule(path: string): Readonly<Record<string, unknown>> {
  const require = createRequire(import.meta.url)
  const { createJiti } = require('jiti') as typeof import('jiti')
  // jiti's own import is for promises; called as a function it loads at once. It writes no cache beside the project.
  return createJiti(import.meta.url, { fsCache: false, moduleCache: false })(path) as Readonly<
    Record<string, unknown>
  >
}

function isValue(value: unknown): value is Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isValue)
  if (typeof value !== 'object') return false
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isValue)
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value instanceof Promise) return 'a promise'
  if (typeof value === 'object' && value !== null)
    return `an object of ${value.constructor?.name ?? 'no class'}`
  return typeof value === 'number' ? String(value) : `a ${typeof value}`
}
