/** What schema files say must fit together and fit the files: each thing once, and nothing that is not there. */
import { modelError, type Problems } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import type { SchemaFileContent } from './read-schema-file.ts'
import type { SeedFile, SelectorDeclaration, TemplateFile } from './types.ts'

interface Found {
  readonly templates: readonly TemplateFile[]
  readonly seeds: readonly SeedFile[]
  readonly selectors: readonly SelectorDeclaration[]
}

/** Reports what is declared twice, and entries for models, seeds and tests that do not exist. */
export function checkDeclarations(
  content: SchemaFileContent,
  found: Found,
  problems: Problems,
): void {
  const once = onceOnly(problems)
  for (const entry of content.properties) once(entry.kind, entry.name, entry.place)
  for (const table of content.sources)
    once('source', `${table.sourceName}.${table.name}`, table.place)
  for (const exposure of content.exposures) once('exposure', exposure.name, exposure.place)
  for (const macro of content.macros) once('macro', macro.name, macro.place)
  for (const selector of found.selectors) once('selector', selector.name, selector.place)
  reportUnknownEntries(content, found, problems)
}

function onceOnly(problems: Problems) {
  const kinds = new Map<string, Map<string, Place>>()
  return (kind: string, name: string, place: Place) => {
    const first = kinds.get(kind) ?? new Map<string, Place>()
    kinds.set(kind, first)
    const earlier = first.get(name)
    if (earlier === undefined) first.set(name, place)
    else {
      const fields = { kind, name, first: `${earlier.file}:${earlier.line}` }
      problems.add(modelError('M1102', fields, { place }))
    }
  }
}

function reportUnknownEntries(content: SchemaFileContent, found: Found, problems: Problems): void {
  if (content.properties.length === 0) return
  const templateNames = (kind: TemplateFile['kind']) =>
    new Set(found.templates.filter(file => file.kind === kind).map(file => file.name))
  const names = {
    model: templateNames('model'),
    test: templateNames('test'),
    seed: new Set(found.seeds.map(seed => seed.name)),
  }
  for (const { kind, name, place } of content.properties) {
    if (!names[kind].has(name))
      problems.add(
        modelError('M1101', { kind, name, nearest: nearest(name, names[kind]) }, { place }),
      )
    else if (kind === 'seed' && name.includes('.'))
      problems.add(modelError('M1108', { name }, { place }))
  }
}
