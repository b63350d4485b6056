/** The method `config.KEY:value` over merged config. */
import type { Node } from '../compile/manifest.ts'
import type { Value } from '../util/value.ts'

/** True when the value at a path of config keys is `value`, or holds it. */
export function configMatcher(path: readonly string[], value: string): (node: Node) => boolean {
  const folded = value.toLowerCase()
  const fold = path.join('.') === 'severity'
  const equals = (found: Value): boolean => {
    if (typeof found === 'boolean') return folded === String(found)
    if (found === null || typeof found === 'object') return false
    return fold ? String(found).toLowerCase() === folded : String(found) === value
  }
  return node => {
    const found = valueAt(node, path)
    if (found === undefined) return false
    if (Array.isArray(found)) return found.some(equals)
    if (found !== null && typeof found === 'object') return Object.hasOwn(found, value)
    return equals(found)
  }
}

function valueAt(node: Node, path: readonly string[]): Value | undefined {
  let at: Value | undefined = configOf(node)
  for (const key of path) {
    if (at === null || typeof at !== 'object' || Array.isArray(at)) return undefined
    at = Object.hasOwn(at, key) ? (at as Readonly<Record<string, Value>>)[key] : undefined
  }
  return at
}

/** Config as users name it: what they wrote, over the defaults that a node has without writing them. */
function configOf(node: Node): Readonly<Record<string, Value>> {
  const common = { tags: node.tags, meta: node.meta }
  switch (node.kind) {
    case 'model':
    case 'seed': {
      const { config } = node
      return {
        enabled: config.enabled,
        dialect: config.dialect,
        publish: config.publish,
        on_publish: config.onPublish,
        unlogged: config.unlogged,
        contract: { enforced: config.contractEnforced },
        persist_docs: config.persistDocs,
        ...(node.kind === 'seed' ? { delimiter: config.delimiter } : {}),
        ...config.raw,
        materialized: config.materialized,
        ...common,
      }
    }
    case 'test':
      return {
        enabled: node.config.enabled,
        warn_if: node.config.warnIf,
        error_if: node.config.errorIf,
        store_failures: node.config.storeFailures,
        ...node.config.raw,
        severity: node.config.severity,
        ...common,
      }
    case 'source':
      return { enabled: true, ...node.declaration.config, ...common }
    case 'exposure':
    case 'endpoint':
      return { enabled: true, ...common }
  }
}
