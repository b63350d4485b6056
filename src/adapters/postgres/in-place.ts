/**
 * Statements that give a table new rows under its identity. Readers are never blocked: rows are deleted, changed and
 * inserted, never truncated, so each of their statements sees the old rows or the new ones. Where foreign keys point at
 * the table it is changed by difference, so that rows referred to stay. Pure.
 */
import { printRelation, quoteIdentifier, type RelationName } from '../../sql/relation.ts'
import { missingParts, notNulls, type PartStep, partStep, type Referred } from './carried.ts'
import { newColumns } from './column-fit.ts'
import { leftIndexes, markInPlace } from './made-indexes.ts'
import type { Obstacle, PublicationRelation } from './publication-facts.ts'

/** One table that keeps its identity. */
export interface InPlaceStep {
  readonly relation: RelationName
  /** Columns to add first, in a transaction of their own: that takes an exclusive lock, which must be short. */
  readonly widen: string | undefined
  readonly remove: string
  readonly write: readonly string[]
  /** One row, `same`: as many rows as on the stage. */
  readonly verify: string
  /** Indexes that the new table has and the published one not: nobody who reads waits for these. */
  readonly indexes: readonly PartStep[]
  /** Constraints of the same kind; these need an exclusive lock. */
  readonly constraints: readonly PartStep[]
  /** Says of the indexes that are configured that a build made them. */
  readonly mark: string | undefined
  /** Indexes that are configured no more: dropped afterwards, when nobody reads the table just then. */
  readonly left: readonly RelationName[]
}

export interface InPlaceOptions {
  /** Columns that rows are matched by; without it all rows are replaced. */
  readonly key: readonly string[] | undefined
  /** Where what foreign keys point at will be. */
  readonly referred: Referred
}

/** The statements for a table that stays, from the stage with its new rows. */
export function inPlaceStep(
  final: PublicationRelation,
  stage: PublicationRelation,
  { key, referred }: InPlaceOptions,
): InPlaceStep {
  const names = new Set(final.parts.map(part => part.name))
  const missing = missingParts(stage, final).map(part => ({
    part,
    step: partStep(final.relation, part, { names, referred }),
  }))
  const isIndex = ({ part }: (typeof missing)[number]) => part.kind.endsWith('index')
  return {
    relation: final.relation,
    widen: widen(final, stage),
    ...(key ? byDifference(final, stage, key) : wholly(final, stage)),
    verify: `select (select count(*) from ${only(final)}) = (select count(*) from ${printRelation(stage.relation)}) as same`,
    indexes: missing.filter(isIndex).map(({ step }) => step),
    constraints: [
      ...notNulls(stage, final),
      ...missing.filter(part => !isIndex(part)).map(({ step }) => step),
    ],
    mark: markInPlace(final, stage),
    left: leftIndexes(final, missingParts(final, stage), key),
  }
}

/** Tables that inherit from it keep their rows; a partitioned one has its rows in those. */
function only(final: PublicationRelation): string {
  return `${final.partitioned ? '' : 'only '}${printRelation(final.relation)}`
}

function widen(final: PublicationRelation, stage: PublicationRelation): string | undefined {
  const added = newColumns(final, stage)
  if (added.length === 0) return undefined
  const clauses = added.map(({ name, type }) => `add column ${quoteIdentifier(name)} ${type}`)
  return `alter table ${printRelation(final.relation)} ${clauses.join(', ')}`
}

function wholly(
  final: PublicationRelation,
  stage: PublicationRelation,
): Pick<InPlaceStep, 'remove' | 'write'> {
  return {
    remove: `delete from ${only(final)}`,
    write: [insert(final, stage)],
  }
}

function insert(final: PublicationRelation, stage: PublicationRelation, where = ''): string {
  const columns = stage.columns.map(column => quoteIdentifier(column.name)).join(', ')
  // Identity columns take the rows' own numbers.
  return (
    `insert into ${printRelation(final.relation)} (${columns}) overriding system value ` +
    `select ${columns} from ${printRelation(stage.relation)} as s${where}`
  )
}

function byDifference(
  final: PublicationRelation,
  stage: PublicationRelation,
  key: readonly string[],
): Pick<InPlaceStep, 'remove' | 'write'> {
  const same = key
    .map(quoteIdentifier)
    .map(column => `s.${column} = t.${column}`)
    .join(' and ')
  const from = printRelation(stage.relation)
  return {
    remove: `delete from ${only(final)} as t where not exists (select from ${from} as s where ${same})`,
    write: [
      ...update(final, stage, { key, same }),
      insert(
        final,
        stage,
        ` where not exists (select from ${printRelation(final.relation)} as t where ${same})`,
      ),
    ],
  }
}

/** Rows are compared by their image, which every type has; equal numbers written differently are a change. */
function update(
  final: PublicationRelation,
  stage: PublicationRelation,
  { key, same }: { readonly key: readonly string[]; readonly same: string },
): readonly string[] {
  const types = new Map(final.columns.map(column => [column.name, column.type]))
  const others = stage.columns.filter(column => !key.includes(column.name))
  if (others.length === 0) return []
  const columns = others.map(({ name, type }) => ({
    name: quoteIdentifier(name),
    type: types.get(name) ?? type,
  }))
  const sets = columns.map(({ name }) => `${name} = s.${name}`).join(', ')
  const old = columns.map(({ name }) => `t.${name}`).join(', ')
  const next = columns.map(({ name, type }) => `s.${name}::${type}`).join(', ')
  return [
    `update ${only(final)} as t set ${sets} from ${printRelation(stage.relation)} as s ` +
      `where ${same} and row(${old})::record operator(pg_catalog.*<>) row(${next})::record`,
  ]
}

/** The key by which rows are matched: one that foreign keys point at, the primary key before others. */
export function referredKey(
  final: PublicationRelation,
  obstacles: readonly Obstacle[],
): readonly string[] | undefined {
  const keys = obstacles.filter(({ key }) => key.length > 0).map(({ key }) => key)
  const primary = final.parts.find(part => part.kind === 'primary key')
  const isPrimary = (key: readonly string[]) =>
    primary?.definition.startsWith(`PRIMARY KEY (${key.join(', ')})`)
  return keys.find(isPrimary) ?? keys[0]
}
