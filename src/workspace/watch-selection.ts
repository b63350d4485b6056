/** Which nodes a save asks to build. Pure. */
import type { Manifest } from '../compile/manifest.ts'
import { reach } from '../graph/reach.ts'
import { isEphemeral, relationOwner } from '../plan/relations-read.ts'
import { relationKey } from '../sql/relation.ts'
import type { Published } from '../state/types.ts'
import type { ProjectChange, ProjectReading } from './project-change.ts'

/** What is published of a node. */
export type Standing = Pick<Published, 'definitionHash' | 'relation'>

export interface SaveRequest {
  readonly change: ProjectChange
  /** Files, relative to the root. */
  readonly saved: readonly string[]
  /** What stands. */
  readonly published: ReadonlyMap<string, Standing>
  /** Ids that may be built. */
  readonly selected: ReadonlySet<string>
  /** Nodes and checks that did not come out well when they were built here last. */
  readonly failed: ReadonlySet<string>
  readonly downstream: number
}

/**
 * Models that changed or whose file was saved, unless what stands is of this very definition and well; seeds whose file
 * was saved; changed checks of models that stay; and what is asked for below.
 */
export function nodesToBuild(reading: ProjectReading, request: SaveRequest): readonly string[] {
  const { manifest } = reading
  const { change, selected } = request
  const touched = [...change.models, ...savedNodes(manifest, request.saved)]
  const built = touched.flatMap(id => relationsOf(manifest, id))
  const wanted = new Set(built.filter(id => isWanted(reading, request, id)))
  const below = reach(manifest.graph, wanted, { towards: 'children', depth: request.downstream })
  for (const id of below) if (isBuilt(manifest, id)) wanted.add(id)
  const checks = change.checks.filter(id => !coveredBy(manifest, id, wanted))
  return [...wanted, ...checks].filter(id => selected.has(id))
}

/** The nodes with the checks that read them, in graph order; those that are no more are left out. */
export function withChecks(manifest: Manifest, ids: ReadonlySet<string>): readonly string[] {
  return manifest.graph.order().filter(id => ids.has(id) || coveredBy(manifest, id, ids))
}

/** Models and seeds of these files, and nodes that did not come out well of them. */
function savedNodes(manifest: Manifest, files: readonly string[]): readonly string[] {
  const saved = new Set(files.map(file => file.replaceAll('\\', '/')))
  return [...manifest.nodes.values()].flatMap(node => {
    const path = node.kind === 'seed' ? (node.file?.path ?? node.path) : node.path
    const loads = node.kind === 'model' || (node.kind === 'seed' && !node.loadsManaged)
    return loads && saved.has(path) ? [node.id] : []
  })
}

/** An ephemeral model is text in others: they are what is built. */
function relationsOf(manifest: Manifest, id: string): readonly string[] {
  const node = manifest.nodes.get(id)
  if (node === undefined || !isEphemeral(node)) return [id]
  return manifest.graph.children(id).flatMap(child => {
    const kind = manifest.nodes.get(child)?.kind
    return kind === 'model' ? relationsOf(manifest, child) : []
  })
}

function isWanted(
  { manifest, definitions }: ProjectReading,
  { change, published, failed }: SaveRequest,
  id: string,
): boolean {
  const node = manifest.nodes.get(id)
  if (node?.kind === 'seed' || failed.has(id) || failedCheck(manifest, id, failed)) return true
  // What an ephemeral brings is no part of the node's own definition.
  const through = change.models.some(
    changed => changed !== id && relationsOf(manifest, changed).includes(id),
  )
  const stands = published.get(id)
  if (through || stands === undefined || node?.kind !== 'model') return true
  const moved = relationKey(stands.relation) !== relationKey(node.relation)
  return moved || stands.definitionHash !== definitions.of(id).hash
}

function failedCheck(manifest: Manifest, id: string, failed: ReadonlySet<string>): boolean {
  return [...failed].some(check => coveredBy(manifest, check, new Set([id])))
}

/** Is this a check that reads one of them? */
function coveredBy(manifest: Manifest, id: string, nodes: ReadonlySet<string>): boolean {
  const node = manifest.nodes.get(id)
  if (node?.kind !== 'test') return false
  return node.dependsOn.some(read => nodes.has(relationOwner(manifest, read)))
}

function isBuilt(manifest: Manifest, id: string): boolean {
  const node = manifest.nodes.get(id)
  return node?.kind === 'seed' || (node?.kind === 'model' && !isEphemeral(node))
}
