/** The artifacts that other programs read: golden files, and a large project in reasonable time. */
import { describe, expect, test } from 'vitest'
import { manifestArtifact, manifestArtifactText } from '../../src/catalog/manifest-artifact.ts'
import { type RunSummary, runResultsArtifact } from '../../src/catalog/run-results-artifact.ts'
import type { CheckResult, NodeResult } from '../../src/plan/types.ts'
import { columnTest, manifestOf, model, smallManifest } from './synthetic-manifest.ts'

const options = {
  generatedAt: '2026-02-14T03:00:05.000Z',
  invocationId: '00000000-0000-4000-8000-000000000001',
  database: 'warehouse',
  compiledSql: (id: string) => (id === 'model.shop.orders' ? 'select 1 as amount' : undefined),
}

const startedAt = '2026-02-14T03:00:01.000Z'

function built(node: string, given: Partial<NodeResult> = {}): NodeResult {
  const rest = {
    status: 'success',
    message: 'SELECT 99',
    duration: 1500,
    rows: 99,
    thread: 0,
  } as const
  return { kind: 'node', node, startedAt, ...rest, ...given }
}

function checked(node: string, given: Partial<CheckResult> = {}): CheckResult {
  const rest = { status: 'pass', failures: 0, message: '', sample: [], duration: 12 } as const
  return {
    kind: 'check',
    node,
    startedAt,
    sql: 'select 1 where false',
    thread: 1,
    ...rest,
    ...given,
  }
}

const run: RunSummary = {
  runId: '00000000-0000-4000-8000-000000000001',
  command: 'build',
  startedAt,
  endedAt: '2026-02-14T03:00:05.000Z',
  results: [
    built('seed.shop.core.orders', {
      status: 'no-op',
      rows: null,
      message: 'unchanged',
      duration: 0,
    }),
    built('model.shop.orders', { status: 'held' }),
    built('model.shop.recent', {
      status: 'error',
      message: 'column "x" does not exist',
      rows: null,
    }),
    checked('test.shop.unique_orders_id.0123456789', {
      status: 'fail',
      failures: 2,
      message: 'Got 2 results, configured to fail if != 0',
    }),
    checked('test.shop.is_even_orders_id.0123456789'),
    checked('test.shop.no_negative_amounts', {
      status: 'skipped',
      failures: null,
      sql: '',
      duration: 0,
    }),
  ],
  held: [{ node: 'model.shop.orders', because: 'test.shop.unique_orders_id.0123456789' }],
}

const printed = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

describe('artifacts', () => {
  test('manifest.json is as other tools read it', async () => {
    const artifact = manifestArtifact(smallManifest(), options)
    await expect(printed(artifact)).toMatchFileSnapshot('golden/manifest.json')
  })

  test('run_results.json is as other tools read it', async () => {
    const args = { select: ['orders'] }
    const artifact = runResultsArtifact(run, smallManifest(), { ...options, args })
    await expect(printed(artifact)).toMatchFileSnapshot('golden/run_results.json')
  })

  test('manifestArtifactText() is the same artifact in pieces', () => {
    const text = [...manifestArtifactText(smallManifest(), options)].join('')
    expect(JSON.parse(text)).toEqual(
      JSON.parse(printed(manifestArtifact(smallManifest(), options))),
    )
  })

  test('manifestArtifactText() writes 2,000 models and 4,000 tests in a moment', () => {
    const models = Array.from({ length: 2_000 }, (_, i) =>
      model(`m${i}`, { dependsOn: i === 0 ? [] : [`model.shop.m${i >> 1}`] }),
    )
    const tests = models.flatMap(({ id }) => [
      columnTest('unique', id, { column: 'id' }),
      columnTest('not_null', id, { column: 'id' }),
    ])
    const manifest = manifestOf([...models, ...tests])
    let length = 0
    for (const piece of manifestArtifactText(manifest, options)) length += piece.length
    expect(length).toBeGreaterThan(8_000_000)
  })
})
