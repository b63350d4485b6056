/** Selection: which nodes of a manifest a request means. Pure. */
import type { Manifest } from '../compile/manifest.ts'
import type { SelectorDeclaration } from '../project/types.ts'
import { evaluate } from './evaluate.ts'
import { checkResourceType } from './methods.ts'
import { parseExpressions } from './parse-expression.ts'
import type { Expression, Selection, SelectionFacts, SelectionRequest } from './types.ts'

/**
 * The nodes that a request chooses, in graph order. Without any expression that is every node, or what the default
 * selector of selectors.yml says; commands keep the resource types that they work on. Expressions that match nothing
 * are returned as written: that is a warning, not an error.
 * @throws M1501 to M1507
 */
export function selectNodes(
  manifest: Manifest,
  request: SelectionRequest,
  facts: SelectionFacts = {},
): Selection {
  const expression = expressionOf(request, manifest)
  const types = wantedTypes(request.resourceTypes)
  const unmatched: string[] = []
  const order = manifest.graph.order()
  if (expression.kind === 'everything' && types === undefined) return { ids: order, unmatched }
  const { direct } = evaluate(expression, {
    manifest,
    facts,
    indirect: request.indirect,
    onUnmatched: written => unmatched.push(written),
    within: [],
  })
  const wanted = (id: string) => types === undefined || types.has(manifest.nodes.get(id)!.kind)
  return { ids: order.filter(id => direct.has(id) && wanted(id)), unmatched }
}

function expressionOf(request: SelectionRequest, { project }: Manifest): Expression {
  const from = included(request, project.selectors)
  if (request.exclude.length === 0) return from
  return { kind: 'difference', from, without: parseExpressions(request.exclude) }
}

/** A named selector, expressions, the default selector when nothing at all was said, or everything. */
function included(
  { select, exclude, selector }: SelectionRequest,
  selectors: readonly SelectorDeclaration[],
): Expression {
  if (selector !== undefined) return selectorByName(selector)
  if (select.length > 0) return parseExpressions(select)
  const standard = selectors.find(each => each.default)
  return standard === undefined || exclude.length > 0
    ? { kind: 'everything' }
    : selectorByName(standard.name)
}

function selectorByName(name: string): Expression {
  const criterion: Expression = {
    kind: 'criterion',
    method: 'selector',
    arguments: [],
    value: name,
    parents: 0,
    children: 0,
    childrensParents: false,
  }
  return { kind: 'union', parts: [criterion], written: `selector:${name}` }
}

/** Undefined: all. `default` is what the command works on anyway. */
function wantedTypes(types: readonly string[]): ReadonlySet<string> | undefined {
  const named = types.filter(type => type !== 'all' && type !== 'default')
  for (const type of named) checkResourceType('--resource-type', type)
  return named.length < types.length || types.length === 0 ? undefined : new Set(named)
}
