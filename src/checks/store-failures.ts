/**
 * store_failures: the failing rows of a check as a table, `<prefix>model_test_failures.<alias of the test>`. The table is
 * there exactly when the last run of the check found failures.
 */
import type { Dialect } from '../adapters/adapter.ts'
import type { TestNode } from '../compile/manifest.ts'
import type { RelationName } from '../sql/relation.ts'
import { sha256 } from '../util/hash.ts'
import type { CheckOutcome } from './types.ts'

/** Name of the schema, after the target's prefix. */
export const FAILURES_SCHEMA = 'model_test_failures'
/** Postgres cuts identifiers after 63 bytes. */
const NAME_BYTES = 63

/** The table for a test's failures: its alias, which is cut and hashed again where characters of several bytes need it. */
export function failuresRelation(
  test: Pick<TestNode, 'id' | 'alias'>,
  schemaPrefix: string,
): RelationName {
  const schema = `${schemaPrefix}${FAILURES_SCHEMA}`
  if (new TextEncoder().encode(test.alias).length <= NAME_BYTES) return { schema, name: test.alias }
  const start = test.alias.replace(/[^\x20-\x7e]/g, '_').slice(0, 30)
  return { schema, name: `${start}_${sha256(test.id).slice(0, 32)}` }
}

/** The statements that replace a check's table, in order; none for a check that did not run. */
export function storeFailures(
  relation: RelationName,
  outcome: CheckOutcome,
  dialect: Pick<Dialect, 'createSchema' | 'dropRelation' | 'createTableAs'>,
): readonly string[] {
  if (outcome.failures === null) return []
  const create = [dialect.createSchema(relation.schema), dialect.dropRelation(relation, 'table')]
  const options = { unlogged: false, empty: false }
  return outcome.failures === 0
    ? create
    : [...create, dialect.createTableAs(relation, outcome.sql, options)]
}
