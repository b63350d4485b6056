/** Macros and the user's generic tests in the manifest artifact, and their ids. */
import type { MacroDefinition } from '../compile/facts.ts'
import type { ArtifactEntry } from './artifact.ts'
import type { EntryContext } from './entry-context.ts'

/** Package of the macros that come with the tool. */
const STANDARD_PACKAGE = 'sql_model'

/** `macro.shop.wilson_low`; a variant for an adapter and a test are told apart as dbt does it. */
export function macroId(macro: MacroDefinition, context: EntryContext): string {
  return `macro.${packageName(macro, context)}.${macroName(macro)}`
}

/** Ids of macros by the names that templates use; names of built-in functions have none. */
export function macroIds(
  names: readonly string[],
  context: EntryContext,
  kind: MacroDefinition['kind'] = 'macro',
): readonly string[] {
  const { macros, project } = context.manifest
  return names.flatMap(name => {
    const { adapter } = project.target
    const found = kind === 'test' ? macros.findTest(name, adapter) : macros.find(name, adapter)
    return found === undefined ? [] : [macroId(found, context)]
  })
}

/** Entry of a macro. */
export function macroEntry(macro: MacroDefinition, context: EntryContext): ArtifactEntry {
  const described = context.manifest.project.macros.find(({ name }) => name === macro.name)
  return {
    name: macroName(macro),
    resource_type: 'macro',
    package_name: packageName(macro, context),
    path: macro.path,
    original_file_path: macro.path,
    unique_id: macroId(macro, context),
    macro_sql: macro.facts.text,
    depends_on: { macros: macroIds(macro.facts.macros, context) },
    description: described?.description ?? '',
    meta: {},
    docs: { show: true, node_color: null },
    patch_path:
      described === undefined ? null : `${context.manifest.project.name}://${described.place.file}`,
    arguments: [...macro.parameters, ...Object.keys(macro.defaults)].map(name => ({
      name,
      type: null,
      description: '',
    })),
    created_at: context.createdAt,
    supported_languages: null,
  }
}

function macroName({ kind, name, adapter }: MacroDefinition): string {
  const plain = kind === 'test' ? `test_${name}` : name
  return adapter === undefined ? plain : `${adapter}__${plain}`
}

const packageName = (macro: MacroDefinition, context: EntryContext): string =>
  macro.standard ? STANDARD_PACKAGE : context.manifest.project.name
