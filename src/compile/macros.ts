/** Reads the macros and generic tests of a project, finds them by name, and adds the standard set. */
import { modelError, type Problems } from '../errors/model-error.ts'
import type { TemplateFile } from '../project/types.ts'
import type { ContentCache } from '../util/content-cache.ts'
import { sha256 } from '../util/hash.ts'
import type { MacroDefinition, MacroTable } from './facts.ts'
import { readMacroFile } from './macro-file.ts'
import { isBuiltIn } from './names.ts'
import { STANDARD_MACROS } from './standard-macros.ts'
import { functionCaller, readTypeScriptMacros } from './typescript-macros.ts'

/** Reads all macro files. Files that cannot be read are problems; the others are in the table. */
export function readMacros(
  files: readonly TemplateFile[],
  cache: ContentCache,
  {
    problems,
    root,
  }: { readonly problems: Problems /** Of the project, absolute. */; readonly root: string },
): MacroTable {
  const found: MacroDefinition[] = []
  for (const file of files) {
    const definitions = problems.attempt(() =>
      file.language === 'ts' ? readTypeScriptMacros(file) : readMacroFile(file, cache),
    )
    for (const definition of definitions ?? [])
      problems.attempt(() => addDefinition(found, definition))
  }
  const hash = sha256(STANDARD_MACROS.text)
  const standard = readMacroFile({ ...STANDARD_MACROS, hash }, cache, { standard: true })
  return macroTable(found, standard, functionCaller(root))
}

function addDefinition(found: MacroDefinition[], definition: MacroDefinition): void {
  const { name, kind, adapter, place } = definition
  if (isBuiltIn(name)) throw modelError('M1302', { name }, { place })
  const other = found.find(one => one.kind === kind && one.name === name && one.adapter === adapter)
  if (other) {
    const first = `${other.place.file}:${other.place.line}`
    throw modelError('M1301', { name, kind, other: first, ...(adapter && { adapter }) }, { place })
  }
  found.push(definition)
}

/** The project's macros come before the standard set, a variant for the adapter before the general one. */
function macroTable(
  project: readonly MacroDefinition[],
  standard: readonly MacroDefinition[],
  callFunction: MacroTable['callFunction'],
): MacroTable {
  const all = Object.freeze([...project, ...standard])
  const byName = new Map<string, MacroDefinition[]>()
  for (const definition of all) {
    const key = `${definition.kind} ${definition.name}`
    byName.set(key, [...(byName.get(key) ?? []), definition])
  }
  const lookUp = (kind: MacroDefinition['kind'], name: string, adapter: string) => {
    const named = byName.get(`${kind} ${name}`) ?? []
    const own = named.filter(definition => !definition.standard)
    return pick(own, adapter) ?? pick(named, adapter)
  }
  return Object.freeze({
    find: (name: string, adapter: string) => lookUp('macro', name, adapter),
    findTest: (name: string, adapter: string) => lookUp('test', name, adapter),
    callFunction,
    names: [...new Set(all.filter(({ kind }) => kind === 'macro').map(({ name }) => name))],
    all,
  })
}

function pick(definitions: readonly MacroDefinition[], adapter: string) {
  return (
    definitions.find(definition => definition.adapter === adapter) ??
    definitions.find(definition => definition.adapter === undefined)
  )
}
