/** Resolves refs and sources to ids, with an error that says what was meant when there is none. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import type { Manifest } from './manifest.ts'

/** Something that a template can name. */
export interface Named {
  readonly id: string
  /** File that defines it. */
  readonly path: string
  readonly enabled: boolean
}

/** What can be referred to: models and seeds by name, sources by `source.table`. */
export interface ReferenceIndex {
  readonly refs: ReadonlyMap<string, Named>
  readonly sources: ReadonlyMap<string, Named>
}

/** The id that a ref or a source names; else the error that explains. */
export function findReference(
  index: ReferenceIndex,
  { kind, names }: { readonly kind: 'ref' | 'source'; readonly names: readonly string[] },
  place: Place,
): string | ModelError {
  const name = names.join('.')
  const found = (kind === 'ref' ? index.refs : index.sources).get(name)
  if (found?.enabled) return found.id
  if (found) return modelError('M1403', { name, file: found.path }, { place })
  return kind === 'ref' ? unknownRef(index, name, place) : unknownSource(index, names, place)
}

function unknownRef(index: ReferenceIndex, name: string, place: Place): ModelError {
  const source = index.sources.has(name)
    ? name
    : [...index.sources.keys()].find(key => key.slice(key.indexOf('.') + 1) === name)
  const close = source === undefined ? nearest(name, index.refs.keys()) : undefined
  return modelError('M1402', { name, source, nearest: close }, { place })
}

function unknownSource(index: ReferenceIndex, names: readonly string[], place: Place): ModelError {
  const [source = '', table = ''] = names
  const close = nearest(`${source}.${table}`, index.sources.keys())
  return modelError('M1404', { source, table, nearest: close }, { place })
}

const indexes = new WeakMap<Manifest, ReferenceIndex>()

/**
 * The id of the node that `{{ref "x"}}` or `{{source "a" "b"}}` names in a compiled project: for rendering.
 * @throws ModelError with the nearest name
 */
export function resolveReference(
  manifest: Manifest,
  reference: { readonly kind: 'ref' | 'source'; readonly names: readonly string[] },
  place: Place,
): string {
  const index = indexes.get(manifest) ?? indexOf(manifest)
  indexes.set(manifest, index)
  const found = findReference(index, reference, place)
  if (typeof found !== 'string') throw found
  return found
}

function indexOf(manifest: Manifest): ReferenceIndex {
  const refs = new Map<string, Named>()
  const sources = new Map<string, Named>()
  for (const node of manifest.nodes.values()) {
    const named = { id: node.id, path: node.path, enabled: true }
    if (node.kind === 'source') sources.set(`${node.sourceName}.${node.name}`, named)
    else if (node.kind === 'model' || (node.kind === 'seed' && node.backs === undefined))
      refs.set(node.name, named)
  }
  for (const id of manifest.disabled) {
    const [kind, , ...rest] = id.split('.')
    const name = rest.join('.')
    const map = kind === 'source' ? sources : refs
    if ((kind === 'source' || kind === 'model' || kind === 'seed') && !map.has(name))
      map.set(name, { id, path: name, enabled: false })
  }
  return { refs, sources }
}

const REF = /^\s*(?:\{\{\s*)?ref(?:\s*\(\s*|\s+)(["'])([^"']+)\1\s*\)?(?:\s*\}\})?\s*$/
const SOURCE =
  /^\s*(?:\{\{\s*)?source(?:\s*\(\s*|\s+)(["'])([^"']+)\1\s*,?\s*(["'])([^"']+)\3\s*\)?(?:\s*\}\})?\s*$/

/** Reads `ref('x')` or `source('a', 'b')` (or our own form) in a schema file; `undefined` when it is neither. */
export function parseReference(
  text: string,
): { readonly kind: 'ref' | 'source'; readonly names: readonly string[] } | undefined {
  const ref = REF.exec(text)
  if (ref) return { kind: 'ref', names: [ref[2]!] }
  const source = SOURCE.exec(text)
  return source ? { kind: 'source', names: [source[2]!, source[4]!] } : undefined
}
