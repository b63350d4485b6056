import { expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/build-graph.ts'
import { inputsOf, usesAsOfThrough } from '../../src/state/inputs.ts'

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
const hashOf = (id: string) => `hash of ${id}`
const versionOf = (id: string, read: string) =>
  holdsNothing.has(id) ? undefined : read === 'staged' ? 'new' : 'old'

test('inputsOf() stops at the nearest ancestors that hold data and names what lies between', () => {
  expect(inputsOf(graph, 'm', { versionOf, hashOf })).toEqual({
    e: 'definition hash of e',
    t: 'new',
    v: 'definition hash of v',
  })
  expect(inputsOf(graph, 'u', { versionOf, hashOf })).toEqual({})
})

test('inputsOf() takes the older version when a view was read as it stood before the run', () => {
  const inputs = inputsOf(graph, 'm', {
    versionOf,
    hashOf,
    readingOf: id => (id === 'v' ? 'published' : undefined),
  })
  expect(inputs).toEqual({ e: 'definition hash of e', t: 'old', v: 'definition hash of v' })
})

test("inputsOf() takes another environment's version below a view that is read there", () => {
  const there = (id: string, read: string) =>
    holdsNothing.has(id) ? undefined : read === 'elsewhere' ? 'theirs' : 'new'
  const facts = {
    versionOf: there,
    hashOf,
    readingOf: (id: string) => (id === 'v' ? 'elsewhere' : undefined),
  } as const
  expect(inputsOf(graph, 'm', facts)).toMatchObject({ t: 'theirs' })
  expect(inputsOf(graph, 't', facts)).toEqual({ u: 'new' })
})

test('usesAsOfThrough() looks through views and ephemerals and not into tables', () => {
  const uses = (id: string) =>
    usesAsOfThrough(graph, 'm', { versionOf, usesAsOf: each => each === id })
  expect(['m', 'e', 'v', 't', 'u'].filter(uses)).toEqual(['m', 'e', 'v'])
})
