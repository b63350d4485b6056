/** Statements that look before they act, as blocks of the server's own language. Pure text. */
import { quoteIdentifier, quoteLiteral } from '../../sql/relation.ts'

/**
 * `create schema if not exists` asks for the right to create schemas even where it creates none, and fails when another
 * session makes the schema at the same moment.
 */
export function createSchema(schema: string): string {
  const name = quoteIdentifier(schema)
  const absent = `to_regnamespace(${quoteLiteral(name)}) is null`
  const create = `if ${absent} then create schema ${name}; end if;`
  return block(`${create} exception when duplicate_schema or unique_violation then null;`)
}

/** Dropping a schema that is not empty fails, and is meant to be no error: the schema then stays. */
export function dropSchemaIfEmpty(schema: string): string {
  const drop = `drop schema if exists ${quoteIdentifier(schema)}`
  return block(`${drop}; exception when dependent_objects_still_exist then null;`)
}

/** A name in the statements may hold the quote. */
function block(statements: string): string {
  const quote = statements.includes('$model$') ? '$model_block$' : '$model$'
  return `do ${quote} begin ${statements} end ${quote}`
}
