/**
 * What a table that is swapped hands on to the new one. Configured things stand on the stage already and win; what else
 * stood on the old table goes with it: grants exactly as they were, comments, options, indexes, constraints, owner. All of
 * it is done on the stage, before any reader can be in the way. Pure.
 */
import {
  printRelation,
  quoteIdentifier,
  type RelationName,
  relationKey,
} from '../../sql/relation.ts'
import type { PublishItem } from '../adapter.ts'
import { isMade } from './made-indexes.ts'
import type { Grant, Part, PublicationRelation } from './publication-facts.ts'
import * as print from './publication-text.ts'

/** A statement whose failure says something about one part of one table. */
export interface PartStep {
  readonly sql: string
  readonly relation: RelationName
  /** `the constraint t_check`. */
  readonly part: string
}

/** Where a table that is referred to by foreign keys will be read from; undefined: where it is. */
export type Referred = (relation: RelationName) => RelationName | undefined

/** Options, column settings, grants and comments of the old table, for the stage. */
export function carry(stage: PublicationRelation, final: PublicationRelation): readonly string[] {
  const columns = new Set(stage.columns.map(column => column.name))
  const present = <T>(pairs: readonly (readonly [string, T])[]) =>
    pairs.filter(([column]) => columns.has(column))
  const commented = new Set(stage.columnComments.map(([column]) => column))
  const comments = {
    comment: stage.comment ?? final.comment,
    columnComments: present(final.columnComments).filter(([column]) => !commented.has(column)),
  }
  return [
    ...options(stage, final),
    ...present(final.settings)
      .filter(setting => !has(stage.settings, setting))
      .map(([column, clause]) => alter(stage, `alter column ${quoteIdentifier(column)} ${clause}`)),
    ...(final.replicaIdentity === undefined
      ? []
      : [alter(stage, `replica identity ${final.replicaIdentity}`)]),
    ...grantsAsBefore(
      stage,
      final.grants.filter(({ column }) => column === undefined || columns.has(column)),
    ),
    ...print.comments(stage.relation, 'table', comments),
  ]
}

const has = (
  pairs: readonly (readonly [string, string])[],
  [name, text]: readonly [string, string],
) => pairs.some(pair => pair[0] === name && pair[1] === text)

function alter({ relation }: PublicationRelation, clause: string): string {
  return `alter table ${printRelation(relation)} ${clause}`
}

function options(stage: PublicationRelation, final: PublicationRelation): readonly string[] {
  const configured = new Set(stage.options.map(([name]) => name))
  const kept = final.options.filter(([name]) => !configured.has(name))
  return kept.length === 0 ? [] : [alter(stage, `set (${print.optionList(kept)})`)]
}

/** Neither fewer nor more: what default privileges gave to the stage goes when it was not on the old table. */
function grantsAsBefore(stage: PublicationRelation, grants: readonly Grant[]): readonly string[] {
  const key = (grant: Grant): string =>
    JSON.stringify([grant.grantee, grant.privilege, grant.grantable, grant.column ?? null])
  const [before, now] = [new Set(grants.map(key)), new Set(stage.grants.map(key))]
  return [
    ...print.revokes(
      stage.relation,
      stage.grants.filter(grant => !before.has(key(grant))),
    ),
    ...print.grants(
      stage.relation,
      grants.filter(grant => !now.has(key(grant))),
    ),
  ]
}

/** Indexes, constraints and not null of the old table that the new one lacks; foreign keys last. */
export function carryParts(
  stage: PublicationRelation,
  final: PublicationRelation,
  referred: Referred,
): readonly PartStep[] {
  const names = new Set(stage.parts.map(part => part.name))
  const columns = new Set(stage.columns.map(column => column.name))
  // What needs a column that is no longer made goes with it, and so does an index that is configured no more.
  const kept = missingParts(final, stage).filter(
    part => part.columns.every(name => columns.has(name)) && !isMade(part),
  )
  const steps = kept.map(part => partStep(stage.relation, part, { names, referred }))
  return [...notNulls(final, stage), ...steps]
}

/** A foreign key that gets a successor pointing elsewhere. */
export interface Retargeted {
  /** The successor, under a name of its own: its rows are checked before anything is locked. */
  readonly make: PartStep
  /** Puts it in the other's place. To drop a foreign key locks the table that it points at, so it waits for the locks. */
  readonly replace: string
}

