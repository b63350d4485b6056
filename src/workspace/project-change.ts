/** What a save means: which nodes are another thing now than they were in the project as it was read before. */
import type { BuiltNode, Manifest, TestNode } from '../compile/manifest.ts'
import type { Definitions } from '../run/context.ts'

/** A project as it was read at one moment. */
export interface ProjectReading {
  readonly manifest: Manifest
  readonly definitions: Definitions
}

export interface ProjectChange {
  /** Models of another definition, or new ones. */
  readonly models: readonly string[]
  /** Checks of another definition, or new ones. */
  readonly checks: readonly string[]
  /** Names of models and seeds that are no more. */
  readonly removed: readonly string[]
}

/** Compares two readings. Only what may differ is rendered. */
export function projectChange(before: ProjectReading, now: ProjectReading): ProjectChange {
  const sameVars = varsOf(before.manifest) === varsOf(now.manifest)
  const models: string[] = []
  const checks: string[] = []
  for (const node of now.manifest.nodes.values()) {
    const old = before.manifest.nodes.get(node.id)
    if (node.kind === 'model' && !(old?.kind === 'model' && isSame(old, node))) models.push(node.id)
    if (node.kind === 'test' && !(old?.kind === 'test' && isSameCheck(node))) checks.push(node.id)
  }
  return { models, checks, removed: removedNames(before.manifest, now.manifest) }

  function isSame(old: BuiltNode, node: BuiltNode): boolean {
    if (sameVars && facetsOf(before, old) === facetsOf(now, node)) return true
    const sameRelation = JSON.stringify(old.relation) === JSON.stringify(node.relation)
    const hashes = [before.definitions.of(old.id).hash, now.definitions.of(node.id).hash]
    return sameRelation && hashes[0] === hashes[1]
  }

  function isSameCheck({ id }: TestNode): boolean {
    return before.definitions.check(id) === now.definitions.check(id)
  }
}

/** Everything from which a definition is rendered, but vars and what names mean. */
function facetsOf({ definitions }: ProjectReading, { id, dependsOn }: BuiltNode): string {
  return JSON.stringify([definitions.facets(id), dependsOn])
}

const varsOf = ({ project }: Manifest): string =>
  JSON.stringify([project.vars, project.target.vars])

function removedNames(before: Manifest, now: Manifest): readonly string[] {
  return [...before.nodes.values()].flatMap(node =>
    (node.kind === 'model' || node.kind === 'seed') && !now.nodes.has(node.id) ? [node.name] : [],
  )
}
