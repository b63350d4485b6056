/** What is read in another environment of the project, because this one does not have it. Pure. */
import type { Introspection } from '../adapters/adapter.ts'
import type { Manifest } from '../compile/manifest.ts'
import { type RelationName, relationKey } from '../sql/relation.ts'
import type { CheckMade, Published, Scope } from '../state/types.ts'
import { isEphemeral, relationNode, relationOwner } from './relations-read.ts'

/** Another environment in the same database, to which references are deferred. */
export interface Deferral {
  /** For messages. */
  readonly target: string
  readonly scope: Scope
  /** What is not selected is read there, also when this environment has it (`--favor-state`). */
  readonly favors: boolean
}

/** What another environment has, and what of it is read. */
export interface Elsewhere {
  readonly target: string
  /** All that stands there and exists, by node. */
  readonly published: ReadonlyMap<string, Published>
  /** Nodes that are read there. */
  readonly nodes: ReadonlySet<string>
  /** The newest result there of each check, when it was asked for. */
  readonly checksMade?: ReadonlyMap<string, CheckMade & { readonly status: string }>
}

/** The nodes that are read there: those that this environment lacks; favored, also those that are not selected. */
export function nodesElsewhere(
  manifest: Manifest,
  published: ReadonlyMap<string, Published>,
  given: {
    readonly introspection: Introspection
    readonly selected: readonly string[]
    readonly favors: boolean
  },
): ReadonlySet<string> {
  const selected = new Set(given.selected)
  const isElsewhere = (id: string): boolean => {
    const node = relationNode(manifest, id)
    if (node === undefined) return false
    const own = given.introspection.relations.has(relationKey(node.relation))
    return !own || (given.favors && !selected.has(id))
  }
  return new Set([...published.keys()].filter(isElsewhere))
}

/** What stands for a node where it is read. */
export function standingOf(
  id: string,
  own: ReadonlyMap<string, Published>,
  elsewhere: Elsewhere | undefined,
): Published | undefined {
  return elsewhere?.nodes.has(id) ? elsewhere.published.get(id) : own.get(id)
}

/** The relation in which a node is read elsewhere; undefined when it is read here. */
export function relationElsewhere(
  manifest: Manifest,
  elsewhere: Elsewhere | undefined,
  id: string,
): RelationName | undefined {
  if (elsewhere === undefined) return undefined
  const owner = relationOwner(manifest, id)
  return elsewhere.nodes.has(owner) ? elsewhere.published.get(owner)!.relation : undefined
}

/** A check that reads nothing of this environment's own and was made there just as it is now. */
export function wasCheckedElsewhere(
  manifest: Manifest,
  elsewhere: Elsewhere | undefined,
  check: {
    readonly id: string
    readonly over: readonly string[]
    readonly hash: string | undefined
  },
): boolean {
  if (elsewhere === undefined || check.hash === undefined) return false
  const isOthers = (id: string): boolean => {
    const node = manifest.nodes.get(id)
    if (node === undefined || isEphemeral(node)) return false
    if (elsewhere.nodes.has(id)) return true
    return node.kind === 'source' && !node.managed && node.backedBy === undefined
  }
  return (
    check.over.every(isOthers) && elsewhere.checksMade?.get(check.id)?.definitionHash === check.hash
  )
}
