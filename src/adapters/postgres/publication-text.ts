/** The single statements of a publication as text. Pure. */
import {
  printRelation,
  quoteIdentifier,
  quoteLiteral,
  type RelationName,
} from '../../sql/relation.ts'
import type { RelationFact } from '../adapter.ts'
import type { Grant, PublicationRelation } from './publication-facts.ts'

type Options = PublicationRelation['options']

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
    const option = grant.grantable ? ' with grant option' : ''
    return `grant ${privilege(grant)} on ${printRelation(relation)} to ${grantee(grant)}${option}`
  })
}

export function revokes(relation: RelationName, granted: readonly Grant[]): readonly string[] {
  return granted.map(
    grant => `revoke ${privilege(grant)} on ${printRelation(relation)} from ${grantee(grant)}`,
  )
}

function privilege(grant: Grant): string {
  return grant.column === undefined
    ? grant.privilege
    : `${grant.privilege} (${quoteIdentifier(grant.column)})`
}

function grantee(grant: Grant): string {
  return grant.grantee === undefined ? 'public' : quoteIdentifier(grant.grantee)
}

/** Comments on a relation and its columns. */
export function comments(
  relation: RelationName,
  kind: 'table' | 'view',
  { comment, columnComments }: Pick<PublicationRelation, 'comment' | 'columnComments'>,
): readonly string[] {
  const name = printRelation(relation)
  return [
    ...(comment === undefined ? [] : [`comment on ${kind} ${name} is ${quoteLiteral(comment)}`]),
    ...columnComments.map(
      ([column, text]) =>
        `comment on column ${name}.${quoteIdentifier(column)} is ${quoteLiteral(text)}`,
    ),
  ]
}

export function ownerTo(relation: RelationName, kind: RelationFact['kind'], owner: string): string {
  return `alter ${dropKind(kind)} ${printRelation(relation)} owner to ${quoteIdentifier(owner)}`
}

export function createView(relation: RelationName, select: string, options: Options): string {
  return `create view ${printRelation(relation)}${withOptions(options)} as\n${select}`
}

/** Keeps identity, grants and dependents. Options are written again: a replace without them resets them silently. */
export function replaceView(relation: RelationName, select: string, options: Options): string {
  return `create or replace view ${printRelation(relation)}${withOptions(options)} as\n${select}`
}

function withOptions(options: Options): string {
  return options.length === 0 ? '' : ` with (${optionList(options)})`
}

/** Options as they stand in parentheses. */
export function optionList(options: Options): string {
  return options.map(([name, value]) => `${name} = ${quoteLiteral(value)}`).join(', ')
}

/** A view of ours as it was, under another identity: definition, options, owner, grants, comments. */
export function recreateView(fact: PublicationRelation): readonly string[] {
  return [createView(fact.relation, fact.definition!, fact.options), ...dressView(fact)]
}

/** What a view carries besides its definition. */
export function dressView(fact: PublicationRelation): readonly string[] {
  return [
    ...(fact.byThisRole ? [] : [ownerTo(fact.relation, 'view', fact.owner)]),
    ...grants(fact.relation, fact.grants),
    ...comments(fact.relation, 'view', fact),
  ]
}
