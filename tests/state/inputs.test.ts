import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/build-graph.ts'
import type { Graph } from '../../src/graph/graph.ts'
import type { InputShape, Reading } from '../../src/state/above.ts'
import {
  createInputs,
  definitionInput,
  type InputValues,
  rememberedValues,
} from '../../src/state/inputs.ts'
import { UNKNOWN_VERSION } from '../../src/state/source-version.ts'

const graph = buildGraph(
  ['t', 'u', 'v', 'e', 'm'],
  [
    ['u', 't'],
    ['t', 'v'],
    ['v', 'e'],
    ['e', 'm'],
    ['t', 'm'],
  ],
)
const holdsNothing = new Set(['v', 'e'])
const holdsData = (id: string) => !holdsNothing.has(id)
const usesAsOf = () => false
const values: InputValues = {
  versionOf: (_, read) => (read === 'staged' ? 'new' : read === 'published' ? 'old' : 'theirs'),
  definitionOf: id => definitionInput(`hash of ${id}`),
}
const of = (id: string, shape: Partial<InputShape> = {}) =>
  createInputs(graph, { holdsData, usesAsOf, ...shape }).of(id, values)

test('of() stops at the nearest ancestors that hold data and names what lies between', () => {
  expect(of('m')).toEqual({
    e: 'definition hash of e',
    t: 'new',
    v: 'definition hash of v',
  })
  expect(Object.keys(of('m'))).toEqual(['e', 't', 'v'])
  expect(of('u')).toEqual({})
})

test('of() takes the older version when a view was read as it stood before the run', () => {
  const inputs = of('m', { readingOf: id => (id === 'v' ? 'published' : undefined) })
  expect(inputs).toEqual({ e: 'definition hash of e', t: 'old', v: 'definition hash of v' })
})

test("of() takes another environment's version below a view that is read there", () => {
  const readingOf = (id: string) => (id === 'v' ? 'elsewhere' : undefined)
  expect(of('m', { readingOf })).toMatchObject({ t: 'theirs' })
  expect(of('t', { readingOf })).toEqual({ u: 'new' })
})

test('useAsOf() looks through views and ephemerals and not into tables', () => {
  const uses = (id: string) =>
    createInputs(graph, { holdsData, usesAsOf: each => each === id }).useAsOf('m')
  expect(['m', 'e', 'v', 't', 'u'].filter(uses)).toEqual(['m', 'e', 'v'])
})

test('areStill() is false for another version, one more, one less, and one that nobody knows', () => {
  const inputs = createInputs(graph, { holdsData, usesAsOf })
  const before = inputs.of('m', values)
  const are = (record: Readonly<Record<string, string>>, except = UNKNOWN_VERSION) =>
    inputs.areStill(record, { id: 'm', values, except })
  const { t, ...less } = before
  expect(are({ ...before })).toBe(true)
  expect(are({ ...before, t: `${t} ` })).toBe(false)
  expect(are({ ...before, u: 'new' })).toBe(false)
  expect(are(less)).toBe(false)
  expect(are(before, 'new')).toBe(false)
})

test('of() finds what lies above five thousand views in a row', () => {
  const ids = Array.from({ length: 5_000 }, (_, n) => `v${n}`)
  const chain = buildGraph(
    ids,
    ids.slice(1).map((id, n) => [ids[n]!, id] as const),
  )
  const inputs = createInputs(chain, { holdsData: id => id === 'v4900', usesAsOf })
  expect(Object.keys(inputs.of('v4999', values))).toHaveLength(99)
  expect(Object.keys(inputs.of('v4900', values))).toHaveLength(4_900)
})

/** The same by a walk from each node, as slow and as simple as can be. */
function simply(graph: Graph, id: string, { holdsData, readingOf }: InputShape) {
  const order: readonly Reading[] = ['staged', 'published', 'elsewhere']
  const later = (a: Reading, b: Reading | undefined) =>
    b !== undefined && order.indexOf(b) > order.indexOf(a) ? b : a
  const found = new Map<string, Reading>()
  const seen = new Set<string>()
  const waiting: (readonly [string, Reading])[] = [[id, 'staged']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [at, read] = next
    for (const parent of graph.parents(at)) {
      found.set(parent, later(read, found.get(parent)))
      const through = later(read, readingOf?.(parent))
      const step = `${parent} ${through}`
      if (holdsData(parent) || seen.has(step)) continue
      seen.add(step)
      waiting.push([parent, through])
    }
  }
  return found
}

const GRAPHS = fc.integer({ min: 1, max: 25 }).chain(size =>
  fc.tuple(
    fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 3 * size }),
    fc.array(fc.constantFrom('table', 'source', 'view', 'name', 'view before', 'view there'), {
      minLength: size,
      maxLength: size,
    }),
  ),
)

test('of(), areStill() and useAsOf() agree with a walk from each node on random graphs', () => {
  const READ: Readonly<Record<string, Reading>> = {
    'view before': 'published',
    'view there': 'elsewhere',
  }
  const check = ([pairs, kinds]: [[number, number][], string[]]) => {
    const ids = kinds.map((_, n) => `n${n}`)
    const kindOf = (id: string) => kinds[Number(id.slice(1))]!
    const edges = pairs.flatMap(([a, b]) =>
      a === b ? [] : [[`n${Math.min(a, b)}`, `n${Math.max(a, b)}`] as const],
    )
    const random = buildGraph(ids, edges)
    const shape: InputShape = {
      holdsData: id => ['table', 'source'].includes(kindOf(id)),
      readingOf: id => READ[kindOf(id)],
    }
    const own = rememberedValues({
      versionOf: (id, read) => (kindOf(id) === 'source' ? UNKNOWN_VERSION : `${id} ${read}`),
      definitionOf: id => (kindOf(id) === 'name' ? undefined : definitionInput(id)),
    })
    const user = ids[pairs.length % ids.length]!
    const inputs = createInputs(random, { ...shape, usesAsOf: id => id === user })
    for (const id of [...ids].reverse()) {
      const above = simply(random, id, shape)
      const expected = [...above].flatMap(([parent, read]) => {
        const holds = shape.holdsData(parent)
        const value = holds ? own.versionOf(parent, read) : own.definitionOf(parent)
        return value === undefined ? [] : [[parent, value] as const]
      })
      expect(inputs.of(id, own)).toEqual(Object.fromEntries(expected))
      const now = { id, values: own, except: UNKNOWN_VERSION }
      const known = expected.every(([, value]) => value !== UNKNOWN_VERSION)
      expect(inputs.areStill(Object.fromEntries(expected), now)).toBe(known)
      const passed = above.has(user) && !shape.holdsData(user)
      expect(inputs.useAsOf(id)).toBe(id === user || passed)
    }
  }
  fc.assert(fc.property(GRAPHS, check), { numRuns: 300 })
})
