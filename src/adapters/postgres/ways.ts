/**
 * Decides how each relation of a publication is replaced: by a swap, where everything that hangs on it can follow, or in
 * place, under its identity. And finds the views to re-point. Pure; run until nothing changes, since one table replaced
 * in place may keep another where it is.
 */
import { modelError } from '../../errors/model-error.ts'
import { displayRelation, type RelationName, relationKey } from '../../sql/relation.ts'
import type { InPlaceReason, PublishItem } from '../adapter.ts'
import type {
  Obstacle,
  PublicationFacts,
  PublicationRelation,
  ViewRead,
} from './publication-facts.ts'

export interface PublicationRequest {
  readonly items: readonly PublishItem[]
  /** Views that may be swapped, by `relationKey`. */
  readonly ownViews: ReadonlySet<string>
  /** Views that turned out not to be replaceable under their identity. */
  readonly swapViews: ReadonlySet<string>
  /** Tables that turned out not to be swappable, by `relationKey`. */
  readonly inPlace: ReadonlyMap<string, Cause>
}

/** Why a table is replaced in place; with the view that would break, when that is why. */
export interface Cause extends InPlaceReason {
  readonly view?: { readonly name: string; readonly column: string; readonly reason: string }
}

/** A view outside of the publication that has to be written again. */
export interface Dependent {
  readonly fact: PublicationRelation
  readonly own: boolean
  readonly on: RelationName
  readonly columns: readonly string[]
}

export interface Ways {
  /** Relations that get another identity, and where the old one goes. */
  readonly swapped: ReadonlyMap<string, RelationName>
  readonly inPlace: ReadonlyMap<string, Cause>
  readonly dependents: ReadonlyMap<string, Dependent>
}

/** What the functions here share. */
interface Scene {
  readonly request: PublicationRequest
  readonly facts: PublicationFacts
  /** Items by the key of their final relation. */
  readonly items: ReadonlyMap<string, PublishItem>
  /** Where the items are now, by `relationKey`. */
  readonly stages: ReadonlySet<string>
  readonly inPlace: Map<string, Cause>
}

/** @throws ModelError M2102, M2103, M2104 when a neighbour can neither follow nor stay. */
export function decideWays(request: PublicationRequest, facts: PublicationFacts): Ways {
  const items = new Map(request.items.map(item => [relationKey(item.final), item]))
  const stages = new Set(request.items.map(item => relationKey(item.stage)))
  const scene: Scene = { request, facts, items, stages, inPlace: new Map(request.inPlace) }
  for (const [key, item] of items) {
    if (item.kind !== 'table' || !item.inPlace || !standsAsTable(scene, key)) continue
    if (!scene.inPlace.has(key)) scene.inPlace.set(key, CONFIGURED)
  }
  for (;;) {
    const before = scene.inPlace.size
    const ways = tryWays(scene)
    if (ways && scene.inPlace.size === before) return ways
  }
}

const CONFIGURED: Cause = { code: 'configured', text: 'on_publish: in_place' }

/** One round; undefined when a table was found that has to stay. */
function tryWays(scene: Scene): Ways | undefined {
  const swapped = new Map<string, RelationName>()
  for (const [key, item] of scene.items) {
    if (!scene.inPlace.has(key) && isSwapped(scene, item)) swapped.set(key, item.old)
  }
  const stuck = [...swapped.keys()].map(key => [key, causeToStay(scene, key, swapped)] as const)
  for (const [key, cause] of stuck) if (cause) stay(scene, key, cause)
  if (stuck.some(([, cause]) => cause)) return undefined
  const dependents = followDependents(scene, swapped)
  return dependents && { swapped, inPlace: scene.inPlace, dependents }
}

/** Marks a table to be replaced in place. @throws ModelError M2104 for what has no rows of its own. */
function stay(
  scene: Scene,
  key: string,
  cause: Cause & { readonly kind: string; readonly name: string },
) {
  if (!standsAsTable(scene, key) || scene.items.get(key)?.kind !== 'table') {
    const relation = displayRelation(scene.facts.relations.get(key)!.relation)
    throw modelError('M2104', { relation, kind: cause.kind, name: cause.name })
  }
  const { kind: _kind, name: _name, ...reason } = cause
  scene.inPlace.set(key, reason)
}

function standsAsTable(scene: Scene, key: string): boolean {
  return scene.facts.relations.get(key)?.kind === 'table'
}

function isSwapped(scene: Scene, item: PublishItem): boolean {
  const final = scene.facts.relations.get(relationKey(item.final))
  if (!final) return false
  if (item.kind === 'table' || final.kind !== 'view') return true
  const stage = scene.facts.relations.get(relationKey(item.stage))
  return scene.request.swapViews.has(relationKey(item.final)) || !isPrefix(final, stage)
}

/** `create or replace view` may add columns at the end, and change nothing else. */
function isPrefix(final: PublicationRelation, stage: PublicationRelation | undefined): boolean {
  return final.columns.every((column, at) => {
    const next = stage?.columns[at]
    const isEqual = next?.type === column.type && next.collation === column.collation
    return isEqual && next.name === column.name
  })
}

interface CauseToStay extends Cause {
  readonly kind: string
  readonly name: string
}

