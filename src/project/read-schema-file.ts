/** Reads one schema file into declarations: plain data that is cached by content. Imports zod and js-yaml: import lazily. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Value } from '../util/value.ts'
import { type ConfigKind, checkConfigKey, plainKey } from './config-keys.ts'
import { listOf, readColumns, readConstraints } from './read-columns.ts'
import { readSource } from './read-sources.ts'
import { readTests } from './read-tests.ts'
import { checkShape } from './report-issues.ts'
import {
  type ExposureEntry,
  type ModelEntry,
  type SchemaFile,
  type SingularTestEntry,
  schemaFileShape,
} from './schema-file-shape.ts'
import type {
  ExposureDeclaration,
  MacroProperties,
  PropertiesDeclaration,
  SourceDeclaration,
} from './types.ts'
import { parseYaml, type YamlDocument } from './yaml-document.ts'

/** What a schema file declares. */
export interface SchemaFileContent {
  readonly properties: readonly PropertiesDeclaration[]
  readonly sources: readonly SourceDeclaration[]
  readonly exposures: readonly ExposureDeclaration[]
  readonly macros: readonly MacroProperties[]
}

type Report = (problem: ModelError) => void
type Config = Readonly<Record<string, Value>>

/** Reads a schema file; the content is whole only when nothing was reported. */
export function readSchemaFile(path: string, text: string, report: Report): SchemaFileContent {
  const document = parseYaml(path, text)
  const problems = checkShape(document, schemaFileShape)
  for (const problem of problems) report(problem)
  if (problems.length > 0) return { properties: [], sources: [], exposures: [], macros: [] }
  // The shape was checked just now, and zod's own copy would lose the places, which are kept by object.
  const file = (document.value ?? {}) as SchemaFile
  return {
    properties: [
      ...(file.models ?? []).map(entry => readProperties(document, ['model', entry], report)),
      ...(file.seeds ?? []).map(entry => readProperties(document, ['seed', entry], report)),
      ...[...(file.tests ?? []), ...(file.data_tests ?? [])].map(entry =>
        readProperties(document, ['test', entry], report),
      ),
    ],
    sources: (file.sources ?? []).flatMap(source => readSource(document, source, report)),
    exposures: (file.exposures ?? []).map(entry => readExposure(document, entry)),
    macros: (file.macros ?? []).map(entry => ({
      name: entry.name,
      description: entry.description ?? '',
      place: document.valuePlace(entry, 'name'),
    })),
  }
}

const CONFIG_KINDS = { model: 'models', seed: 'seeds', test: 'tests' } as const

function readProperties(
  document: YamlDocument,
  [kind, entry]: readonly [PropertiesDeclaration['kind'], ModelEntry | SingularTestEntry],
  report: Report,
): PropertiesDeclaration {
  const described = entry as ModelEntry
  return {
    kind,
    name: entry.name,
    description: entry.description ?? '',
    config: readConfig(document, [CONFIG_KINDS[kind], described], report),
    columns: readColumns(document, described.columns, report),
    constraints: readConstraints(document, described, report),
    tests: readTests(document, described, report),
    place: document.valuePlace(entry, 'name'),
  }
}

const EMPTY: Config = {}

/** `config:` with what may also stand beside it: tags, meta, contract. */
function readConfig(
  document: YamlDocument,
  [kind, entry]: readonly [ConfigKind, ModelEntry],
  report: Report,
): Config {
  if (!entry.config && !entry.tags && !entry.meta && !entry.contract) return EMPTY
  const config: Record<string, Value> = {}
  for (const [written, value] of Object.entries(entry.config ?? {})) {
    const key = plainKey(written)
    const place = document.keyPlace(entry.config!, written)
    const problem = checkConfigKey(kind, [key, value], place)
    if (problem) report(problem)
    else config[key] = value
  }
  if (entry.tags)
    config['tags'] = [...listOf(config['tags'] as string | undefined), ...listOf(entry.tags)]
  if (entry.meta) config['meta'] = { ...(config['meta'] as Config | undefined), ...entry.meta }
  if (entry.contract) config['contract'] = entry.contract
  return config
}

function readExposure(document: YamlDocument, entry: ExposureEntry): ExposureDeclaration {
  if (entry.owner.name === undefined && entry.owner.email === undefined)
    throw modelError(
      'M1016',
      { key: 'name or email', where: `owner of ${entry.name}` },
      { place: document.keyPlace(entry, 'owner') },
    )
  return {
    name: entry.name,
    type: entry.type,
    ...(entry.label !== undefined && { label: entry.label }),
    ...(entry.url !== undefined && { url: entry.url }),
    ...(entry.maturity !== undefined && { maturity: entry.maturity }),
    description: entry.description ?? '',
    owner: entry.owner,
    dependsOn: entry.depends_on ?? [],
    enabled: entry.config?.enabled ?? true,
    tags: [...listOf(entry.config?.tags), ...listOf(entry.tags)],
    meta: { ...entry.config?.meta, ...entry.meta },
    place: document.valuePlace(entry, 'name'),
  }
}
