/** What a template reads through the macros that it calls, however deep; and calls of macros that do not exist. */
import { modelError } from '../errors/model-error.ts'
import { nearest } from '../util/nearest.ts'
import type { Compilation } from './compile-context.ts'
import type { MacroDefinition, Reference, TemplateFacts } from './facts.ts'
import { BLOCKS, VALUE_NAMES } from './names.ts'

/** All references of a template, its own first; unknown macros of the template itself are problems. */
export function referencesThroughMacros(
  compilation: Compilation,
  facts: TemplateFacts,
): readonly Reference[] {
  if (facts.macros.length === 0) return facts.references
  const found = macrosBehind(compilation, facts.macros)
  for (const name of facts.macros)
    if (!found.has(name)) reportUnknownMacro(compilation, facts, name)
  return [...facts.references, ...[...found.values()].flatMap(macro => macro.facts.references)]
}

/** The macros that these names call on the target, however deep, by name; names of none are left out. */
export function macrosBehind(
  { macros, project }: Pick<Compilation, 'macros' | 'project'>,
  names: readonly string[],
): ReadonlyMap<string, MacroDefinition> {
  const found = new Map<string, MacroDefinition>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const macro = found.has(name) ? undefined : macros.find(name, project.target.adapter)
    if (macro === undefined) continue
    found.set(name, macro)
    waiting.push(...macro.facts.macros)
  }
  return found
}

/** Reports calls of unknown macros in the bodies of the project's own macros. */
export function checkMacroBodies(compilation: Compilation): void {
  const { macros, project } = compilation
  for (const { standard, adapter, facts } of macros.all) {
    if (standard || (adapter !== undefined && adapter !== project.target.adapter)) continue
    for (const name of facts.macros)
      if (!macros.find(name, project.target.adapter)) reportUnknownMacro(compilation, facts, name)
  }
}

function reportUnknownMacro(
  { macros, project, problems }: Compilation,
  facts: TemplateFacts,
  name: string,
): void {
  const place = facts.macroPlaces[name]
  const { adapter } = project.target
  const others = macros.all.filter(macro => macro.kind === 'macro' && macro.name === name)
  if (others.length > 0) {
    const adapters = others.flatMap(macro => macro.adapter ?? [])
    problems.add(modelError('M1310', { name, adapter, adapters }, place ? { place } : {}))
    return
  }
  const close = nearest(name, [...VALUE_NAMES, ...BLOCKS, ...macros.names])
  const isVar = Object.hasOwn(project.vars, name)
  const fields = { name, ...(close !== undefined && { nearest: close }), isVar }
  problems.add(modelError('M1207', fields, place ? { place } : {}))
}
