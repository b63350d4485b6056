/** The list of what every engine must do, in one place. */
import { COMPARISON_CASES } from './cases/comparison.ts'
import { CONNECTION_CASES } from './cases/connection.ts'
import { INTROSPECTION_CASES } from './cases/introspection.ts'
import { LOAD_CASES } from './cases/load.ts'
import { PUBLICATION_CASES } from './cases/publication.ts'
import { RELATION_CASES } from './cases/relations.ts'
import { STATEMENT_CASES } from './cases/statements.ts'
import { TYPE_CASES } from './cases/types.ts'
import type { ContractCase } from './contract.ts'

export const CASES: readonly ContractCase[] = [
  ...STATEMENT_CASES,
  ...TYPE_CASES,
  ...COMPARISON_CASES,
  ...RELATION_CASES,
  ...LOAD_CASES,
  ...INTROSPECTION_CASES,
  ...PUBLICATION_CASES,
  ...CONNECTION_CASES,
]
