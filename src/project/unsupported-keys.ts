/** Keys of dbt's files that mean something there and nothing here yet: refused by name, never passed over. */

interface Unsupported {
  /** What to do instead, where there is something better than removing the key. */
  readonly instead: string | undefined
}

const later: Unsupported = { instead: undefined }
const use = (instead: string): Unsupported => ({ instead })

/** By the word of the list (or the mapping) that the key stands in; '' is the top of a file. */
const KEYS: Readonly<Record<string, Readonly<Record<string, Unsupported>>>> = {
  '': {
    unit_tests: later,
    metrics: later,
    semantic_models: later,
    saved_queries: later,
    snapshots: later,
    groups: later,
    analyses: later,
    functions: later,
    profile: use('Write the connection under `targets:`.'),
    'config-version': use('Remove it; there is only one version.'),
    'model-paths': use('Write `paths: {models: [...]}`.'),
    'macro-paths': use('Write `paths: {macros: [...]}`.'),
    'seed-paths': use('Write `paths: {seeds: [...]}`.'),
    'test-paths': use('Write `paths: {tests: [...]}`.'),
    'analysis-paths': later,
    'snapshot-paths': later,
    'docs-paths': later,
    'asset-paths': later,
    'target-path': use('Write `paths: {target: ...}`.'),
    'clean-targets': use('Remove it; `clean` knows what it may remove.'),
    'require-dbt-version': later,
    'packages-install-path': later,
    'query-comment': later,
    dispatch: use('Declare a variant: {{#macro "name" adapter="..."}}.'),
    quoting: use('Remove it; identifiers are always quoted.'),
    exposures: later,
    flags: later,
  },
  models: {
    access: later,
    group: later,
    versions: later,
    latest_version: later,
    deprecation_date: later,
    time_spine: later,
    docs: later,
    freshness: later,
    primary_key: use('Write a constraint of type primary_key.'),
  },
  seeds: { docs: later, group: later },
  sources: {
    database: use('Remove it; a target has one database.'),
    quoting: use('Remove it; identifiers are always quoted.'),
    overrides: later,
  },
  tables: {
    database: use('Remove it; a target has one database.'),
    quoting: use('Remove it; identifiers are always quoted.'),
    external: later,
  },
  columns: { policy_tags: later, granularity: later, dimension: later, entity: later },
  constraints: {
    to: use('Write `expression: schema.table (column)`.'),
    to_columns: use('Write `expression: schema.table (column)`.'),
    warn_unenforced: later,
    warn_unsupported: later,
  },
  targets: {
    type: use('Write `adapter:`.'),
    pass: use('Write `password:`.'),
    retries: later,
  },
}

/** What is known of a key that no shape has, by its path. */
export function unsupportedKey(path: readonly (string | number)[]): Unsupported | undefined {
  const key = String(path.at(-1))
  const container = path.slice(0, -1)
  const word = container.filter(part => typeof part === 'string')
  const list = container[0] === 'targets' ? 'targets' : (word.at(-1) ?? '')
  const keys = KEYS[list]
  return keys !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined
}
