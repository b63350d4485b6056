/** Merged config as typed values with their defaults. What stands in it was checked where it was read. */
import { parseDuration, SCRIPT_KEYS } from '../project/config-keys.ts'
import type { Project } from '../project/types.ts'
import type { Value } from '../util/value.ts'
import type {
  ExportConfig,
  Materialized,
  NodeConfig,
  ScriptConfig,
  TestConfig,
} from './manifest.ts'
import { isMapping, type RawConfig, textList } from './merge-config.ts'

/** Makes the config of models and seeds; one object for all nodes that share their raw config. */
export function nodeConfigs(
  project: Project,
): (kind: 'model' | 'seed', raw: RawConfig) => NodeConfig {
  const made = { model: new Map<RawConfig, NodeConfig>(), seed: new Map<RawConfig, NodeConfig>() }
  return (kind, raw) => {
    const known = made[kind].get(raw)
    if (known !== undefined) return known
    const config = nodeConfig(project, kind, raw)
    made[kind].set(raw, config)
    return config
  }
}

function nodeConfig(project: Project, kind: 'model' | 'seed', raw: RawConfig): NodeConfig {
  const text = (key: string) => (typeof raw[key] === 'string' ? raw[key] : undefined)
  const fullRefresh = raw['full_refresh']
  const schema = text('schema')
  const alias = text('alias')
  return Object.freeze({
    materialized: kind === 'seed' ? 'seed' : ((text('materialized') ?? 'view') as Materialized),
    enabled: raw['enabled'] !== false,
    ...(schema !== undefined && { schema }),
    ...(alias !== undefined && { alias }),
    dialect: text('dialect') ?? project.dialect,
    publish: (text('publish') ?? project.target.publish) as NodeConfig['publish'],
    onPublish: (text('on_publish') ?? 'swap') as NodeConfig['onPublish'],
    ...durationOf(raw, 'stale_after', 'staleAfter'),
    ...patienceOf(raw),
    indexes: indexesOf(raw),
    preHooks: textList(raw['pre_hook']),
    postHooks: textList(raw['post_hook']),
    grants: grantsOf(raw),
    unlogged: raw['unlogged'] === true,
    contractEnforced: isMapping(raw['contract']) && raw['contract']['enforced'] === true,
    persistDocs: persistDocsOf(raw),
    ...(typeof fullRefresh === 'boolean' && { fullRefresh }),
    script: scriptConfig(raw),
    ...exportOf(raw),
    delimiter: text('delimiter') ?? ',',
    raw,
  })
}

/** `{ [key]: milliseconds }` of a duration that is written. */
function durationOf<K extends string>(raw: RawConfig, written: string, key: K) {
  const value = raw[written]
  if (typeof value !== 'string') return {}
  return { [key]: parseDuration(value)! } as Readonly<Record<K, number>>
}

function patienceOf(raw: RawConfig): Pick<NodeConfig, 'timeout' | 'retries'> {
  const { retries } = raw
  return {
    ...durationOf(raw, 'timeout', 'timeout'),
    ...(typeof retries === 'number' && { retries }),
  }
}

const DEFAULT_CALL_TIMEOUT = 60_000
const DEFAULTS: ScriptConfig = Object.freeze({
  concurrency: 4,
  retries: 3,
  callTimeout: DEFAULT_CALL_TIMEOUT,
  maxFailures: 0,
  budget: {},
})

/** Nearly all nodes are SQL: they share the defaults. */
function scriptConfig(raw: RawConfig): ScriptConfig {
  if (!SCRIPT_KEYS.some(key => key in raw)) return DEFAULTS
  const number = (key: string) => (typeof raw[key] === 'number' ? raw[key] : undefined)
  const time = (key: string) => (typeof raw[key] === 'string' ? parseDuration(raw[key]) : undefined)
  const perSecond = number('per_second')
  const budget = isMapping(raw['budget']) ? raw['budget'] : {}
  return Object.freeze({
    concurrency: number('concurrency') ?? DEFAULTS.concurrency,
    ...(perSecond !== undefined && { perSecond }),
    retries: number('call_retries') ?? DEFAULTS.retries,
    callTimeout: time('call_timeout') ?? DEFAULT_CALL_TIMEOUT,
    maxFailures: number('max_failures') ?? DEFAULTS.maxFailures,
    budget: budget as ScriptConfig['budget'],
  })
}

function exportOf(raw: RawConfig): Pick<NodeConfig, 'export'> {
  const { export: given } = raw
  if (!isMapping(given)) return {}
  const {
    format,
    out,
    order_by: orderBy,
  } = given as { format: ExportConfig['format']; out: string; order_by?: Value }
  return { export: { format, out, orderBy: textList(orderBy) } }
}

function indexesOf(raw: RawConfig): NodeConfig['indexes'] {
  if (!Array.isArray(raw['indexes'])) return []
  return raw['indexes'].filter(isMapping).map(index => ({
    columns: textList(index['columns']),
    unique: index['unique'] === true,
  }))
}

function grantsOf(raw: RawConfig): NodeConfig['grants'] {
  if (!isMapping(raw['grants'])) return {}
  const grants = Object.entries(raw['grants'])
  return Object.fromEntries(grants.map(([privilege, roles]) => [privilege, textList(roles)]))
}

function persistDocsOf(raw: RawConfig): NodeConfig['persistDocs'] {
  const docs = isMapping(raw['persist_docs']) ? raw['persist_docs'] : {}
  return { relation: docs['relation'] === true, columns: docs['columns'] === true }
}

/** Makes the config of tests; one object for all that share their raw config. */
export function testConfigs(): (raw: RawConfig) => TestConfig {
  const made = new Map<RawConfig, TestConfig>()
  return raw => {
    const known = made.get(raw)
    if (known !== undefined) return known
    const config = testConfig(raw)
    made.set(raw, config)
    return config
  }
}

function testConfig(raw: RawConfig): TestConfig {
  const { where, limit, warn_if: warnIf, error_if: errorIf, severity } = raw
  return Object.freeze({
    severity: String(severity ?? 'error').toLowerCase() === 'warn' ? 'warn' : 'error',
    warnIf: typeof warnIf === 'string' ? warnIf : '!= 0',
    errorIf: typeof errorIf === 'string' ? errorIf : '!= 0',
    ...(typeof where === 'string' && { where }),
    ...(typeof limit === 'number' && { limit }),
    ...patienceOf(raw),
    storeFailures: raw['store_failures'] === true,
    enabled: raw['enabled'] !== false,
    raw,
  })
}
