/** The method `fqn`, which is also the default: a node's name, its folders, or its schema and name. */
import type { Manifest, Node } from '../compile/manifest.ts'
import { isGlob, nameMatcher } from './glob.ts'

/**
 * Models, seeds and tests whose name is `value`, or whose project and folders begin with it. When there is none,
 * `schema.name` of models, seeds and sources is tried: the schema as users write it, without the target's prefix.
 */
export function findByName(manifest: Manifest, value: string): Node[] {
  const matches = isGlob(value) ? globMatcher(value) : plainMatcher(value)
  const found: Node[] = []
  for (const node of manifest.nodes.values()) {
    if (node.kind !== 'source' && node.kind !== 'exposure' && matches(node.fqn)) found.push(node)
  }
  return found.length > 0 || !value.includes('.') ? found : findByRelation(manifest, value)
}

function findByRelation(manifest: Manifest, value: string): Node[] {
  const matches = nameMatcher(value)
  const prefix = manifest.project.target.schemaPrefix
  const found: Node[] = []
  for (const node of manifest.nodes.values()) {
    if (node.kind === 'test' || node.kind === 'exposure' || node.kind === 'endpoint') continue
    const { schema, name } = node.relation
    const written = schema.startsWith(prefix) ? schema.slice(prefix.length) : schema
    if (matches(`${written}.${name}`) || matches(`${schema}.${name}`)) found.push(node)
  }
  return found
}

/** Dots within a segment separate like segments do. */
function plainMatcher(value: string): (fqn: readonly string[]) => boolean {
  const head = value.split('.', 1)[0]!
  const inside = `${value}.`
  const begins = (fqn: readonly string[]) => `${fqn.join('.')}.`.startsWith(inside)
  return fqn => {
    if (fqn[fqn.length - 1] === value) return true
    if (fqn[0]!.startsWith(head) && begins(fqn)) return true
    return fqn.length > 1 && fqn[1]!.startsWith(head) && begins(fqn.slice(1))
  }
}

/** The first segments are matched one by one, from the first glob on the rest as one text. */
function globMatcher(value: string): (fqn: readonly string[]) => boolean {
  const segments = value.split('.')
  const plain = segments.findIndex(isGlob)
  const rest = nameMatcher(segments.slice(plain).join('.'))
  const matches = (parts: readonly string[]) =>
    parts.length >= segments.length &&
    segments.slice(0, plain).every((segment, index) => parts[index] === segment) &&
    rest(parts.slice(plain).join('.'))
  const leaf = nameMatcher(value)
  return fqn => {
    if (leaf(fqn.at(-1)!)) return true
    const parts = fqn.flatMap(segment => segment.split('.'))
    return matches(parts) || matches(parts.slice(fqn[0]!.split('.').length))
  }
}