/** Foreign keys of a stage that point at where a table was: they have to point at where it will be. */
export function retarget(stage: PublicationRelation, referred: Referred): readonly Retargeted[] {
  const table = printRelation(stage.relation)
  return stage.parts.flatMap((part, at) => {
    if (part.references === undefined || referred(part.references) === undefined) return []
    const name = `model_retargeted_${at}`
    const make = partStep(stage.relation, { ...part, name }, { names: new Set(), referred })
    const [old, next] = [quoteIdentifier(part.name), quoteIdentifier(name)]
    const replace = `alter table ${table} drop constraint ${old};\nalter table ${table} rename constraint ${next} to ${old}`
    return [{ make: { ...make, part: `the foreign key ${part.name}` }, replace }]
  })
}

/** Parts of one table that another has not. A primary key of its own, or a constraint under the same name, wins. */
export function missingParts(from: PublicationRelation, on: PublicationRelation): readonly Part[] {
  const standing = new Set(on.parts.map(likeness))
  const names = new Set(on.parts.filter(part => !isIndex(part)).map(part => part.name))
  const keyed = on.parts.some(part => part.kind === 'primary key')
  return from.parts.filter(part => {
    if (standing.has(likeness(part))) return false
    return isIndex(part) || !(names.has(part.name) || (keyed && part.kind === 'primary key'))
  })
}

/** Not null where a table of the same columns has it and this one has not. */
export function notNulls(from: PublicationRelation, on: PublicationRelation): readonly PartStep[] {
  const nullable = new Set(on.columns.filter(column => !column.notNull).map(column => column.name))
  return from.columns
    .filter(column => column.notNull && nullable.has(column.name))
    .map(column => ({
      sql: alter(on, `alter column ${quoteIdentifier(column.name)} set not null`),
      relation: on.relation,
      part: `not null on column ${column.name}`,
    }))
}

/** Equal for equal parts of two tables, whether they refer to a published table or to its stage. */
function likeness({ kind, definition, references }: Part): string {
  const schema = references?.schema.replace(/__stage$/, '')
  return JSON.stringify([kind, definition, schema, references?.name])
}

const isIndex = (part: Part): boolean => part.kind === 'index' || part.kind === 'unique index'

/** Makes a part on a table, under its own name unless that is taken. */
export function partStep(
  relation: RelationName,
  part: Part,
  { names, referred }: { readonly names: ReadonlySet<string>; readonly referred: Referred },
): PartStep {
  const name = names.has(part.name) ? '' : `${quoteIdentifier(part.name)} `
  const target = part.references && (referred(part.references) ?? part.references)
  const definition = target
    ? part.definition.replace(' REFERENCES %(', () => ` REFERENCES ${printRelation(target)}(`)
    : part.definition
  const sql = isIndex(part)
    ? `create ${part.kind} ${name}on ${printRelation(relation)} ${definition}`
    : `alter table ${printRelation(relation)} add ${name === '' ? '' : `constraint ${name}`}${definition}`
  return { sql, relation, part: `the ${part.kind} ${part.name}` }
}

/** True for a key that can be made when all other keys stand. */
export const isForeignKey = (step: PartStep): boolean => step.part.startsWith('the foreign key ')

/** For foreign keys of stages: published tables that are swapped are on their stage, stages that are copied are not. */
export function referredFromStage(
  items: readonly Pick<PublishItem, 'stage' | 'final'>[],
  ways: {
    readonly swapped: ReadonlyMap<string, unknown>
    readonly inPlace: ReadonlyMap<string, unknown>
  },
): Referred {
  const places = new Map<string, RelationName>()
  for (const { stage, final } of items) {
    if (ways.swapped.has(relationKey(final))) places.set(relationKey(final), stage)
    if (ways.inPlace.has(relationKey(final))) places.set(relationKey(stage), final)
  }
  return relation => places.get(relationKey(relation))
}

/** For foreign keys of tables that stay: nothing is on a stage any more when they are made. */
export function referredInPlace(items: readonly Pick<PublishItem, 'stage' | 'final'>[]): Referred {
  const places = new Map(items.map(({ stage, final }) => [relationKey(stage), final]))
  return relation => places.get(relationKey(relation))
}
