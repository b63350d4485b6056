/** Which checks are one task. */
import { describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/compile/manifest.ts'
import type { Plan, Step } from '../../src/plan/types.ts'
import { type CheckStep, planTasks, type StepWork } from '../../src/run/tasks.ts'

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
  for (const task of planTasks({} as Manifest, plan, { work, isSmall })) await task.run(1)
  return lists
}

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
