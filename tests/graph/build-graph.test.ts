import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ModelError } from '../../src/errors/model-error.ts'
import { buildGraph } from '../../src/graph/build-graph.ts'

const diamond = () =>
  buildGraph(
    ['d', 'b', 'c', 'a', 'e'],
    [
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'd'],
      ['c', 'd'],
      ['b', 'd'],
    ],
  )

test('order() puts parents before children and ties in order of insertion', () => {
  expect(diamond().order()).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(buildGraph(['c', 'b', 'z'], [['z', 'c']]).order()).toEqual(['b', 'z', 'c'])
})

test('parents() and children() keep the order of the edges and count an edge once', () => {
  expect(diamond().parents('d')).toEqual(['b', 'c'])
  expect(diamond().children('a')).toEqual(['b', 'c'])
  expect(diamond().children('b')).toEqual(['d'])
})

test('ancestors() and descendants() go as far as asked and leave the node itself out', () => {
  const graph = diamond()
  expect([...graph.ancestors('d')]).toEqual(['b', 'c', 'a'])
  expect([...graph.ancestors('d', 1)]).toEqual(['b', 'c'])
  expect([...graph.ancestors('d', 0)]).toEqual([])
  expect([...graph.descendants('a')]).toEqual(['b', 'c', 'd'])
  expect([...graph.descendants('e')]).toEqual([])
})

test('buildGraph() takes names that objects have already', () => {
  const graph = buildGraph(['__proto__', 'constructor'], [['__proto__', 'constructor']])
  expect(graph.parents('constructor')).toEqual(['__proto__'])
  expect(graph.has('valueOf')).toBe(false)
})

test('buildGraph() refuses an edge to a node that is not there', () => {
  expect(() => buildGraph(['a'], [['a', 'b']])).toThrow('the graph has no node b')
  expect(() => diamond().parents('x')).toThrow('the graph has no node x')
})

test.each([
  ['a circle of three', ['x', 'a', 'b', 'c'], ['xa', 'ab', 'bc', 'ca'], 'a -> b -> c -> a'],
  ['a node that reads itself', ['a'], ['aa'], 'a -> a'],
  ['a circle below another one', ['a', 'b', 'c'], ['ab', 'ba', 'bc'], 'a -> b -> a'],
  ['a node below a circle comes first', ['c', 'a', 'b'], ['ab', 'ba', 'bc'], 'b -> a -> b'],
])('buildGraph() names the cycle when there is %s', (_, ids, edges, path) => {
  const build = () =>
    buildGraph(
      ids,
      edges.map(edge => [edge[0]!, edge[1]!] as const),
    )
  expect(build).toThrow(ModelError)
  expect(build).toThrow(`: ${path} (`)
})

test('buildGraph() calls nodes in the message as it is told', () => {
  const build = () => buildGraph(['model.p.a'], [['model.p.a', 'model.p.a']], id => id.slice(8))
  expect(build).toThrow(': a -> a (')
})

test('buildGraph() holds a chain of 100,000 nodes, and names a cycle of as many', () => {
  const ids = Array.from({ length: 100_000 }, (_, i) => `n${i}`)
  const edges = ids.slice(1).map((id, i) => [ids[i]!, id] as const)
  const graph = buildGraph(ids, edges)
  expect(graph.ancestors('n99999').size).toBe(99_999)
  expect(graph.descendants('n0').size).toBe(99_999)
  expect(graph.order()).toEqual(ids)
  expect(() => buildGraph(ids, [...edges, ['n99999', 'n0']])).toThrow(ModelError)
})

test('buildGraph() gives every acyclic graph an order that its edges and positions decide', () => {
  const edge = fc.tuple(fc.nat(9), fc.nat(9)).filter(([a, b]) => a < b)
  fc.assert(
    fc.property(
      fc.array(edge),
      fc.shuffledSubarray([...'0123456789'], { minLength: 10 }),
      (pairs, ids) => {
        const edges = pairs.map(([a, b]) => [`${a}`, `${b}`] as const)
        const order = buildGraph(ids, edges).order()
        expect(order).toEqual(smallestOrder(ids, edges))
      },
    ),
  )
})

/** Takes again and again the first inserted node whose parents were all taken. */
function smallestOrder(ids: readonly string[], edges: readonly (readonly [string, string])[]) {
  const taken: string[] = []
  while (taken.length < ids.length) {
    const free = (id: string) =>
      !taken.includes(id) && edges.every(([p, c]) => c !== id || taken.includes(p))
    taken.push(ids.find(free)!)
  }
  return taken
}

test('the message of a long cycle shows its two ends', () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `n${i}`)
  const edges = ids.map((id, i) => [id, ids[(i + 1) % 1000]!] as const)
  expect(() => buildGraph(ids, edges)).toThrow(
    /n11 -> \.\.\. 979 more \.\.\. -> n991 -> .* n999 -> n0 /,
  )
})
