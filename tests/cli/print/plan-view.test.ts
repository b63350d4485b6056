import { expect, test } from 'vitest'
import { NO_PAINT } from '../../../src/cli/print/paint.ts'
import { printPlanView } from '../../../src/cli/print/plan-view.ts'
import type { PlanView } from '../../../src/workspace.ts'

const target = { target: 'dev', adapter: 'engine', host: 'here', database: 'shop', prefix: 'dev_' }

test('printPlanView() counts further reasons, and always says why a view is made as a table', () => {
  const reason = (code: string, text: string) => ({ code, text, parent: null })
  const top = {
    unique_id: 'model.shop.top',
    name: 'dev_marts.top',
    materialized: 'table',
    change: 'direct',
    reasons: [
      reason('definition', 'its definition has changed'),
      reason('input', 'totals has changed since it was read'),
      reason('deferred', 'a table here: a view would hang on totals of prod'),
    ],
    diff: null,
    checks: 0,
    publication: 'swap',
    seconds: null,
    action: 'build',
  }
  const view = {
    nodes: [top],
    checks: { made: 0, reused: 0 },
    repointed: [],
    warnings: [],
    estimate: { seconds: 0, unknown: 1 },
  } as unknown as PlanView
  const page = printPlanView(view, { target, paint: NO_PAINT, width: undefined })
  expect(page).toContain(
    'its definition has changed (and 1 more reason); a table here: a view would hang on totals of prod',
  )
})
