/**
 * The statements of a publication, as a pure function of the facts read first. A table or changed view that is *swapped*
 * moves to `__old`, and the new one takes its name. Views that read a swapped relation still read the old one, so they are
 * *re-pointed* by writing their own definition again; where that cannot be (a column got another type) a view of ours is
 * swapped itself, and the views above it in turn. A table on which something hangs that cannot follow keeps its identity,
 * and its rows are replaced *in place* (ways.ts decides). Nothing of others is ever dropped.
 */
import { modelError } from '../../errors/model-error.ts'
import { displayRelation, type RelationName, relationKey } from '../../sql/relation.ts'
import type { InPlaceReplacement, PublishItem, ReplacedRelation } from '../adapter.ts'
import { createSchema } from './blocks.ts'
import * as carried from './carried.ts'
import { misfit } from './column-fit.ts'
import { type InPlaceStep, inPlaceStep, referredKey } from './in-place.ts'
import { markStage } from './made-indexes.ts'
import type { PublicationFacts, PublicationRelation } from './publication-facts.ts'
import * as print from './publication-text.ts'
import { parentsFirst } from './view-order.ts'
import { type Cause, decideWays, type PublicationRequest, type Ways } from './ways.ts'

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
  /** Tables whose rows are replaced under their identity, those that others refer to first. */
  readonly inPlace: readonly InPlaceStep[]
  /** Nobody can see or wait for these yet. */
  readonly prepare: readonly string[]
  /** Indexes and constraints that stages get from the tables they replace. */
  readonly parts: readonly carried.PartStep[]
  readonly locks: readonly string[]
  /** Foreign keys of stages that point at new tables take the place of those that point at old ones. */
  readonly retarget: readonly string[]
  readonly moveOld: readonly string[]
  readonly moveStage: readonly string[]
  readonly views: readonly ViewStep[]
  readonly repointed: readonly RelationName[]
  readonly replacedInPlace: readonly InPlaceReplacement[]
  readonly replaced: readonly ReplacedRelation[]
  /** What is locked, for the message when that fails. */
  readonly locked: readonly RelationName[]
  /** What has to be still as it was read, once it is locked. */
  readonly unchanged: readonly RelationName[]
}

/** Decides what happens to every relation and writes it down. */
export function planPublication(request: PublicationRequest, facts: PublicationFacts): Publication {
  const ways = decideWays(request, facts)
  const items = new Map(request.items.map(item => [relationKey(item.final), item]))
  const scene: Scene = {
    request,
    facts,
    items,
    ways,
    untouched: untouchedViews(items, facts, ways),
  }
  const known = (key: string): PublicationRelation => facts.relations.get(key)!
  const olds = [...ways.swapped].map(([key, old]) => ({ fact: known(key), old }))
  const inPlace = inPlaceSteps(scene)
  const moved = request.items.filter(
    item => item.kind === 'table' && !ways.inPlace.has(relationKey(item.final)),
  )
  const locked = lockOrder(scene, inPlace)
  return {
    inPlace,
    prepare: [...prepare(request.items, olds, facts), ...moved.flatMap(item => dress(scene, item))],
    ...parts(scene, moved),
    locks: print.lockStatements(locked),
    moveOld: olds.map(({ fact, old }) => print.moveTo(fact.relation, fact.kind, old.schema)),
    moveStage: moved.flatMap(item => moveStage(item, facts)),
    views: viewSteps(scene),
    repointed: [...ways.dependents.values()].map(dependent => dependent.fact.relation),
    replacedInPlace: inPlace.map(({ relation }) => {
      const { code, text } = ways.inPlace.get(relationKey(relation))!
      return { relation, reason: { code, text } }
    }),
    replaced: replaced(scene, olds),
    locked: locked.map(fact => fact.relation),
    unchanged: [...ways.swapped.keys(), ...ways.dependents.keys()].map(key => known(key).relation),
  }
}

interface Scene {
  readonly request: PublicationRequest
  readonly facts: PublicationFacts
  /** Items by the key of their final relation. */
  readonly items: ReadonlyMap<string, PublishItem>
  readonly ways: Ways
  /** Views of the publication that are right as they stand. */
  readonly untouched: ReadonlySet<string>
}

/**
 * Views whose new text is their old one, on tables that keep their identity: to write them again would only wait for who
 * reads them. Texts are compared as the server prints them, stages under their final names.
 */