/** What keeps a relation from being swapped. */
function causeToStay(
  scene: Scene,
  key: string,
  swapped: ReadonlyMap<string, RelationName>,
): CauseToStay | undefined {
  const fact = scene.facts.relations.get(key)!
  const obstacle = unmatchedObstacles(scene, key).find(
    // Between two tables that are both swapped, the old key goes with the old tables, and a stage's is written anew.
    ({ of }) => of === undefined || !(swapped.has(of) || scene.stages.has(of)),
  )
  if (obstacle) return neighbour(obstacle.kind, obstacle.name)
  if (!fact.owned || !(fact.byThisRole || fact.ownerMayCreate)) {
    return { ...neighbour('owner', fact.owner), text: `it belongs to ${fact.owner}` }
  }
  const parent = fact.parts.find(
    part => part.references && scene.inPlace.has(relationKey(part.references)),
  )
  return parent && neighbour('foreign key', `${parent.name} on ${displayRelation(fact.relation)}`)
}

function neighbour(kind: string, name: string): CauseToStay {
  return { code: 'neighbour', text: `${kind} ${name}`.trim(), kind, name }
}

/** What hangs on a relation and not equally on its stage. */
function unmatchedObstacles(scene: Scene, key: string): readonly Obstacle[] {
  const on = scene.facts.obstacles.filter(obstacle => obstacle.on === key)
  const item = scene.items.get(key)
  if (on.length === 0 || !item) return on
  const stage = relationKey(item.stage)
  const staged = new Set(
    scene.facts.obstacles.filter(found => found.on === stage).map(found => found.likeness),
  )
  return on.filter(({ likeness }) => likeness === undefined || !staged.has(likeness))
}

/** Finds the views to re-point, and swaps those of ours that cannot be, until nothing more changes. */
function followDependents(
  scene: Scene,
  swapped: Map<string, RelationName>,
): ReadonlyMap<string, Dependent> | undefined {
  const dependents = new Map<string, Dependent>()
  const readers = readersOf(scene.facts.reads)
  const queue = [...swapped.keys()]
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    for (const read of readers.get(key) ?? []) {
      const dependent = dependentOf(scene, read)
      if (dependent === 'stuck') return undefined
      if (!dependent) continue
      if (!dependents.has(read.view)) dependents.set(read.view, dependent)
      const { schema, name } = dependent.fact.relation
      const retyped = dependent.columns.length > 0
      const swap = dependent.own && (retyped || scene.request.swapViews.has(read.view))
      if (!swap || swapped.has(read.view)) continue
      const cause = causeToStay(scene, read.view, swapped)
      if (cause) stay(scene, read.view, cause)
      swapped.set(read.view, { schema: `${schema}__old`, name })
      queue.push(read.view)
    }
  }
  return dependents
}

function readersOf(reads: readonly ViewRead[]): ReadonlyMap<string, readonly ViewRead[]> {
  const readers = new Map<string, ViewRead[]>()
  for (const read of reads) {
    const known = readers.get(read.on)
    if (known) known.push(read)
    else readers.set(read.on, [read])
  }
  return readers
}

/**
 * The view as a dependent to write again; undefined when it is published itself or lies in a stage; 'stuck' when it cannot
 * be written again, and what it reads is replaced in place for that.
 */
function dependentOf(scene: Scene, read: ViewRead): Dependent | 'stuck' | undefined {
  const fact = scene.facts.relations.get(read.view)
  const on = scene.facts.relations.get(read.on)
  if (!fact || !on || scene.items.has(read.view)) return undefined
  if (/__(?:stage|old)$/.test(fact.relation.schema)) return undefined
  const name = displayRelation(fact.relation)
  const fixed = fixedKind(fact)
  if (fixed !== undefined) {
    stay(scene, read.on, neighbour(fixed, name))
    return 'stuck'
  }
  const own = scene.request.ownViews.has(read.view)
  const changes = changedColumns(scene, on)
  const removed = read.columns.find(column => changes.removed.has(column))
  if (removed !== undefined) {
    const relation = displayRelation(on.relation)
    if (own) throw modelError('M2103', { view: name, column: removed, relation })
    throw modelError('M2102', { view: name, column: removed, relation, reason: 'it is removed.' })
  }
  const columns = read.columns.filter(column => changes.retyped.has(column))
  return { fact, own, on: on.relation, columns }
}

/** What reads a relation and cannot be written again, for people; undefined for a view that can. */
export function fixedKind(
  reader: Pick<PublicationRelation, 'kind' | 'temporary' | 'owned' | 'owner'>,
): string | undefined {
  if (reader.kind === 'table') return 'a rule of the table'
  if (reader.kind !== 'view') return reader.kind
  if (reader.temporary) return 'temporary view'
  return reader.owned ? undefined : `view (owned by ${reader.owner})`
}

/** What a swap does to the columns. Of a view that we only write again nothing is known: all may have changed. */
function changedColumns(
  scene: Scene,
  on: PublicationRelation,
): { readonly removed: ReadonlySet<string>; readonly retyped: ReadonlySet<string> } {
  const item = scene.items.get(relationKey(on.relation))
  const names = on.columns.map(column => column.name)
  if (!item) return { removed: new Set(), retyped: new Set(names) }
  const stage = scene.facts.relations.get(relationKey(item.stage))
  const types = new Map(stage?.columns.map(column => [column.name, column.type]))
  const removed = names.filter(name => !types.has(name))
  const retyped = on.columns.filter(
    column => types.has(column.name) && types.get(column.name) !== column.type,
  )
  return { removed: new Set(removed), retyped: new Set(retyped.map(column => column.name)) }
}
