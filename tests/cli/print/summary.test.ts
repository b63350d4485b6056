import { expect, test } from 'vitest'
import { NO_PAINT } from '../../../src/cli/print/paint.ts'
import { printSummary } from '../../../src/cli/print/run/summary.ts'
import type { Manifest } from '../../../src/compile/manifest.ts'
import type { RunOutcome } from '../../../src/run/types.ts'

test('printSummary() says how relations were made here, not how the project wants them', () => {
  const top = {
    kind: 'model',
    materialized: 'view',
    relation: { schema: 'dev_marts', name: 'top' },
  }
  const manifest = { nodes: new Map([['top', { ...top, id: 'top', name: 'top' }]]) }
  const outcome = {
    command: 'build',
    startedAt: '2026-02-14T00:00:00Z',
    endedAt: '2026-02-14T00:00:01Z',
    status: 'success',
    // Over another environment's relations a view is built as a table.
    plan: { steps: [{ kind: 'stage', node: 'top', materialized: 'table' }] },
    results: [],
    published: ['top'],
    held: [],
  }
  const view = {
    manifest: manifest as unknown as Manifest,
    paint: NO_PAINT,
    width: undefined,
    debug: false,
    readFile: () => undefined,
  }
  expect(printSummary(outcome as unknown as RunOutcome, view)).toContain('dev_marts  1 table')
})