function untouchedViews(
  items: ReadonlyMap<string, PublishItem>,
  facts: PublicationFacts,
  ways: Ways,
): ReadonlySet<string> {
  const moving = new Set(
    facts.reads.filter(({ on }) => ways.swapped.has(on)).map(({ view }) => view),
  )
  const same = [...items].filter(([key, item]) => {
    const final = facts.relations.get(key)
    const stage = facts.relations.get(relationKey(item.stage))
    if (item.kind !== 'view' || final?.kind !== 'view' || moving.has(key)) return false
    const named = stage?.definition?.replaceAll(/__stage\b/g, '')
    return !ways.swapped.has(key) && named === final.definition
  })
  return new Set(same.map(([key]) => key))
}

/** @throws ModelError M2102, M2105 when the new rows do not fit into the table as it stands. */
function inPlaceSteps({ facts, items, ways }: Scene): readonly InPlaceStep[] {
  const referred = carried.referredInPlace([...items.values()])
  const keys = [...ways.inPlace.keys()].filter(key => items.has(key))
  const references = keys.flatMap(key =>
    facts.relations
      .get(key)!
      .parts.flatMap(part =>
        part.references ? [{ view: key, on: relationKey(part.references) }] : [],
      ),
  )
  return parentsFirst(keys, references).map(key => {
    const final = facts.relations.get(key)!
    const stage = facts.relations.get(relationKey(items.get(key)!.stage))!
    refuseMisfit(final, stage, ways.inPlace.get(key)!)
    const obstacles = facts.obstacles.filter(({ on }) => on === key)
    return inPlaceStep(final, stage, { key: referredKey(final, obstacles), referred })
  })
}

function refuseMisfit(final: PublicationRelation, stage: PublicationRelation, cause: Cause): void {
  const found = misfit(final, stage)
  if (!found) return
  const relation = displayRelation(final.relation)
  if (cause.view) {
    const { name, column, reason } = cause.view
    throw modelError('M2102', { view: name, column, relation, reason })
  }
  throw modelError('M2105', { relation, ...found, because: cause.text })
}

/**
 * The fixed order in which every publisher locks: views first, those above others before them, as a reader's query takes
 * them; then the tables by name. In another order readers die of deadlock.
 */
