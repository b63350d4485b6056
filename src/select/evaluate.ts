/**
 * Evaluates a selection as dbt does: each criterion brings its neighbours and the tests that ride along, sets are
 * combined, and tests that waited for their other parents join when these are there.
 */
import type { Manifest } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import { reach } from '../graph/reach.ts'
import { nearest } from '../util/nearest.ts'
import { findNodes } from './methods.ts'
import { parseSelector } from './parse-definition.ts'
import { difference, type Ids, intersection, keep, NONE, union } from './sets.ts'
import type { Criterion, Expression, IndirectSelection, SelectionFacts } from './types.ts'

export interface EvaluationContext {
  readonly manifest: Manifest
  readonly facts: SelectionFacts
  readonly indirect: IndirectSelection
  /** Told of every expression that matched nothing. */
  readonly onUnmatched: (written: string) => void
  /** Names of selectors being evaluated, outermost first. */
  readonly within: readonly string[]
}

/** What an expression chose, and tests that lack a parent so far. */
export interface Chosen {
  readonly direct: Ids
  readonly waiting: Ids
}

/** What `expression` chooses. @throws M1501 to M1507 */
export function evaluate(expression: Expression, context: EvaluationContext): Chosen {
  switch (expression.kind) {
    case 'everything':
      return { direct: new Set(context.manifest.graph.ids), waiting: NONE }
    case 'criterion':
      return evaluateCriterion(expression, context)
    case 'difference': {
      const sets = [expression.from, expression.without].map(part => evaluate(part, context))
      return combine(sets, (from, without) => difference(from!, without!), context)
    }
    default: {
      const parts = expression.parts.map(part => evaluate(part, context))
      const chosen = combine(parts, expression.kind === 'union' ? union : intersection, context)
      if (expression.written !== undefined && chosen.direct.size === 0) {
        context.onUnmatched(expression.written)
      }
      return chosen
    }
  }
}

function namedSelector(name: string, context: EvaluationContext): Chosen {
  const { selectors } = context.manifest.project
  const declaration = selectors.find(each => each.name === name)
  if (declaration === undefined) {
    const known = selectors.map(each => each.name)
    throw modelError('M1505', { name, nearest: nearest(name, known), known })
  }
  if (context.within.includes(name)) {
    const cycle = [...context.within.slice(context.within.indexOf(name)), name]
    throw modelError('M1507', { cycle }, { place: declaration.place })
  }
  return evaluate(parseSelector(declaration), { ...context, within: [...context.within, name] })
}

function evaluateCriterion(criterion: Criterion, context: EvaluationContext): Chosen {
  const { manifest, facts } = context
  const inner = criterion.method === 'selector' ? namedSelector(criterion.value, context) : null
  const named = inner?.direct ?? new Set(findNodes(manifest, criterion, facts).map(each => each.id))
  const selected = withNeighbours(named, criterion, context)
  const indirect = criterion.indirect ?? context.indirect
  // A selector has said itself which tests come along.
  if (inner !== null && selected === named) return inner
  return indirect === 'empty'
    ? { direct: selected, waiting: NONE }
    : ride(selected, indirect, context)
}

function withNeighbours(
  named: Ids,
  { parents, children, childrensParents }: Criterion,
  { manifest: { graph } }: EvaluationContext,
): Ids {
  if (parents === 0 && children === 0 && !childrensParents) return named
  const below = reach(graph, named, { towards: 'children', depth: children })
  const above = reach(graph, named, { towards: 'parents', depth: parents })
  if (!childrensParents) return union(below, above)
  const all = reach(graph, named, { towards: 'children', depth: Number.POSITIVE_INFINITY })
  return union(above, reach(graph, all, { towards: 'parents', depth: Number.POSITIVE_INFINITY }))
}

/** Adds the tests that ride along with `selected`; those that lack a parent wait. */
function ride(selected: Ids, indirect: IndirectSelection, context: EvaluationContext): Chosen {
  const { nodes, graph } = context.manifest
  const direct = new Set(selected)
  const waiting = new Set<string>()
  const present = indirect === 'buildable' ? buildableFrom(selected, context) : selected
  for (const id of selected) {
    for (const child of graph.children(id)) {
      const test = nodes.get(child)
      if (test?.kind !== 'test' || direct.has(child)) continue
      const complete = indirect === 'eager' || test.dependsOn.every(parent => present.has(parent))
      ;(complete ? direct : waiting).add(child)
    }
  }
  return { direct, waiting }
}

/** What is there when `selected` is built: itself, all above it, and the sources. */
function buildableFrom(selected: Ids, { manifest }: EvaluationContext): Ids {
  const present = reach(manifest.graph, selected, {
    towards: 'parents',
    depth: Number.POSITIVE_INFINITY,
  })
  for (const node of manifest.nodes.values()) if (node.kind === 'source') present.add(node.id)
  return present
}

/** Combines sets; tests that waited in them join when the combination has all their parents. */
function combine(
  parts: readonly Chosen[],
  operation: (...sets: readonly Ids[]) => Ids,
  context: EvaluationContext,
): Chosen {
  const direct = operation(...parts.map(part => part.direct))
  if (parts.every(part => part.waiting.size === 0)) return { direct, waiting: NONE }
  const withWaiting = operation(...parts.map(part => union(part.direct, part.waiting)))
  const missing = difference(withWaiting, direct)
  const present = context.indirect === 'buildable' ? buildableFrom(direct, context) : direct
  const joined = keep(missing, id =>
    context.manifest.nodes.get(id)!.dependsOn.every(parent => present.has(parent)),
  )
  return { direct: union(direct, joined), waiting: difference(missing, joined) }
}
