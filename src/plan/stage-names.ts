/** Where a relation lies while it is built, and where the old one goes when it is published. */
import { modelError } from '../errors/model-error.ts'
import type { RelationName } from '../sql/relation.ts'

const LONGEST_IDENTIFIER = 63

/** Schemas in which a run works beside a reader's schema; whatever is found there is an orphan of a dead run. */
export function workSchemas(schema: string): readonly [stage: string, old: string] {
  const names = [`${schema}__stage`, `${schema}__old`] as const
  if (Buffer.byteLength(names[0]) > LONGEST_IDENTIFIER) {
    throw modelError('M3005', { schema, longest: LONGEST_IDENTIFIER - '__stage'.length })
  }
  return names
}

/** The relation's place while nobody sees it: the final name in the stage schema. */
export function stageOf(final: RelationName): RelationName {
  return { schema: workSchemas(final.schema)[0], name: final.name }
}

/** The replaced relation's place until it is dropped. */
export function oldOf(final: RelationName): RelationName {
  return { schema: workSchemas(final.schema)[1], name: final.name }
}