function lockOrder(
  { items, ways, facts, untouched }: Scene,
  inPlace: readonly InPlaceStep[],
): readonly PublicationRelation[] {
  const constrained = inPlace.filter(step => step.constraints.length > 0)
  const keys = [
    ...[...items.keys()].filter(key => !ways.inPlace.has(key) && !untouched.has(key)),
    ...constrained.map(step => relationKey(step.relation)),
    ...ways.swapped.keys(),
    ...ways.dependents.keys(),
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

interface OldRelation {
  readonly fact: PublicationRelation
  readonly old: RelationName
}

/** Makes room: schemas for what moves out, and away with what an earlier run left under those names. */
function prepare(
  items: readonly PublishItem[],
  olds: readonly OldRelation[],
  facts: PublicationFacts,
): readonly string[] {
  const wanted = [...olds.map(({ old }) => old.schema), ...items.map(item => item.final.schema)]
  const missing = [...new Set(wanted)].filter(schema => !facts.schemas.has(schema))
  // What lies under an item's old name was read; of other views that are swapped it is not known.
  const asked = new Set(items.map(({ old }) => relationKey(old)))
  const room = olds.filter(({ old }) => {
    const key = relationKey(old)
    return facts.relations.has(key) || (facts.schemas.has(old.schema) && !asked.has(key))
  })
  return [
    ...missing.map(createSchema),
    ...room.flatMap(({ fact, old }) => {
      const left = facts.relations.get(relationKey(old)) ?? fact
      return print.drop(old, print.dropKind(left.kind))
    }),
  ]
}

/** What a new table gets before it moves in: all that stood on the old one, or what its schema grants on new tables. */
function dress({ facts }: Scene, item: PublishItem): readonly string[] {
  const final = facts.relations.get(relationKey(item.final))
  const stage = facts.relations.get(relationKey(item.stage))
  const marks = stage ? markStage(stage) : []
  if (!final) {
    return [...marks, ...print.grants(item.stage, facts.schemas.get(item.final.schema) ?? [])]
  }
  if (!stage) return []
  // A view's options and settings mean nothing on a table.
  const worn = final.kind === 'table' ? final : { ...final, options: [], settings: [] }
  return [...marks, ...carried.carry(stage, worn)]
}

/** Keys that others refer to come before the foreign keys. */
function parts(
  { facts, items, ways }: Scene,
  moved: readonly PublishItem[],
): Pick<Publication, 'parts' | 'retarget'> {
  const referred = carried.referredFromStage([...items.values()], ways)
  const stages = moved.flatMap(item => {
    const stage = facts.relations.get(relationKey(item.stage))
    return stage ? [{ stage, final: facts.relations.get(relationKey(item.final)) }] : []
  })
  const retargeted = stages.flatMap(({ stage }) => carried.retarget(stage, referred))
  const steps = stages.flatMap(({ stage, final }) =>
    final?.kind === 'table' ? carried.carryParts(stage, final, referred) : [],
  )
  return {
    parts: [
      ...steps.filter(step => !carried.isForeignKey(step)),
      ...retargeted.map(({ make }) => make),
      ...steps.filter(carried.isForeignKey),
    ],
    retarget: retargeted.map(({ replace }) => replace),
  }
}

function moveStage(item: PublishItem, facts: PublicationFacts): readonly string[] {
  const final = facts.relations.get(relationKey(item.final))
  return [
    print.moveTo(item.stage, 'table', item.final.schema),
    ...(final && !final.byThisRole ? [print.ownerTo(item.final, 'table', final.owner)] : []),
  ]
}

/** What nobody sees any more: staged views, stages whose rows were copied, and what moved out. */
function replaced({ request, ways }: Scene, olds: readonly OldRelation[]): ReplacedRelation[] {
  const copied = request.items.filter(
    item => item.kind === 'view' || ways.inPlace.has(relationKey(item.final)),
  )
  return [
    ...copied.map(item => ({ relation: item.stage, kind: item.kind })),
    ...olds.map(({ fact, old }) => ({ relation: old, kind: print.dropKind(fact.kind) })),
  ]
}

/** Every view that is written, in an order in which what it reads is there. */
function viewSteps(scene: Scene): readonly ViewStep[] {
  const { request, facts, items, ways, untouched } = scene
  const views = request.items.filter(item => item.kind === 'view')
  const written = views.map(item => relationKey(item.final)).filter(key => !untouched.has(key))
  const keys = [...written, ...ways.dependents.keys()]
  const finals = new Map(
    request.items.map(item => [relationKey(item.stage), relationKey(item.final)]),
  )
  const reads = facts.reads
    // What a published view read until now says nothing about its new text; its stage does.
    .filter(read => !items.has(read.view))
    .map(read => ({ view: finals.get(read.view) ?? read.view, on: finals.get(read.on) ?? read.on }))
  return parentsFirst(keys, reads).map(key => {
    const item = items.get(key)
    return item?.kind === 'view' ? itemStep(scene, item) : dependentStep(scene, key)
  })
}

function itemStep(scene: Scene, item: PublishItem & { readonly kind: 'view' }): ViewStep {
  const key = relationKey(item.final)
  const final = scene.facts.relations.get(key)
  const options = final?.kind === 'view' ? final.options : []
  const fresh = !final || scene.ways.swapped.has(key)
  const statements = fresh
    ? [
        print.createView(item.final, item.select, options),
        ...(final ? print.dressView(present(final, scene, item)) : []),
      ]
    : [print.replaceView(item.final, item.select, options)]
  return { view: item.final, statements, dependent: undefined }
}

/** The old relation without what is said of columns that the new one lacks. */
function present(final: PublicationRelation, scene: Scene, item: PublishItem): PublicationRelation {
  const stage = scene.facts.relations.get(relationKey(item.stage))
  const columns = new Set(stage?.columns.map(column => column.name))
  return {
    ...final,
    grants: final.grants.filter(({ column }) => column === undefined || columns.has(column)),
    columnComments: final.columnComments.filter(([column]) => columns.has(column)),
  }
}

function dependentStep(scene: Scene, key: string): ViewStep {
  const { fact, own, on, columns } = scene.ways.dependents.get(key)!
  const statements = scene.ways.swapped.has(key)
    ? print.recreateView(fact)
    : [print.replaceView(fact.relation, fact.definition!, fact.options)]
  return { view: fact.relation, statements, dependent: { own, on, columns } }
}
