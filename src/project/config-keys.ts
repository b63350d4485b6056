/**
 * The config keys that users may write, by the kind of node, and what their values must be. One table for project.yml,
 * schema files and templates. Written by hand and not in zod: it is needed on a warm start too.
 */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import { describeValue, type Value } from '../util/value.ts'

/** `source entries` are those of schema files, which may say more than project.yml. */
export type ConfigKind = 'models' | 'seeds' | 'sources' | 'source entries' | 'tests' | 'endpoints'

/** What relations can be exported as. */
export const EXPORT_FORMATS = ['csv', 'json', 'parquet'] as const

interface Rule {
  readonly expected: string
  readonly accepts: (value: Value) => boolean
  /** Values that may have been meant, and values that are not supported yet. */
  readonly words?: readonly string[]
  readonly later?: readonly string[]
}

const isText = (value: Value) => typeof value === 'string'
const isTexts = (value: Value) => Array.isArray(value) && value.every(isText)
const isMapping = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const rule = (expected: string, accepts: (value: Value) => boolean): Rule => ({ expected, accepts })

const text = rule('a text', value => isText(value) && value !== '')
const textOrTexts = rule('a text or a list of texts', value => isText(value) || isTexts(value))
const flag = rule('true or false', value => typeof value === 'boolean')
const mapping = rule('a mapping', isMapping)
const nullableText = rule('a text', value => value === null || isText(value))
const wholeNumber = rule(
  'a whole number above zero',
  value => Number.isInteger(value) && (value as number) > 0,
)
const count = rule(
  'a whole number, 0 or more',
  value => Number.isInteger(value) && (value as number) >= 0,
)
const duration = rule(
  'a duration such as 1 day, 10m or 90 seconds',
  value => isText(value) && parseDuration(value as string) !== undefined,
)
const words = (...known: string[]): Rule => ({
  expected: `one of ${known.join(', ')}`,
  accepts: value => isText(value) && known.includes(value as string),
  words: known,
})
const materialized: Rule = {
  ...words('view', 'table', 'ephemeral'),
  later: ['incremental', 'materialized_view', 'snapshot'],
}
const severity: Rule = {
  ...rule('error or warn', value => isText(value) && /^(error|warn)$/i.test(value as string)),
  words: ['error', 'warn'],
}
const grants = rule(
  'a mapping of privileges to roles',
  value => isMapping(value) && Object.values(value).every(roles => isText(roles) || isTexts(roles)),
)
const contract = rule(
  'a mapping with enforced: true or false',
  value =>
    isMapping(value) &&
    Object.entries(value).every(([key, on]) => key === 'enforced' && typeof on === 'boolean'),
)
const persistDocs = rule(
  'a mapping with relation and columns',
  value =>
    isMapping(value) &&
    Object.entries(value).every(
      ([key, on]) => ['relation', 'columns'].includes(key) && typeof on === 'boolean',
    ),
)
const indexes = rule(
  'a list of mappings with columns and unique',
  value => Array.isArray(value) && value.every(isIndex),
)
const aboveZero = rule('a number above zero', value => typeof value === 'number' && value > 0)
const budget = rule(
  'a mapping with calls and cost, numbers from 0 on',
  value =>
    isMapping(value) &&
    Object.entries(value).every(
      ([key, most]) => ['calls', 'cost'].includes(key) && typeof most === 'number' && most >= 0,
    ),
)
const exported = rule(
  `a mapping with format (${EXPORT_FORMATS.join(', ')}) and out, a path in the project; order_by may name columns`,
  value =>
    isMapping(value) &&
    Object.keys(value).every(key => ['format', 'out', 'order_by'].includes(key)) &&
    (value['order_by'] === undefined || textOrTexts.accepts(value['order_by'])) &&
    EXPORT_FORMATS.includes(value['format'] as never) &&
    isText(value['out'] ?? null) &&
    !/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|^$/.test(value['out'] as string),
)
const columnTypes = rule(
  'a mapping of columns to types',
  value => isMapping(value) && Object.values(value).every(isText),
)
const delimiter = rule('one character', value => isText(value) && (value as string).length === 1)

function isGoodStatus(value: Value): boolean {
  const status = Number(value)
  return Number.isInteger(value) && status >= 200 && status <= 308 && status !== 300
}

function isFileName(value: Value): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9_][A-Za-z0-9_. -]*$/.test(value)
}

function isIndex(value: Value): boolean {
  if (!isMapping(value)) return false
  const { columns, unique, ...rest } = value
  const flagged = unique === undefined || typeof unique === 'boolean'
  return columns !== undefined && isTexts(columns) && flagged && Object.keys(rest).length === 0
}

/** Settings of models in TypeScript alone: how their code is run. */
const script = {
  concurrency: wholeNumber,
  per_second: aboveZero,
  call_retries: count,
  call_timeout: duration,
  max_failures: count,
  budget,
}

