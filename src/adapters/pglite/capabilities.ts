/** What the embedded engine can do, and why not the rest. */
import type { Capabilities } from '../capabilities.ts'

export const PGLITE_CAPABILITIES: Capabilities = {
  embedded: { supported: true, reason: 'Its folder belongs to the project.' },
  transactionalDdl: { supported: true, reason: 'It is PostgreSQL.' },
  cancelStatement: {
    supported: false,
    reason: 'A running statement hears nothing; its thread is ended and the database opened again.',
  },
  parallelStatements: { supported: false, reason: 'It has one session.' },
  statementTimeout: {
    supported: false,
    reason: 'Timers do not fire while a statement runs; the adapter ends the thread instead.',
  },
  concurrentReaders: { supported: false, reason: 'It has one session.' },
  snapshotRuns: {
    supported: false,
    reason:
      'It has one session, which the ledger writes by too; and nobody else writes while a run reads.',
  },
  grants: { supported: true, reason: 'It is PostgreSQL; nobody else connects, though.' },
  comments: { supported: true, reason: 'It is PostgreSQL.' },
}
