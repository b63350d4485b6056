/** Which checks are one task. */
import { describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/compile/manifest.ts'
import type { Plan, Step } from '../../src/plan/types.ts'
import {
  type CheckStep,
  planTasks,
  remainingSeconds,
  type StageStep,
  type StepWork,
} from '../../src/run/tasks.ts'

const reason = { code: 'selected', text: '' }
const check = (...over: string[]): CheckStep => ({
  kind: 'check',
  over,
  tests: over.map(id => `test of ${id}`),
  reason,
})
const isSmall = (id: string) => id.startsWith('small')

/** For each task the relations of its steps, in the order of the tasks. */
async function checked(steps: readonly Step[]): Promise<readonly (readonly string[])[]> {
  const lists: string[][] = []
  const work = {
    check: async (list: readonly CheckStep[]) => {
      lists.push(list.map(step => step.over.join('+')))
      return true
    },
  } as Partial<StepWork> as StepWork
  const plan: Plan = { command: 'test', selected: [], warnings: [], steps }
  const options = { work, isSmall, seconds: new Map() }
  for (const task of planTasks({} as Manifest, plan, options)) await task.run(1)
  return lists
}

describe('remainingSeconds()', () => {
  const stage = (node: string): StageStep => ({
    kind: 'stage',
    node,
    materialized: 'table',
    stage: { schema: 's__stage', name: node },
    final: { schema: 's', name: node },
    reason,
  })
  /** a -> b -> c and a -> long, which takes longer than the three. */
  const parents: Readonly<Record<string, readonly string[]>> = {
    a: [],
    b: ['a'],
    c: ['b'],
    long: ['a'],
  }
  const nodes = new Map(Object.entries(parents).map(([id, dependsOn]) => [id, { id, dependsOn }]))
  const manifest = { nodes } as unknown as Manifest

  it.each([
    ['what is known decides', { a: 1, b: 2, c: 3, long: 10 }, { a: 11, b: 5, c: 3, long: 10 }],
    ['where nothing is known the number of nodes does', {}, { a: 3, b: 2, c: 1, long: 1 }],
  ])('%s', (_, seconds, expected) => {
    const stages = Object.keys(parents).map(stage)
    const found = remainingSeconds(manifest, stages, new Map(Object.entries(seconds)))
    expect(Object.fromEntries(found)).toEqual(expected)
  })
})

describe('planTasks()', () => {
  it('makes one task of the checks of small relations, at the place of the first, when nothing is staged', async () => {
    const steps = [check('large'), check('small1'), check('small1', 'small2'), check('small3')]
    expect(await checked(steps)).toEqual([['large'], ['small1', 'small3'], ['small1+small2']])
  })

  it('puts 25 relations together at most', async () => {
    const steps = Array.from({ length: 60 }, (_, i) => check(`small${i}`))
    expect((await checked(steps)).map(list => list.length)).toEqual([25, 25, 10])
  })

  it('leaves the others alone', async () => {
    expect(await checked([check('a'), check('b')])).toEqual([['a'], ['b']])
  })
})
