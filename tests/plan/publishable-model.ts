/**
 * An independent model of what readers see after a publication, for the property test of publishable(): contents are
 * sets of marks `node@version`, followed through the graph by definition, not by the rules under test.
 */
import type { CheckOutcome, RelationKind } from '../../src/plan/publishable.ts'

export interface Scenario {
  readonly kinds: Readonly<Record<string, RelationKind>>
  /** Parents before children, by construction. */
  readonly parents: Readonly<Record<string, readonly string[]>>
  readonly staged: Readonly<Record<string, 'success' | 'error' | 'skipped'>>
  readonly checks: readonly CheckOutcome[]
}

type Marks = ReadonlySet<string>

const union = (sets: readonly Marks[]): Marks => new Set(sets.flatMap(set => [...set]))

/** All sets of staged nodes that could be published without harming a reader. */
export function harmlessSets(scenario: Scenario): ReadonlySet<string>[] {
  const staged = Object.keys(scenario.staged).filter(id => scenario.staged[id] === 'success')
  const sets: ReadonlySet<string>[] = []
  for (let bits = 0; bits < 1 << staged.length; bits++) {
    const set = new Set(staged.filter((_, i) => bits & (1 << i)))
    if (harms(scenario, set).length === 0) sets.push(set)
  }
  return sets
}

/** What a publication of exactly `published` would do to readers, in words; empty when nothing. */
export function harms(scenario: Scenario, published: ReadonlySet<string>): string[] {
  const found: string[] = []
  for (const id of published) {
    for (const mark of stagedContent(scenario, id)) {
      const [origin, version] = mark.split('@') as [string, string]
      const unpublished = version === 'new' && origin in scenario.staged && !published.has(origin)
      if (unpublished) found.push(`${id} was built from ${origin}, which stays old`)
    }
  }
  for (const check of scenario.checks) {
    if (check.severity === 'warn') continue
    if (check.status === 'fail' || check.status === 'error') {
      found.push(...seesBadContent(scenario, published, check))
    } else found.push(...seesMixture(scenario, published, check))
  }
  return found
}

/** A reader sees what a failed check covers, or something new was made from it. */
function seesBadContent(
  scenario: Scenario,
  published: ReadonlySet<string>,
  check: CheckOutcome,
): string[] {
  const bad = new Set([
    ...union(check.reads.map(id => stagedSurface(scenario, id))),
    ...check.reads.flatMap(id => (id in scenario.staged ? [] : [`${id}@old`, `${id}@text`])),
  ])
  for (const mark of bad) {
    const [origin, version] = mark.split('@') as [string, string]
    const readDirectly = check.reads.includes(origin)
    if (version !== 'new' && !readDirectly) bad.delete(mark)
  }
  const found: string[] = []
  for (const id of Object.keys(scenario.kinds)) {
    const seen = published.has(id) ? stagedContent(scenario, id) : []
    const visible = [...visibleSurface(scenario, published, id)].filter(m => m.endsWith('@new'))
    for (const mark of [...seen, ...visible]) {
      if (bad.has(mark)) found.push(`${id} shows ${mark}, which ${check.id} covers`)
    }
  }
  return found
}

/** A check that held, or that nobody could ask, would be asked of old and new together. */
function seesMixture(
  scenario: Scenario,
  published: ReadonlySet<string>,
  check: CheckOutcome,
): string[] {
  if (check.status === 'skipped' && check.reads.length < 2) return []
  const surface = union(check.reads.map(id => visibleSurface(scenario, published, id)))
  const versions = [...surface]
    .map(mark => mark.split('@') as [string, string])
    .filter(([origin]) => origin in scenario.staged)
    .map(([, version]) => version)
  return new Set(versions).size > 1 ? [`${check.id} would see old and new`] : []
}

/** What the stage of `id` shows: itself, and through views and ephemerals what they show. */
function stagedSurface(scenario: Scenario, id: string): Marks {
  const kind = scenario.kinds[id]!
  const below = () => scenario.parents[id]!.map(parent => stagedSurface(scenario, parent))
  if (kind === 'ephemeral') return union([new Set([`${id}@text`]), ...below()])
  const own = new Set([`${id}@${id in scenario.staged ? 'new' : 'old'}`])
  return kind === 'view' ? union([own, ...below()]) : own
}

/** All that went into the stage of `id`, also into the stages it was built from. */
function stagedContent(scenario: Scenario, id: string): Marks {
  const kind = scenario.kinds[id]!
  const readsOn = kind === 'view' || kind === 'ephemeral' || id in scenario.staged
  const own = new Set([
    kind === 'ephemeral' ? `${id}@text` : `${id}@${id in scenario.staged ? 'new' : 'old'}`,
  ])
  if (!readsOn) return own
  return union([own, ...scenario.parents[id]!.map(parent => stagedContent(scenario, parent))])
}

/** What a reader of `id` sees after the publication: a view reads the published relations of its parents. */
function visibleSurface(scenario: Scenario, published: ReadonlySet<string>, id: string): Marks {
  const kind = scenario.kinds[id]!
  const below = () =>
    scenario.parents[id]!.map(parent => visibleSurface(scenario, published, parent))
  if (kind === 'ephemeral') return union(below())
  const own = new Set([`${id}@${published.has(id) ? 'new' : 'old'}`])
  return kind === 'view' ? union([own, ...below()]) : own
}
