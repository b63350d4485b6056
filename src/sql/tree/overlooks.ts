/** Is a SELECT blind to columns that a relation gets? Pure; what is not proven is no. */
import type { Value } from '../../util/value.ts'
import { type Fields, isFields, listOf, namesOf, nodes, ofKind } from './tree.ts'

export interface WiderRelation {
  /** As it stands in FROM. */
  readonly relation: string
  /** The columns that it gets. */
  readonly columns: readonly string[]
}

/**
 * True when the statement gives the same rows and columns after the relation got these columns, wherever among its own:
 * no star over it, no reference to the whole row, no name without a relation that could mean one of them, no join that
 * finds its columns itself, no set operation over it.
 */
export function overlooks(statement: Fields, wider: WiderRelation): boolean {
  const root = { SelectStmt: statement }
  const all = [...nodes(root)]
  const scopes = all.flatMap(([kind, fields]) => (kind === 'SelectStmt' ? [fields] : []))
  const readers = scopes.filter(select => relationsIn(select, wider.relation).length > 0)
  const aliases = aliasesOf(readers, wider.relation)
  if (aliases === undefined || !isOnlyInFrom(all, readers, wider.relation)) return false
  return (
    all.every(([kind, fields]) => kind !== 'ColumnRef' || isHarmless(fields, aliases, wider)) &&
    readers.every(select => !hasStar(select) && !joinsByName(select)) &&
    scopes.every(select => !isSetOperationOver(select, readers))
  )
}

/** Names by which the relation is known; undefined when its columns are renamed by their places. */
function aliasesOf(readers: readonly Fields[], relation: string): ReadonlySet<string> | undefined {
  const aliases = new Set([relation])
  for (const range of readers.flatMap(select => relationsIn(select, relation))) {
    const alias = range['alias']
    if (!isFields(alias)) continue
    if (alias['colnames'] !== undefined) return undefined
    aliases.add(String(alias['aliasname']))
  }
  return aliases
}

/** A name in a text, or a relation that stands somewhere else than in FROM, is nothing that is understood here. */
function isOnlyInFrom(
  all: readonly (readonly [string, Fields])[],
  readers: readonly Fields[],
  relation: string,
): boolean {
  const known = readers.flatMap(select => relationsIn(select, relation)).length
  let found = 0
  for (const [kind, fields] of all) {
    if (kind === 'RangeVar' && fields['relname'] === relation) found++
    if (kind === 'A_Const' && JSON.stringify(fields).includes(relation)) return false
  }
  return found === known && found > 0
}

/** `a`, `x.a`, `x.*`: does it mean the same when the relation has more columns? */
function isHarmless(
  column: Fields,
  aliases: ReadonlySet<string>,
  { columns }: WiderRelation,
): boolean {
  const names = namesOf(column['fields'])
  const [first] = names
  if (first === undefined) return false
  // A star alone is looked at where it stands; a name alone may be a column, or a whole row.
  if (names.length === 1) return first === '*' || (!columns.includes(first) && !aliases.has(first))
  if (!aliases.has(first)) return true
  return names[1] !== '*' && !columns.includes(names[1]!)
}

/** `select *`, `count(x.*)` and the like over what this FROM brings. */
function hasStar(select: Fields): boolean {
  return [...own(select)].some(([kind, fields]) => {
    return kind === 'ColumnRef' && namesOf(fields['fields'])[0] === '*'
  })
}

/** NATURAL JOIN and USING; and a join with a name of its own, by which the relation's columns are known too. */
function joinsByName(select: Fields): boolean {
  return [...own(select)].some(([kind, fields]) => {
    if (kind !== 'JoinExpr') return false
    const named = fields['alias'] !== undefined || fields['join_using_alias'] !== undefined
    return named || fields['isNatural'] === true || fields['usingClause'] !== undefined
  })
}

function isSetOperationOver(select: Fields, readers: readonly Fields[]): boolean {
  if (select['op'] === 'SETOP_NONE') return false
  const sides = [select['larg'], select['rarg']].flatMap(side => (isFields(side) ? [side] : []))
  return sides.some(side => {
    const below = new Set([side, ...[...nodes(side)].map(([, fields]) => fields)])
    return readers.some(reader => below.has(reader))
  })
}

/** The relation as this SELECT itself has it in FROM, not in a subquery. */
function relationsIn(select: Fields, relation: string): readonly Fields[] {
  return listOf(select['fromClause']).flatMap(item => inFromItem(item, relation))
}

function inFromItem(item: Value, relation: string): readonly Fields[] {
  const range = ofKind(item, 'RangeVar')
  if (range !== undefined) return range['relname'] === relation ? [range] : []
  const join = ofKind(item, 'JoinExpr')
  if (join === undefined) return []
  return [join['larg'], join['rarg']].flatMap(side =>
    side === undefined ? [] : inFromItem(side, relation),
  )
}

/** The nodes of a SELECT that are no subquery's. */
function* own(value: Value): Generator<readonly [string, Fields]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* own(item)
  } else if (isFields(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'SelectStmt' || key === 'larg' || key === 'rarg') {
        if (isJoinSide(value, key)) yield* own(inner)
        continue
      }
      if (isFields(inner) && /^[A-Z]/.test(key)) yield [key, inner]
      yield* own(inner)
    }
  }
}

/** Of a join the sides belong to the SELECT; of a set operation they are SELECTs of their own. */
const isJoinSide = (parent: Fields, key: string): boolean =>
  key !== 'SelectStmt' && parent['jointype'] !== undefined
