import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/build-graph.ts'
import { type CheckOutcome, publishable, type RelationKind } from '../../src/plan/publishable.ts'
import type { CheckStatus, NodeStatus } from '../../src/plan/types.ts'
import { harmlessSets, harms, type Scenario } from './publishable-model.ts'

/** Nodes as `name: 'kind status < parents'`; checks as `name: 'status severity? over reads'`. */
function read(nodes: Record<string, string>, checks: Record<string, string> = {}) {
  const kinds = new Map<string, RelationKind>()
  const staged = new Map<string, NodeStatus>()
  const edges: [string, string][] = []
  for (const [id, text] of Object.entries(nodes)) {
    const [left, parents = ''] = text.split(' < ')
    const [kind, status] = left!.split(' ')
    kinds.set(id, kind as RelationKind)
    if (status !== undefined) staged.set(id, status as NodeStatus)
    for (const parent of parents.split(' ').filter(Boolean)) edges.push([parent, id])
  }
  const outcomes = Object.entries(checks).map(([id, text]): CheckOutcome => {
    const [left, reads] = text.split(' over ')
    const [status, severity = 'error'] = left!.split(' ')
    return {
      id,
      status: status as CheckStatus,
      severity: severity as 'error' | 'warn',
      reads: reads!.split(' '),
    }
  })
  const graph = buildGraph(Object.keys(nodes), edges)
  return { graph, outcomes: { kindOf: (id: string) => kinds.get(id), staged, checks: outcomes } }
}

interface Case {
  readonly when: string
  readonly nodes: Record<string, string>
  readonly checks?: Record<string, string>
  readonly published: string
}

