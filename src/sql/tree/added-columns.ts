/** Does a SELECT differ from an older one by nothing but columns that it adds? Pure; what is not proven is no. */
import type { Value } from '../../util/value.ts'
import { hasAggregate, isDeterministic, isOneValue } from './deterministic.ts'
import { type Fields, isFields, listOf, namesOf, nodes, ofKind, shape } from './tree.ts'

/**
 * The names of the columns that `now` has more than `before`, in order; undefined unless the other columns have the same
 * rows whenever both read the same data.
 */
export function addedColumns(before: Fields, now: Fields): readonly string[] | undefined {
  if (!isPlain(before) || !isPlain(now)) return undefined
  if (shape(withoutList(before)) !== shape(withoutList(now))) return undefined
  if (!isDeterministic(before)) return undefined
  const added = addedTargets(before, now)
  if (added === undefined || added.length === 0) return undefined
  const shifted = added.some(({ index }) => index < listOf(before['targetList']).length)
  if (shifted && hasOrdinals(before)) return undefined
  if (!keepsRows(before, added)) return undefined
  const names = added.map(({ target }) => nameOf(target))
  return names.every(name => name !== undefined) ? names : undefined
}

/** One select list, not of a set operation or of VALUES, whose rows do not depend on which columns there are. */
function isPlain(select: Fields): boolean {
  return (
    select['op'] === 'SETOP_NONE' &&
    listOf(select['targetList']).length > 0 &&
    listOf(select['distinctClause']).length === 0 &&
    select['intoClause'] === undefined
  )
}

function withoutList({ targetList: _, ...rest }: Fields): Fields {
  return rest
}

interface AddedTarget {
  /** In the new list. */
  readonly index: number
  readonly target: Fields
}

/** What the new list has besides the old one's items, in their order; undefined when one of these is missing. */
function addedTargets(before: Fields, now: Fields): readonly AddedTarget[] | undefined {
  const old = listOf(before['targetList']).map(shape)
  const added: AddedTarget[] = []
  let at = 0
  for (const [index, item] of listOf(now['targetList']).entries()) {
    if (at < old.length && shape(item) === old[at]) at++
    else {
      const target = ofKind(item, 'ResTarget')
      if (target === undefined) return undefined
      added.push({ index, target })
    }
  }
  return at === old.length ? added : undefined
}

/** `as x`, or the name of a plain column; a star and what the database would name itself have none here. */
function nameOf(target: Fields): string | undefined {
  if (typeof target['name'] === 'string') return target['name']
  const column = ofKind(target['val'], 'ColumnRef')
  const name = column && namesOf(column['fields']).at(-1)
  return name === '*' ? undefined : name
}

/** GROUP BY 1, ORDER BY 2. */
function hasOrdinals(select: Fields): boolean {
  const groups = listOf(select['groupClause']).flatMap(item => [item, ...groupingSets(item)])
  const sorts = listOf(select['sortClause']).map(item => ofKind(item, 'SortBy')?.['node'])
  return [...groups, ...sorts].some(item => ofKind(item, 'A_Const') !== undefined)
}

function groupingSets(item: Value): readonly Value[] {
  const found: Value[] = []
  for (const [kind, fields] of nodes(item)) {
    if (kind === 'GroupingSet') found.push(...listOf(fields['content']))
  }
  return found
}

/** What is added must not fold rows that were not folded, nor multiply them. */
function keepsRows(before: Fields, added: readonly AddedTarget[]): boolean {
  const folds =
    listOf(before['groupClause']).length > 0 ||
    before['havingClause'] !== undefined ||
    listOf(before['targetList']).some(hasAggregate)
  return added.every(({ target }) => {
    const { val } = target
    return isFields(val) && isOneValue(val, { aggregates: folds })
  })
}
