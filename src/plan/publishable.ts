/**
 * Decides what may be published at the end of a run (design §6.3). Pure: the graph, what became of each node and each
 * check in; the publishable nodes, and for each held-back one its cause, out. The reasoning is docs/adr/0002.
 */
import type { Graph } from '../graph/graph.ts'
import type { CheckStatus, NodeStatus } from './types.ts'

/** How a node of the graph stands to data; tests and exposures are undefined. */
export type RelationKind = 'table' | 'view' | 'ephemeral' | 'seed' | 'source'

/** A check that was meant to run. */
export interface CheckOutcome {
  readonly id: string
  /** Ids of the relations (or ephemerals) that its SQL reads. */
  readonly reads: readonly string[]
  /** `skipped`: a relation that it reads was not staged. */
  readonly status: CheckStatus
  readonly severity: 'error' | 'warn'
}

export interface RunOutcomes {
  readonly kindOf: (id: string) => RelationKind | undefined
  /** What became of the nodes of this run. Absent, `no-op` and `reused` nodes keep their published relation. */
  readonly staged: ReadonlyMap<string, NodeStatus>
  readonly checks: readonly CheckOutcome[]
}

/** Why a node is held back. */
export interface HeldCause {
  /** Id of the failed check or node at the root of it. */
  readonly because: string
  /** The node itself failed; a failed check covers it; it reads what is held back; a check ties it to what is. */
  readonly how: 'failed' | 'covered' | 'descendant' | 'tied'
  /** For `descendant` the parent, for `tied` the check. */
  readonly via?: string
}

export interface Publishable {
  /** In the order of the graph. */
  readonly published: readonly string[]
  readonly held: ReadonlyMap<string, HeldCause>
}

/**
 * What a run with `publish: together` may publish. Held back are failed nodes, what a failed check covers, all their
 * descendants, and, to a fixed point, what shares a check over several relations with something held back.
 */
export function publishable(graph: Graph, outcomes: RunOutcomes): Publishable {
  const { checks } = outcomes
  const ties = tiesByNode(graph, outcomes)
  const holding = startHolding(graph, outcomes, ties)
  holdFailedNodes(outcomes, holding.hold)
  for (const check of checks) {
    if (!isFailed(graph, outcomes, check)) continue
    for (const id of coverage(graph, outcomes, check.reads)) {
      holding.hold(id, { because: check.id, how: 'covered' })
    }
  }
  holding.spread()
  return finish(graph, outcomes, holding)
}

/** True when the run staged the node, or tried to: its published relation would change. */
function ofThisRun({ staged, kindOf }: RunOutcomes, id: string): boolean {
  const status = staged.get(id)
  return (
    status !== undefined &&
    status !== 'no-op' &&
    status !== 'reused' &&
    kindOf(id) !== 'ephemeral' &&
    kindOf(id) !== 'source'
  )
}

/** Readers see through views, ephemerals and the source that a seed backs: these hold no data of their own. */
function isTransparent(kind: RelationKind | undefined): boolean {
  return kind === 'view' || kind === 'ephemeral' || kind === 'source'
}

/** Severity warn holds nothing back. A check that did not run though all it covers was staged proves nothing. */
function isFailed(graph: Graph, outcomes: RunOutcomes, check: CheckOutcome): boolean {
  if (check.severity === 'warn') return false
  if (check.status === 'fail' || check.status === 'error') return true
  if (check.status !== 'skipped') return false
  return [...coverage(graph, outcomes, check.reads)].every(
    id => !ofThisRun(outcomes, id) || outcomes.staged.get(id) === 'success',
  )
}

/** What a check reads and, through views and ephemerals, the nodes of this run that they read. */
function coverage(
  graph: Graph,
  outcomes: RunOutcomes,
  reads: readonly string[],
): ReadonlySet<string> {
  const covered = new Set(reads)
  const seen = new Set(reads)
  const open = [...reads]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (ofThisRun(outcomes, id)) covered.add(id)
    if (!isTransparent(outcomes.kindOf(id))) continue
    for (const parent of graph.parents(id)) {
      if (seen.has(parent)) continue
      seen.add(parent)
      open.push(parent)
    }
  }
  return covered
}

/** A check and the nodes of this run that are published with each other or not at all because of it. */
interface Tie {
  readonly check: string
  readonly members: readonly string[]
}

/**
 * Ties by member. A passed check was true of these stages together. One that was skipped and compares several
 * relations was true of the published ones together, as far as anybody knows.
 */
function tiesByNode(graph: Graph, outcomes: RunOutcomes): ReadonlyMap<string, readonly Tie[]> {
  const ties = new Map<string, Tie[]>()
  for (const check of outcomes.checks) {
    if (check.severity === 'warn' || check.status === 'fail' || check.status === 'error') continue
    if (check.status === 'skipped' && check.reads.length < 2) continue
    const members = [...coverage(graph, outcomes, check.reads)].filter(id =>
      ofThisRun(outcomes, id),
    )
    if (members.length < 2) continue
    const tie = { check: check.id, members }
    for (const member of members) {
      const known = ties.get(member)
      if (known === undefined) ties.set(member, [tie])
      else known.push(tie)
    }
  }
  return ties
}

interface Holding {
  readonly held: ReadonlyMap<string, HeldCause>
  /** Holds a node back; the first cause stays. */
  hold(id: string, cause: HeldCause): void
  /** Goes on to descendants and ties until nothing changes. */
  spread(): void
}

function startHolding(
  graph: Graph,
  outcomes: RunOutcomes,
  ties: ReadonlyMap<string, readonly Tie[]>,
): Holding {
  const held = new Map<string, HeldCause>()
  const open: string[] = []
  const hold = (id: string, cause: HeldCause) => {
    if (held.has(id)) return
    held.set(id, cause)
    open.push(id)
  }
  const spread = () => {
    for (let at = 0; at < open.length; at++) {
      const id = open[at]!
      const { because } = held.get(id)!
      for (const child of graph.children(id)) {
        if (ofThisRun(outcomes, child) || isTransparent(outcomes.kindOf(child))) {
          hold(child, { because, how: 'descendant', via: id })
        }
      }
      for (const { check, members } of ties.get(id) ?? []) {
        for (const member of members) hold(member, { because, how: 'tied', via: check })
      }
    }
    open.length = 0
  }
  return { held, hold, spread }
}

function holdFailedNodes({ staged }: RunOutcomes, hold: Holding['hold']): void {
  for (const [id, status] of staged)
    if (status === 'error') hold(id, { because: id, how: 'failed' })
}

/** Nodes that were not staged for a reason that nothing here explains hold back their kin too. */
function finish(graph: Graph, outcomes: RunOutcomes, holding: Holding): Publishable {
  for (const [id, status] of outcomes.staged) {
    if (status !== 'skipped' && status !== 'held') continue
    holding.hold(id, { because: id, how: 'failed' })
    holding.spread()
  }
  const ofRun = graph.order().filter(id => ofThisRun(outcomes, id))
  return {
    published: ofRun.filter(id => !holding.held.has(id)),
    held: new Map(
      ofRun.flatMap(id => {
        const cause = holding.held.get(id)
        return cause === undefined ? [] : [[id, cause] as const]
      }),
    ),
  }
}