const CASES: readonly Case[] = [
  {
    when: 'nothing fails',
    nodes: { a: 'table success', b: 'view success < a', c: 'table success < b' },
    checks: { ok: 'pass over a b' },
    published: 'a b c',
  },
  {
    when: 'a node fails: its descendants stay, its siblings go',
    nodes: { a: 'table error', b: 'table skipped < a', c: 'table success' },
    published: 'c',
  },
  {
    when: 'a check fails over a table',
    nodes: { a: 'table success', b: 'table success < a', c: 'table success' },
    checks: { bad: 'fail over a' },
    published: 'c',
  },
  {
    when: 'a check of severity warn fails or ties',
    nodes: { a: 'table success', b: 'table error' },
    checks: { bad: 'fail warn over a', tie: 'pass warn over a b' },
    published: 'a',
  },
  {
    when: 'a check ends with a warning: it still ties',
    nodes: { a: 'table success', b: 'table success' },
    checks: { bad: 'fail over b', tie: 'warn over a b' },
    published: '',
  },
  {
    when: 'a check fails over a view: the tables that it shows are covered',
    nodes: { t: 'table success', v: 'view success < t', u: 'table success < t' },
    checks: { bad: 'fail over v' },
    published: '',
  },
  {
    when: 'a check fails over a view on a view that is not of this run',
    nodes: { t: 'table success', v: 'view < t', w: 'view success < v' },
    checks: { bad: 'fail over w' },
    published: '',
  },
  {
    when: 'a check fails over a table: the tables below it are not covered',
    nodes: { t: 'table success', u: 'table success < t' },
    checks: { bad: 'fail over u' },
    published: 't',
  },
  {
    when: 'a check fails over an ephemeral: what is below it and what inlines it',
    nodes: { t: 'table success', e: 'ephemeral < t', u: 'table success < e', x: 'table success' },
    checks: { bad: 'fail over e' },
    published: 'x',
  },
  {
    when: 'a check fails over an ephemeral on what is not of this run',
    nodes: { t: 'table', e: 'ephemeral < t', u: 'table success < e', x: 'table success < t' },
    checks: { bad: 'fail over e' },
    published: 'x',
  },
  {
    when: 'a check of a source fails: what is made from it stays',
    nodes: { s: 'source', u: 'table success < s', x: 'table success' },
    checks: { bad: 'fail over s' },
    published: 'x',
  },
  {
    when: 'a check of a backed source fails: its seed stays',
    nodes: { d: 'seed success', s: 'source < d', u: 'table success < s' },
    checks: { bad: 'fail over s' },
    published: '',
  },
  {
    when: 'an unchanged seed is read by a failed check: its children stay',
    nodes: { d: 'seed no-op', u: 'table success < d', x: 'table success' },
    checks: { bad: 'fail over d' },
    published: 'x',
  },
  {
    when: 'what fails is above a table that is not of this run: what is below that was not touched',
    nodes: { a: 'table error', b: 'table < a', c: 'table success < b' },
    published: 'c',
  },
  {
    when: 'what fails is above a view that is not of this run: what is below that reads it',
    nodes: { a: 'table error', b: 'view < a', c: 'table success < b' },
    published: '',
  },
  {
    when: 'a passed check ties a chain of relations to a held-back one',
    nodes: {
      a: 'table success',
      b: 'table success',
      c: 'table success',
      d: 'table success',
      e: 'table success < d',
    },
    checks: {
      bad: 'fail over a',
      ab: 'pass over a b',
      bc: 'pass over b c',
      e1: 'pass over e',
    },
    published: 'd e',
  },
  {
    when: 'a passed check over one view ties the tables below it',
    nodes: { a: 'table success', b: 'table success', v: 'view success < a b' },
    checks: { bad: 'fail over a', ok: 'pass over v' },
    published: '',
  },
  {
    when: 'a passed check reads a re-pointed view of no run and another table',
    nodes: { a: 'table success', v: 'view < a', b: 'table success' },
    checks: { bad: 'fail over a', ok: 'pass over v b' },
    published: '',
  },
  {
    when: 'a view cannot be staged: its skipped check does not hold its tables back',
    nodes: { a: 'table success', v: 'view error < a' },
    checks: { ok: 'skipped over v' },
    published: 'a',
  },
  {
    when: 'a table cannot be staged: a skipped check over two keeps the other one with it',
    nodes: { a: 'table error', b: 'table success' },
    checks: { ok: 'skipped over a b' },
    published: '',
  },
  {
    when: 'a check was skipped for no reason: nobody knows, so it counts as failed',
    nodes: { a: 'table success', b: 'table success' },
    checks: { ok: 'skipped over a' },
    published: 'b',
  },
  {
    when: 'a check itself cannot run',
    nodes: { a: 'table success', b: 'table success' },
    checks: { broken: 'error over a' },
    published: 'b',
  },
  {
    when: 'a failed check over two: what reads either stays back too',
    nodes: { a: 'table success', b: 'table success', c: 'table success < a' },
    checks: { bad: 'fail over b a' },
    published: '',
  },
]

test.each(CASES)('publishable() when $when', ({ nodes, checks, published }) => {
  const { graph, outcomes } = read(nodes, checks)
  expect(publishable(graph, outcomes).published.join(' ')).toBe(published)
})

test('publishable() says for each held-back node what is at the root of it, and how', () => {
  const { graph, outcomes } = read(
    { a: 'table success', b: 'table success < a', c: 'table success', x: 'view error' },
    { bad: 'fail over a', tie: 'pass over b c' },
  )
  expect(Object.fromEntries(publishable(graph, outcomes).held)).toEqual({
    a: { because: 'bad', how: 'covered' },
    b: { because: 'bad', how: 'descendant', via: 'a' },
    c: { because: 'bad', how: 'tied', via: 'tie' },
    x: { because: 'x', how: 'failed' },
  })
})

// In time that grows with the square of the nodes this would outlast the test's limit.
test('publishable() decides over a chain of 30,000 nodes', () => {
  const nodes: Record<string, string> = { n0: 'table success' }
  const checks: Record<string, string> = { bad: 'fail over n15000' }
  for (let i = 1; i < 30_000; i++) {
    nodes[`n${i}`] = `${i % 3 ? 'table' : 'view'} success < n${i - 1}`
    checks[`c${i}`] = `pass over n${i}`
  }
  const { graph, outcomes } = read(nodes, checks)
  expect(publishable(graph, outcomes).held.size).toBeGreaterThan(15_000)
})

