/** The single statements of a publication as text. Pure. */
import {
  printRelation,
  quoteIdentifier,
  quoteLiteral,
  type RelationName,
} from '../../sql/relation.ts'
import type { RelationFact } from '../adapter.ts'
import type { Grant, PublicationRelation } from './dependents.ts'

type Options = PublicationRelation['options']

export function createSchema(schema: string): string {
  return `create schema if not exists ${quoteIdentifier(schema)}`
}

/** What `drop` calls a relation. */
export function dropKind(kind: RelationFact['kind']): 'table' | 'view' {
  return kind === 'view' ? 'view' : 'table'
}

export function drop(relation: RelationName, kind: 'table' | 'view'): string {
  return `drop ${kind} if exists ${printRelation(relation)}`
}

/**
 * Views by a change of owner to the owner they have: it locks the view alone, where `lock table` on a view would lock all
 * that it reads. Tables by one `lock table`.
 */
export function lockStatements(relations: readonly PublicationRelation[]): readonly string[] {
  const views = relations.filter(fact => fact.kind === 'view')
  const tables = relations.filter(fact => fact.kind !== 'view')
  const names = tables.map(fact => printRelation(fact.relation)).join(', ')
  return [
    ...views.map(
      fact => `alter view ${printRelation(fact.relation)} owner to ${quoteIdentifier(fact.owner)}`,
    ),
    ...(tables.length > 0 ? [`lock table ${names} in access exclusive mode`] : []),
  ]
}

export function moveTo(relation: RelationName, kind: RelationFact['kind'], schema: string): string {
  return `alter ${dropKind(kind)} ${printRelation(relation)} set schema ${quoteIdentifier(schema)}`
}

export function grants(relation: RelationName, granted: readonly Grant[]): readonly string[] {
  return granted.map(grant => {
    const grantee = grant.grantee === undefined ? 'public' : quoteIdentifier(grant.grantee)
    const option = grant.grantable ? ' with grant option' : ''
    return `grant ${grant.privilege} on ${printRelation(relation)} to ${grantee}${option}`
  })
}

export function createView(relation: RelationName, select: string, options: Options): string {
  return `create view ${printRelation(relation)}${withOptions(options)} as\n${select}`
}

/** Keeps identity, grants and dependents. Options are written again: a replace without them resets them silently. */
export function replaceView(relation: RelationName, select: string, options: Options): string {
  return `create or replace view ${printRelation(relation)}${withOptions(options)} as\n${select}`
}

function withOptions(options: Options): string {
  if (options.length === 0) return ''
  return ` with (${options.map(([name, value]) => `${name} = ${quoteLiteral(value)}`).join(', ')})`
}

/** A view of ours as it was, under another identity: definition, options, owner, grants, comments. */
export function recreateView(fact: PublicationRelation): readonly string[] {
  const name = printRelation(fact.relation)
  return [
    createView(fact.relation, fact.definition!, fact.options),
    `alter view ${name} owner to ${quoteIdentifier(fact.owner)}`,
    ...grants(fact.relation, fact.grants),
    ...(fact.comment === undefined
      ? []
      : [`comment on view ${name} is ${quoteLiteral(fact.comment)}`]),
    ...fact.columnComments.map(
      ([column, comment]) =>
        `comment on column ${name}.${quoteIdentifier(column)} is ${quoteLiteral(comment)}`,
    ),
  ]
}
