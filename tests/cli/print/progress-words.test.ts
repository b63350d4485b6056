/** What is printed of the code of TypeScript models: how far it is, and what a dry run counted. */
import { describe, expect, it } from 'vitest'
import { printCalls } from '../../../src/cli/print/run/plan.ts'
import { progressWords } from '../../../src/cli/print/run/progress-words.ts'
import type { Manifest } from '../../../src/compile/manifest.ts'

type Progress = Parameters<typeof progressWords>[0]

const BEGUN: Progress = {
  kind: 'node progress',
  node: 'model.shop.answers',
  rows: 0,
  calls: 0,
  remembered: 0,
  failures: 0,
  read: 0,
  total: null,
  cost: 0,
  duration: 5000,
}

describe('progressWords()', () => {
  it.each([
    [{}, '0 rows'],
    [{ rows: 1200 }, '1200 rows'],
    [{ total: 3000 }, '0 of 3000 rows read'],
    [{ total: 3000, read: 1000 }, '1000 of 3000 rows read, about 10.0s left'],
    [{ total: 3000, read: 1000, duration: 1500 }, '1000 of 3000 rows read'],
    [{ total: 10, read: 10, calls: 1 }, '10 of 10 rows read, 1 call'],
    [
      { rows: 5, calls: 340, remembered: 7, failures: 2, cost: 1.234 },
      '5 rows, 340 calls, 7 remembered, cost 1.23, 2 failed',
    ],
  ] satisfies readonly (readonly [Partial<Progress>, string])[])('of %j', (more, words) => {
    expect(progressWords({ ...BEGUN, ...more })).toBe(words)
  })
})

describe('printCalls()', () => {
  const manifest = { nodes: new Map() } as unknown as Manifest
  it.each([
    [{ calls: 61, remembered: 0, cost: 30.5 }, ['answers: 61 calls to make, cost about 30.50']],
    [{ calls: 1, remembered: 60, cost: 0 }, ['answers: 1 call to make, 60 remembered']],
    [{ calls: 0, remembered: 60, cost: 0 }, ['answers: 0 calls to make, 60 remembered']],
    [{ calls: 0, remembered: 0, cost: 0 }, []],
    [
      { calls: 3, remembered: 0, cost: 0, problem: 'it calls outside of ctx.ask' },
      ['answers: its calls cannot be counted: it calls outside of ctx.ask'],
    ],
  ])('of %j', (estimate, lines) => {
    expect(printCalls([{ node: 'answers', ...estimate }], manifest)).toEqual(lines)
  })
})
