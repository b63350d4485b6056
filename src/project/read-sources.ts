/** Reads `sources:` of a schema file: one declaration for each table, with what its source says for all. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Value } from '../util/value.ts'
import { checkConfigKey, plainKey } from './config-keys.ts'
import { listOf, readColumns, readConstraints } from './read-columns.ts'
import { readTests } from './read-tests.ts'
import type { FreshnessEntry, SourceEntry, TableEntry } from './schema-file-shape.ts'
import type { SourceDeclaration } from './types.ts'
import type { YamlDocument } from './yaml-document.ts'

type Report = (problem: ModelError) => void
type Config = Readonly<Record<string, Value>>

/** The tables of one source. */
export function readSource(
  document: YamlDocument,
  source: SourceEntry,
  report: Report,
): readonly SourceDeclaration[] {
  const outer = readConfig(document, source.config as Config | null | undefined, report)
  return source.tables.map(table => {
    const inner = readConfig(document, table.config as Config | null | undefined, report)
    const declaration = readTable(
      document,
      { source, table, config: { ...outer, ...inner } },
      report,
    )
    if (declaration.managed) checkManaged(declaration, report)
    return declaration
  })
}

function readConfig(
  document: YamlDocument,
  config: Config | null | undefined,
  report: Report,
): Config {
  const read: Record<string, Value> = {}
  for (const [written, value] of Object.entries(config ?? {})) {
    const key = plainKey(written)
    const place = document.keyPlace(config!, written)
    const problem = checkConfigKey('source entries', [key, value], place)
    if (problem) report(problem)
    else read[key] = value
  }
  return read
}

interface Parts {
  readonly source: SourceEntry
  readonly table: TableEntry
  readonly config: Config
}

function readTable(document: YamlDocument, parts: Parts, report: Report): SourceDeclaration {
  const { source, table, config } = parts
  return {
    sourceName: source.name,
    name: table.name,
    description: table.description ?? '',
    sourceDescription: source.description ?? '',
    schema: table.schema ?? source.schema ?? source.name,
    identifier: table.identifier ?? table.name,
    managed: table.managed ?? source.managed ?? config['managed'] === true,
    columns: readColumns(document, table.columns, report),
    constraints: readConstraints(document, table, report),
    tests: readTests(document, table, report),
    config,
    tags: unique([
      ...listOf(source.tags),
      ...listOf(config['tags'] as string | undefined),
      ...listOf(table.tags),
    ]),
    meta: { ...source.meta, ...(config['meta'] as Config | undefined), ...table.meta },
    ...loading(parts),
    place: document.valuePlace(table, 'name'),
  }
}

/** How and when it is loaded: the table's word, else its config's, else its source's; null turns a rule off. */
function loading({ source, table, config }: Parts) {
  const pick = (key: 'freshness' | 'loaded_at_field' | 'loaded_at_query') =>
    table[key] !== undefined ? table[key] : config[key] !== undefined ? config[key] : source[key]
  const loader = table.loader ?? source.loader
  const freshness = pick('freshness') as FreshnessEntry | null | undefined
  const field = pick('loaded_at_field') as string | null | undefined
  const query = pick('loaded_at_query') as string | null | undefined
  return {
    ...(loader !== undefined && { loader }),
    ...(field && { loadedAtField: field }),
    ...(query && { loadedAtQuery: query }),
    ...(freshness && { freshness: freshnessOf(freshness) }),
  }
}

function freshnessOf(entry: FreshnessEntry): NonNullable<SourceDeclaration['freshness']> {
  return {
    ...(entry.warn_after && { warnAfter: entry.warn_after }),
    ...(entry.error_after && { errorAfter: entry.error_after }),
    ...(entry.filter && { filter: entry.filter }),
  }
}

/** The tool creates a managed table, so its types must be known. */
function checkManaged(table: SourceDeclaration, report: Report): void {
  const name = `${table.sourceName}.${table.name}`
  if (table.columns.length === 0)
    report(modelError('M1109', { name, column: undefined }, { place: table.place }))
  for (const column of table.columns)
    if (column.dataType === undefined)
      report(modelError('M1109', { name, column: column.name }, { place: column.place }))
}

const unique = (names: readonly string[]) => [...new Set(names)]
