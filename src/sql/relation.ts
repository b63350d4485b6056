/** Names of relations and their quoting. Pure text. */

/** A relation's place in the database of the target. */
export interface RelationName {
  readonly schema: string
  readonly name: string
}

/** Quotes an identifier always, so that reserved words and capitals need no table of exceptions. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Quotes text as an SQL literal. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** The relation as SQL text: `"schema"."name"`. */
export function printRelation(relation: RelationName): string {
  return `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`
}

/** A text that is equal for equal relations, for maps and sets. */
export function relationKey(relation: RelationName): string {
  return printRelation(relation)
}

/** `schema.name`, for people. */
export function displayRelation(relation: RelationName): string {
  return `${relation.schema}.${relation.name}`
}