const KINDS = ['table', 'view', 'ephemeral', 'seed'] as const
const STATUSES = ['success', 'success', 'success', 'success', 'error'] as const

/** Eight nodes in order, each reading some earlier ones; some not of this run; a check over one to three of them. */
const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    kinds: fc.array(fc.constantFrom(...KINDS), { minLength: 8, maxLength: 8 }),
    edges: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 8 }),
    thinning: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 8 }),
    inRun: fc.integer({ min: 0, max: 255 }),
    statuses: fc.array(fc.constantFrom(...STATUSES), { minLength: 8, maxLength: 8 }),
    checks: fc.array(
      fc.record({
        reads: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 3 }),
        status: fc.constantFrom('pass', 'pass', 'pass', 'warn', 'fail', 'error'),
        severity: fc.constantFrom('error', 'error', 'error', 'warn'),
      }),
      { maxLength: 4 },
    ),
  })
  .map(drawn => {
    const name = (i: number) => `n${i}`
    const kinds: Record<string, RelationKind> = {}
    const parents: Record<string, string[]> = {}
    const staged: Record<string, 'success' | 'error' | 'skipped'> = {}
    for (let i = 0; i < 8; i++) {
      const kind = drawn.kinds[i]!
      kinds[name(i)] = kind
      const mask = drawn.edges[i]! & drawn.thinning[i]!
      parents[name(i)] =
        kind === 'seed'
          ? []
          : Array.from({ length: i }, (_, p) => p)
              .filter(p => mask & (1 << p))
              .map(name)
      if (kind !== 'ephemeral' && drawn.inRun & (1 << i)) staged[name(i)] = drawn.statuses[i]!
    }
    skipBelowFailures(kinds, parents, staged)
    const checks = drawn.checks.map((check, i): CheckOutcome => {
      const reads = check.reads.map(name)
      const unstaged = reads.some(id => reaches(id, { kinds, parents, staged }))
      return {
        id: `check${i}`,
        reads,
        severity: check.severity as 'error' | 'warn',
        status: unstaged ? 'skipped' : (check.status as CheckStatus),
      }
    })
    return { kinds, parents, staged, checks }
  })

type Drawn = Pick<Scenario, 'kinds' | 'parents'> & {
  staged: Record<string, 'success' | 'error' | 'skipped'>
}

/** True when `id`, or what it shows through views and ephemerals, was to be staged and was not. */
function reaches(id: string, drawn: Drawn): boolean {
  const status = drawn.staged[id]
  if (status !== undefined && status !== 'success') return true
  const kind = drawn.kinds[id]
  if (kind !== 'view' && kind !== 'ephemeral') return false
  return drawn.parents[id]!.some(parent => reaches(parent, drawn))
}

function skipBelowFailures(
  kinds: Scenario['kinds'],
  parents: Scenario['parents'],
  staged: Drawn['staged'],
): void {
  for (const id of Object.keys(kinds)) {
    if (staged[id] !== 'success') continue
    if (parents[id]!.some(parent => reaches(parent, { kinds, parents, staged }))) {
      staged[id] = 'skipped'
    }
  }
}

function decide(scenario: Scenario) {
  const edges = Object.entries(scenario.parents).flatMap(([child, parents]) =>
    parents.map(parent => [parent, child] as const),
  )
  return publishable(buildGraph(Object.keys(scenario.kinds), edges), {
    kindOf: id => scenario.kinds[id],
    staged: new Map(Object.entries(scenario.staged)),
    checks: scenario.checks,
  })
}

test('publishable() lets no reader see what a failed check covers, nor a passed check a mixture', () => {
  fc.assert(
    fc.property(scenarios, scenario => {
      expect(harms(scenario, new Set(decide(scenario).published))).toEqual([])
    }),
    { numRuns: 3000 },
  )
})

test('publishable() holds nothing back without need: no harmless set is larger', () => {
  fc.assert(
    fc.property(scenarios, scenario => {
      const published = new Set(decide(scenario).published)
      for (const set of harmlessSets(scenario)) {
        expect([...set].filter(id => !published.has(id))).toEqual([])
      }
    }),
    { numRuns: 800 },
  )
})
