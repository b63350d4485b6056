/** What pages draw of a run: lanes of its threads, and the chain that took longest. */
import { describe, expect, it } from 'vitest'
import { criticalPath } from '../../src/catalog/critical-path.ts'
import { type PlacedResult, runTimeline } from '../../src/catalog/run-timeline.ts'
import { columnTest, manifestOf, model } from './synthetic-manifest.ts'

const BEGAN = '2026-02-14T03:00:00.000Z'
const at = (seconds: number) => new Date(Date.parse(BEGAN) + seconds * 1000).toISOString()

function result(
  node: string,
  [start, seconds]: [number, number],
  more: Partial<PlacedResult> = {},
) {
  const rest = { kind: 'node', status: 'success', thread: 1 } as const
  return { node, startedAt: at(start), seconds, ...rest, ...more }
}

describe('runTimeline()', () => {
  const run = { startedAt: BEGAN, endedAt: at(10) }

  it('runTimeline() has a lane for each thread and a block for each stage, in order', () => {
    const results = [
      result('b', [3, 2]),
      result('a', [1, 2]),
      result('c', [1, 4], { thread: 2, status: 'error' }),
    ]
    expect(runTimeline(results, run)).toEqual({
      seconds: 10,
      idle: 6,
      lanes: [
        {
          thread: 1,
          blocks: [
            { kind: 'stage', nodes: ['a'], status: 'success', start: 1, end: 3 },
            { kind: 'stage', nodes: ['b'], status: 'success', start: 3, end: 5 },
          ],
        },
        {
          thread: 2,
          blocks: [{ kind: 'stage', nodes: ['c'], status: 'error', start: 1, end: 5 }],
        },
      ],
    })
  })

  it('runTimeline() draws checks that were one statement as one block, with the worst of them', () => {
    const check = { kind: 'check', status: 'pass' } as const
    const { lanes } = runTimeline(
      [
        result('unique', [2, 0.5], check),
        result('not_null', [2, 0.5], { ...check, status: 'fail' }),
        result('later', [4, 1], check),
      ],
      run,
    )
    expect(lanes[0]!.blocks).toEqual([
      { kind: 'checks', nodes: ['unique', 'not_null'], status: 'fail', start: 2, end: 3 },
      { kind: 'checks', nodes: ['later'], status: 'pass', start: 4, end: 5 },
    ])
  })

  it('runTimeline() leaves out what no thread worked on', () => {
    const skipped = result('d', [1, 0], { thread: 0, status: 'skipped' })
    expect(runTimeline([skipped], run)).toEqual({ lanes: [], seconds: 10, idle: 10 })
  })

  it.each([
    ['as far as its results go', undefined, 5],
    ['as far as now', new Date(at(7)), 7],
  ])('runTimeline() draws a run without an end %s', (_, until, seconds) => {
    const open = { startedAt: BEGAN, endedAt: null, ...(until && { until }) }
    expect(runTimeline([result('a', [1, 4])], open).seconds).toBe(seconds)
  })
})

describe('criticalPath()', () => {
  const id = (name: string) => `model.shop.${name}`
  const reading = (name: string, ...parents: string[]) =>
    model(name, { dependsOn: parents.map(id) })
  const manifest = manifestOf([
    reading('a'),
    reading('b'),
    reading('middle', 'a', 'b'),
    model('text', { dependsOn: [id('middle')], materialized: 'ephemeral' }),
    reading('end', 'text', 'b'),
    reading('alone'),
    columnTest('unique', id('b'), { column: 'id' }),
  ])
  const took = (seconds: Readonly<Record<string, number>>) =>
    Object.entries(seconds).map(([name, own]) => result(id(name), [0, own]))

  it.each([
    ['the longest chain', { a: 1, b: 2, middle: 1, end: 1, alone: 3 }, ['b', 'middle', 'end'], 4],
    ['a node alone that took longer', { a: 1, middle: 1, alone: 3 }, ['alone'], 3],
    ['what was not part of the run as no link', { a: 1, end: 1, alone: 1.5 }, ['alone'], 1.5],
    ['a run of one node', { a: 1 }, ['a'], 1],
  ])('criticalPath() finds %s', (_, seconds, nodes, total) => {
    expect(criticalPath(manifest, took(seconds))).toEqual({ nodes: nodes.map(id), seconds: total })
  })

  it('criticalPath() counts the checks over a node alone with it', () => {
    const [test] = [...manifest.nodes.values()].filter(node => node.kind === 'test')
    const check = result(test!.id, [0, 4], { kind: 'check', status: 'pass' })
    const found = criticalPath(manifest, [...took({ a: 3, b: 1, middle: 1 }), check])
    expect(found).toEqual({ nodes: [id('b'), id('middle')], seconds: 6 })
  })

  it.each([
    ['nothing took any time', took({ a: 0, b: 0 })],
    ['the project has none of its nodes any more', [result('model.shop.gone', [0, 4])]],
    ['there are no results', []],
  ])('criticalPath() is none when %s', (_, results) => {
    expect(criticalPath(manifest, results)).toBeUndefined()
  })
})
