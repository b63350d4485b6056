/**
 * Indexes that a build made say so in their comment. So those that the configuration names no more can be told from those
 * that people made: the former go with the next publication, the latter stay. Pure.
 */
import { printRelation, quoteLiteral, type RelationName } from '../../sql/relation.ts'
import type { Part, PublicationRelation } from './publication-facts.ts'

const MADE = 'made by model build'

const isIndex = ({ kind }: Part): boolean => kind === 'index' || kind === 'unique index'

/** True for an index that a build made, and that nobody has given another comment. */
export const isMade = (part: Part): boolean => isIndex(part) && part.comment === MADE

/** Marks what the configuration and hooks have made on a stage. */
export function markStage(stage: PublicationRelation): readonly string[] {
  return stage.parts
    .filter(part => isIndex(part) && part.comment === undefined)
    .map(({ name }) => mark({ schema: stage.relation.schema, name }))
}

function mark(index: RelationName): string {
  return `comment on index ${printRelation(index)} is ${quoteLiteral(MADE)}`
}

/** The same on a table that keeps its identity, where an index may have got another name than on the stage. */
export function markInPlace(
  final: PublicationRelation,
  stage: PublicationRelation,
): string | undefined {
  const made = stage.parts.filter(isIndex).map(({ definition }) => quoteLiteral(definition))
  if (made.length === 0 || !final.owned) return undefined
  const block = `declare i regclass; begin
  for i in select indexrelid from pg_catalog.pg_index
    where indrelid = ${quoteLiteral(printRelation(final.relation))}::regclass
      and pg_catalog.obj_description(indexrelid, 'pg_class') is null
      and substr(pg_catalog.pg_get_indexdef(indexrelid), strpos(pg_catalog.pg_get_indexdef(indexrelid), ' USING ') + 1)
        in (${made.join(', ')})
  loop execute format('comment on index %s is %L', i, ${quoteLiteral(MADE)}); end loop;
end`
  return `do ${quoteLiteral(block)}`
}

/** Those of the parts that a table has and its stage not which a build has made; what foreign keys point at stays. */
export function leftIndexes(
  final: PublicationRelation,
  gone: readonly Part[],
  key: readonly string[] | undefined,
): readonly RelationName[] {
  if (!final.owned) return []
  return gone
    .filter(part => isMade(part) && (key === undefined || part.kind === 'index'))
    .map(({ name }) => ({ schema: final.relation.schema, name }))
}
