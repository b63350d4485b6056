/** What a PostgreSQL server can do. */
import type { Capabilities } from '../capabilities.ts'

const YES = { supported: true, reason: 'PostgreSQL has it.' } as const

export const POSTGRES_CAPABILITIES: Capabilities = {
  embedded: { supported: false, reason: 'It is a server, which others use too.' },
  transactionalDdl: YES,
  cancelStatement: YES,
  parallelStatements: YES,
  statementTimeout: YES,
  concurrentReaders: YES,
  snapshotRuns: YES,
  grants: YES,
  comments: YES,
}
