/**
 * The statements of a publication, as a pure function of the facts read first. Tables and changed views are *swapped*: the
 * old one moves to `__old`, the new one takes its name. Views that read a swapped relation still read the old one, so
 * they are *re-pointed* by writing their own definition again; where that cannot be (a column got another type) a view of
 * ours is swapped itself, and the views above it in turn. A view of others is never replaced: the publication is refused.
 */
import { modelError } from '../../errors/model-error.ts'
import { displayRelation, type RelationName, relationKey } from '../../sql/relation.ts'
import type { PublishItem, ReplacedRelation } from '../adapter.ts'
import type { PublicationFacts, PublicationRelation, ViewRead } from './dependents.ts'
import * as print from './publication-text.ts'
import { parentsFirst } from './view-order.ts'

/** A view that is written (again) under its own name. */
export interface ViewStep {
  readonly view: RelationName
  readonly statements: readonly string[]
  /** Of views that are not in the publication: what could break them. */
  readonly dependent:
    | { readonly own: boolean; readonly on: RelationName; readonly columns: readonly string[] }
    | undefined
}

/** All statements, in the order in which they run. */
export interface Publication {
  /** Nobody can see or wait for these yet. */
  readonly prepare: readonly string[]
  readonly locks: readonly string[]
  readonly moveOld: readonly string[]
  readonly moveStage: readonly string[]
  readonly views: readonly ViewStep[]
  readonly repointed: readonly RelationName[]
  readonly replaced: readonly ReplacedRelation[]
  /** What is locked, for the message when that fails. */
  readonly locked: readonly RelationName[]
}

export interface PublicationRequest {
  readonly items: readonly PublishItem[]
  /** Views that may be swapped, by `relationKey`. */
  readonly ownViews: ReadonlySet<string>
  /** Views that turned out not to be replaceable under their identity. */
  readonly swapViews: ReadonlySet<string>
}

/** Decides what happens to every relation and writes it down. */
export function planPublication(request: PublicationRequest, facts: PublicationFacts): Publication {
  const scene = new Map(request.items.map(item => [relationKey(item.final), item]))
  const dependents = new Map<string, Dependent>()
  const swapped = new Map<string, RelationName>()
  for (const item of request.items) {
    if (isSwapped(item, facts, request.swapViews)) swapped.set(relationKey(item.final), item.old)
  }
  refuseObstacles(swapped, facts)
  followDependents({ request, facts, scene, swapped, dependents })
  const known = (key: string): PublicationRelation | undefined => facts.relations.get(key)
  const olds = [...swapped].map(([key, old]) => ({ fact: known(key)!, old }))
  const locked = lockOrder(request.items, swapped, dependents, facts)
  return {
    prepare: prepare(request.items, olds, facts),
    locks: print.lockStatements(locked),
    moveOld: olds.map(({ fact, old }) => print.moveTo(fact.relation, fact.kind, old.schema)),
    moveStage: request.items.flatMap(item => moveStage(item, known(relationKey(item.final)))),
    views: viewSteps({ request, facts, scene, swapped, dependents }),
    repointed: [...dependents.values()].map(dependent => dependent.fact.relation),
    replaced: [
      ...request.items.flatMap(stageView),
      ...olds.map(({ fact, old }) => ({ relation: old, kind: print.dropKind(fact.kind) })),
    ],
    locked: locked.map(fact => fact.relation),
  }
}

interface Dependent {
  readonly fact: PublicationRelation
  readonly own: boolean
  readonly on: RelationName
  readonly columns: readonly string[]
}

interface Scene {
  readonly request: PublicationRequest
  readonly facts: PublicationFacts
  /** Items by the key of their final relation. */
  readonly scene: ReadonlyMap<string, PublishItem>
  /** Relations that get another identity, and where the old one goes. */
  readonly swapped: Map<string, RelationName>
  /** Views outside of the publication that have to be written again. */
  readonly dependents: Map<string, Dependent>
}

function isSwapped(
  item: PublishItem,
  facts: PublicationFacts,
  swapViews: ReadonlySet<string>,
): boolean {
  const final = facts.relations.get(relationKey(item.final))
  if (!final) return false
  if (item.kind === 'table' || final.kind !== 'view') return true
  const stage = facts.relations.get(relationKey(item.stage))
  return swapViews.has(relationKey(item.final)) || !isPrefix(final, stage)
}

/** `create or replace view` may add columns at the end, and change nothing else. */
function isPrefix(final: PublicationRelation, stage: PublicationRelation | undefined): boolean {
  return final.columns.every((column, at) => {
    const next = stage?.columns[at]
    return next?.name === column.name && next.type === column.type
  })
}

function refuseObstacles(
  swapped: ReadonlyMap<string, RelationName>,
  facts: PublicationFacts,
): void {
  const obstacle = facts.obstacles.find(found => swapped.has(found.on))
  if (!obstacle) return
  const relation = displayRelation(facts.relations.get(obstacle.on)!.relation)
  throw modelError('M2104', { relation, kind: obstacle.kind, name: obstacle.name })
}

/** Finds the views to re-point, and swaps those of ours that cannot be, until nothing more changes. */
function followDependents(scene: Scene): void {
  const queue = [...scene.swapped.keys()]
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    for (const read of scene.facts.reads.filter(candidate => candidate.on === key)) {
      const dependent = dependentOf(scene, read)
      if (!dependent) continue
      if (!scene.dependents.has(read.view)) scene.dependents.set(read.view, dependent)
      const { schema, name } = dependent.fact.relation
      const swap =
        dependent.own && (dependent.columns.length > 0 || scene.request.swapViews.has(read.view))
      if (!swap || scene.swapped.has(read.view)) continue
      scene.swapped.set(read.view, { schema: `${schema}__old`, name })
      queue.push(read.view)
    }
  }
}

