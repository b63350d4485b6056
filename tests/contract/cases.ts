/** The list of what every engine must do, in one place: as an adapter, and in a run. */
import { CHECK_CASES } from './cases/checks.ts'
import { COMPARISON_CASES } from './cases/comparison.ts'
import { CONNECTION_CASES } from './cases/connection.ts'
import { INTROSPECTION_CASES } from './cases/introspection.ts'
import { LOAD_CASES } from './cases/load.ts'
import { MATERIALIZATION_CASES } from './cases/materializations.ts'
import { OWNERSHIP_CASES } from './cases/ownership.ts'
import { PUBLICATION_CASES } from './cases/publication.ts'
import { RECOVERY_CASES } from './cases/recovery.ts'
import { RELATION_CASES } from './cases/relations.ts'
import { SCRIPT_CASES } from './cases/scripts.ts'
import { STATEMENT_CASES } from './cases/statements.ts'
import { TYPE_CASES } from './cases/types.ts'
import type { ContractCase, ProjectCase } from './contract.ts'

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

export const PROJECT_CASES: readonly ProjectCase[] = [
  ...MATERIALIZATION_CASES,
  ...CHECK_CASES,
  ...RECOVERY_CASES,
  ...OWNERSHIP_CASES,
  ...SCRIPT_CASES,
]
