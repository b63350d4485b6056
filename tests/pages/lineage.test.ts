import { describe, expect, it } from 'vitest'
import { BOX, type Edge, layOut } from '../../src/pages/lineage/layout.ts'
import { neighbourhood, open, shownOf } from '../../src/pages/lineage/neighbourhood.ts'

const edges = (text: string): readonly Edge[] =>
  text.split(' ').flatMap(pair => {
    const [from, to] = pair.split('>')
    return to === undefined ? [] : [{ from: from!, to }]
  })

const graphOf = (all: readonly Edge[]) => ({
  has: (id: string) => all.some(({ from, to }) => from === id || to === id),
  parents: (id: string) => all.filter(({ to }) => to === id).map(({ from }) => from),
  children: (id: string) => all.filter(({ from }) => from === id).map(({ to }) => to),
})

/** Layers of ten, each node with three parents; the same in every run. */
function woven(count: number): readonly Edge[] {
  return Array.from({ length: count }, (_, at) => at)
    .filter(at => at >= 10)
    .flatMap(at =>
      [1, 4, 7].map(step => ({
        from: `n${Math.floor(at / 10) * 10 - 10 + ((at * step) % 10)}`,
        to: `n${at}`,
      })),
    )
}

describe('layOut()', () => {
  it.each([
    ['a single box', 'a', ''],
    ['a chain', 'a b c', 'a>b b>c'],
    ['a diamond with a long side', 'a b c d', 'a>b b>c c>d a>d'],
    ['two parts', 'a b c d', 'a>b c>d'],
    ['a source that is read late', 'a b c s', 'a>b b>c s>c'],
    ['an edge that leads away', 'a b', 'a>b b>elsewhere'],
    [
      'hundreds',
      woven(200)
        .map(({ to }) => to)
        .join(' ')
        .concat(' n0 n1 n2 n3 n4 n5 n6 n7 n8 n9'),
      woven(200)
        .map(({ from, to }) => `${from}>${to}`)
        .join(' '),
    ],
  ])('puts parents left of children and no box on another: %s', (_, ids, lines) => {
    const all = [...new Set(ids.split(' '))]
    const { boxes, width, height, lines: drawn } = layOut(all, edges(lines))
    expect([...boxes.keys()].sort()).toEqual([...all].sort())
    for (const { from, to } of drawn)
      expect(boxes.get(from)!.x + BOX.width).toBeLessThan(boxes.get(to)!.x)
    const placed = [...boxes.values()]
    for (const [at, one] of placed.entries()) {
      expect(one.x >= 0 && one.y >= -1 && one.x + BOX.width <= width).toBe(true)
      expect(one.y + BOX.height).toBeLessThanOrEqual(height + 1)
      for (const other of placed.slice(at + 1))
        if (one.x === other.x) expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(BOX.height)
    }
  })

  it('puts a source just before what reads it', () => {
    const { boxes } = layOut(['a', 'b', 'c', 's'], edges('a>b b>c s>c'))
    expect(boxes.get('s')!.x).toBe(boxes.get('b')!.x)
  })

  it('draws a chain level, and says what is part of a cycle', () => {
    const { boxes } = layOut(['a', 'b', 'c'], edges('a>b b>c'))
    expect(new Set([...boxes.values()].map(({ y }) => y)).size).toBe(1)
    expect(() => layOut(['a', 'b'], edges('a>b b>a'))).toThrow('a is part of a cycle')
  })
})

describe('neighbourhood()', () => {
  const graph = graphOf(edges('r>a a>m b>m m>x m>y y>z'))

  it('shows a node with parents and children, and counts what is beyond', () => {
    const shown = neighbourhood(graph, 'm', { up: [], down: [] })
    expect(shown.ids).toEqual(['m', 'a', 'b', 'x', 'y'])
    expect(shown.hidden.get('a')).toEqual({ up: 1, down: 0 })
    expect(shown.hidden.get('y')).toEqual({ up: 0, down: 1 })
  })

  it('shows what was opened, and ignores what nobody knows', () => {
    const opened = open({ up: ['nobody'], down: ['y'] }, 'up', 'a')
    const shown = neighbourhood(graph, 'm', opened)
    expect(shown.ids).toEqual(['m', 'a', 'b', 'x', 'y', 'r', 'z'])
    expect(shown.edges).toHaveLength(6)
  })

  it('stops at what can be looked at', () => {
    const many = graphOf(Array.from({ length: 500 }, (_, at) => ({ from: 'm', to: `c${at}` })))
    const shown = neighbourhood(many, 'm', { up: [], down: [] })
    expect(shown.ids).toHaveLength(25)
    expect(shown.hidden.get('m')).toEqual({ up: 0, down: 476 })
    expect(shownOf(many, new Set(['m'])).edges).toEqual([])
  })
})