/** Their keys. */
export const SCRIPT_KEYS: readonly string[] = Object.keys(script)

const everywhere = { enabled: flag, tags: textOrTexts, meta: mapping }
/** How long the work on a node may take, and how often it is tried again. */
const patience = { timeout: duration, retries: count }
const built = {
  ...everywhere,
  ...patience,
  schema: nullableText,
  alias: nullableText,
  pre_hook: textOrTexts,
  post_hook: textOrTexts,
  grants,
  persist_docs: persistDocs,
  full_refresh: flag,
  indexes,
  unlogged: flag,
  publish: words('together', 'each'),
  on_publish: words('swap', 'in_place'),
}

const sources = { ...everywhere, stale_after: duration, refresh_on: words('change') }

const RULES: Readonly<Record<ConfigKind, Readonly<Record<string, Rule>>>> = {
  models: {
    ...built,
    ...script,
    export: exported,
    materialized,
    dialect: text,
    contract,
    stale_after: duration,
    refresh_on: textOrTexts,
  },
  seeds: {
    ...built,
    export: exported,
    delimiter,
    column_types: columnTypes,
    quote_columns: flag,
    contract,
  },
  sources,
  'source entries': {
    ...sources,
    loaded_at_field: nullableText,
    loaded_at_query: nullableText,
    freshness: rule(
      'a mapping with warn_after and error_after',
      value => value === null || isMapping(value),
    ),
    managed: flag,
  },
  tests: {
    ...everywhere,
    ...patience,
    severity,
    warn_if: text,
    error_if: text,
    where: nullableText,
    limit: rule('a whole number above zero', value => value === null || wholeNumber.accepts(value)),
    store_failures: flag,
    schema: nullableText,
    alias: nullableText,
  },
  endpoints: {
    ...everywhere,
    description: text,
    response: words('rows', 'row', 'json', 'csv', 'redirect', 'empty'),
    writes: flag,
    public: flag,
    status: rule('a status from 200 to 299, or 301 to 308', isGoodStatus),
    share: flag,
    persons: textOrTexts,
    max_rows: wholeNumber,
    filename: rule('a name such as links.csv', isFileName),
  },
}

/** Keys of dbt's configs that would change what is built and cannot be honoured yet. */
const UNSUPPORTED = new Set([
  'access',
  'batch_size',
  'begin',
  'check_cols',
  'concurrent_batches',
  'database',
  'docs',
  'event_time',
  'fail_calc',
  'freshness',
  'group',
  'hard_deletes',
  'incremental_predicates',
  'incremental_strategy',
  'lookback',
  'merge_exclude_columns',
  'merge_update_columns',
  'on_configuration_change',
  'on_schema_change',
  'packages',
  'snapshot_meta_column_names',
  'sql_header',
  'store_failures_as',
  'strategy',
  'target_schema',
  'transaction',
  'unique_key',
  'updated_at',
])

/** The key without its leading `+`, with `_` for dbt's `-`. */
export function plainKey(key: string): string {
  return (key.startsWith('+') ? key.slice(1) : key).replaceAll('-', '_')
}

/** True for a config key of this kind of node. */
export function isConfigKey(kind: ConfigKind, key: string): boolean {
  return Object.hasOwn(RULES[kind], key)
}

/** What is wrong with one config key and its value; `undefined` when nothing is. */
export function checkConfigKey(
  kind: ConfigKind,
  [key, value]: readonly [key: string, value: Value],
  place: Place,
): ModelError | undefined {
  const found = isConfigKey(kind, key) ? RULES[kind][key] : undefined
  if (found === undefined) return unknownConfig(kind, key, place)
  if (found.accepts(value)) return undefined
  const written = describeValue(value)
  if (isText(value) && found.later?.includes(value as string))
    return modelError(
      'M1004',
      { key: `${key}: ${value}`, where: kind, instead: undefined },
      { place },
    )
  const meant = isText(value) && found.words ? nearest(value as string, found.words) : undefined
  const fields = { key, expected: found.expected, found: written, nearest: meant }
  return modelError('M1021', fields, { place })
}

function unknownConfig(kind: ConfigKind, key: string, place: Place): ModelError {
  if (UNSUPPORTED.has(key))
    return modelError(
      'M1004',
      { key, where: `the config of ${kind}`, instead: undefined },
      { place },
    )
  const known = Object.keys(RULES[kind])
  return modelError('M1020', { key, kind, known, nearest: nearest(key, known) }, { place })
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Milliseconds of `1 day`, `90 minutes`, `10m`, `30 s`; `undefined` when it is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+)\s*(?:([smhdw])|(second|minute|hour|day|week)s?)$/.exec(text.trim())
  if (match === null) return undefined
  return Number(match[1]) * UNITS[(match[2] ?? match[3]![0]) as keyof typeof UNITS]
}
