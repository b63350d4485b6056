/** What nodes are expected to take. */
import { describe, expect, it } from 'vitest'
import { expectedSeconds } from '../../src/plan/durations.ts'
import type { Plan, Step } from '../../src/plan/types.ts'
import type { Published, PublishedKind } from '../../src/state/types.ts'

const reason = { code: 'selected', text: '' }
const place = { schema: 's', name: 'n' }
const stage = (node: string, materialized: 'table' | 'view'): Step => ({
  ...{ kind: 'stage', node, materialized, stage: place, final: place, reason },
})
const stood = (kind: PublishedKind, seconds?: number) =>
  ({ kind, ...(seconds === undefined ? {} : { seconds }) }) as Published
const plan = (...steps: readonly Step[]): Plan => ({
  ...{ command: 'build', selected: [], warnings: [], steps },
})

describe('expectedSeconds()', () => {
  it('takes what a node took, else the median of its kind, else that of all', () => {
    const published = new Map([
      ['a', stood('table', 1)],
      ['b', stood('table', 9)],
      ['c', stood('table', 3)],
      ['older', stood('table')],
    ])
    const steps = [stage('a', 'table'), stage('new', 'table'), stage('older', 'table')]
    const { of, unknown } = expectedSeconds(plan(...steps, stage('seen', 'view')), published)
    expect(Object.fromEntries(of)).toEqual({ a: 1, new: 3, older: 3, seen: 3 })
    expect(unknown).toEqual(['new', 'older', 'seen'])
  })

  it('never says that a node takes nothing', () => {
    const { of } = expectedSeconds(plan(stage('a', 'view')), new Map([['a', stood('view', 0)]]))
    expect(of.get('a')).toBeGreaterThan(0)
  })
})