/** The view as a dependent to write again; undefined when it is published itself or lies in a stage. */
function dependentOf(scene: Scene, read: ViewRead): Dependent | undefined {
  const fact = scene.facts.relations.get(read.view)
  const on = scene.facts.relations.get(read.on)
  if (!fact || !on || scene.scene.has(read.view)) return undefined
  if (/__(?:stage|old)$/.test(fact.relation.schema)) return undefined
  const own = scene.request.ownViews.has(read.view)
  const relation = displayRelation(on.relation)
  const name = displayRelation(fact.relation)
  if (fact.kind !== 'view') throw modelError('M2104', { relation, kind: fact.kind, name })
  if (!fact.owned) {
    throw modelError('M2104', { relation, kind: `view (owned by ${fact.owner})`, name })
  }
  const changes = changedColumns(scene, on)
  const removed = read.columns.find(column => changes.removed.has(column))
  if (removed !== undefined) {
    if (own) throw modelError('M2103', { view: name, column: removed, relation })
    throw modelError('M2102', { view: name, column: removed, relation, reason: 'it is removed.' })
  }
  const columns = read.columns.filter(column => changes.retyped.has(column))
  return { fact, own, on: on.relation, columns }
}

/** What a swap does to the columns. Of a view that we only write again nothing is known: all may have changed. */
function changedColumns(
  scene: Scene,
  on: PublicationRelation,
): { readonly removed: ReadonlySet<string>; readonly retyped: ReadonlySet<string> } {
  const item = scene.scene.get(relationKey(on.relation))
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

/**
 * The fixed order in which every publisher locks: views first, those above others before them, as a reader's query takes
 * them; then the tables by name. In another order readers die of deadlock.
 */
function lockOrder(
  items: readonly PublishItem[],
  swapped: ReadonlyMap<string, RelationName>,
  dependents: ReadonlyMap<string, Dependent>,
  facts: PublicationFacts,
): readonly PublicationRelation[] {
  const keys = [
    ...items.map(item => relationKey(item.final)),
    ...swapped.keys(),
    ...dependents.keys(),
  ]
  const known = [...new Set(keys)].sort().flatMap(key => facts.relations.get(key) ?? [])
  const views = known.filter(fact => fact.kind === 'view')
  const ordered = parentsFirst(
    views.map(fact => relationKey(fact.relation)),
    facts.reads,
  )
  return [
    ...ordered.reverse().map(key => facts.relations.get(key)!),
    ...known.filter(fact => fact.kind !== 'view'),
  ]
}

/** Makes room: schemas for what moves out, and away with what an earlier run left under those names. */
function prepare(
  items: readonly PublishItem[],
  olds: readonly { readonly fact: PublicationRelation; readonly old: RelationName }[],
  facts: PublicationFacts,
): readonly string[] {
  const wanted = [...olds.map(({ old }) => old.schema), ...items.map(item => item.final.schema)]
  const missing = [...new Set(wanted)].filter(schema => !facts.schemas.has(schema))
  const room = olds.filter(({ old }) => facts.schemas.has(old.schema))
  return [
    ...missing.map(print.createSchema),
    ...room.flatMap(({ fact, old }) => {
      const left = facts.relations.get(relationKey(old)) ?? fact
      return print.drop(old, print.dropKind(left.kind))
    }),
  ]
}

/** The new table keeps what was granted on the old one. */
function moveStage(item: PublishItem, final: PublicationRelation | undefined): readonly string[] {
  if (item.kind === 'view') return []
  return [
    ...print.grants(item.stage, final?.grants ?? []),
    print.moveTo(item.stage, 'table', item.final.schema),
  ]
}

function stageView(item: PublishItem): readonly ReplacedRelation[] {
  return item.kind === 'view' ? [{ relation: item.stage, kind: 'view' }] : []
}

/** Every view that is written, in an order in which what it reads is there. */
function viewSteps(scene: Scene): readonly ViewStep[] {
  const views = scene.request.items.filter(item => item.kind === 'view')
  const keys = [...views.map(item => relationKey(item.final)), ...scene.dependents.keys()]
  const finals = new Map(
    scene.request.items.map(item => [relationKey(item.stage), relationKey(item.final)]),
  )
  const reads = scene.facts.reads
    // What a published view read until now says nothing about its new text; its stage does.
    .filter(read => !scene.scene.has(read.view))
    .map(read => ({ view: finals.get(read.view) ?? read.view, on: finals.get(read.on) ?? read.on }))
  return parentsFirst(keys, reads).map(key => {
    const item = scene.scene.get(key)
    return item?.kind === 'view' ? itemStep(scene, item) : dependentStep(scene, key)
  })
}

function itemStep(scene: Scene, item: PublishItem & { readonly kind: 'view' }): ViewStep {
  const key = relationKey(item.final)
  const final = scene.facts.relations.get(key)
  const options = final?.kind === 'view' ? final.options : []
  const fresh = !final || scene.swapped.has(key)
  const statements = fresh
    ? [
        print.createView(item.final, item.select, options),
        ...print.grants(item.final, final?.grants ?? []),
      ]
    : [print.replaceView(item.final, item.select, options)]
  return { view: item.final, statements, dependent: undefined }
}

function dependentStep(scene: Scene, key: string): ViewStep {
  const { fact, own, on, columns } = scene.dependents.get(key)!
  const statements = scene.swapped.has(key)
    ? print.recreateView(fact)
    : [print.replaceView(fact.relation, fact.definition!, fact.options)]
  return { view: fact.relation, statements, dependent: { own, on, columns } }
}
