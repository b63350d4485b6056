/** What hangs on relations that are to be replaced, as far as that can be known before the new ones are built. */
import { displayRelation, type RelationName, relationKey } from '../../sql/relation.ts'
import type { Neighbour, Session } from '../adapter.ts'
import { namesOf, type ObstacleRow, obstacleOf } from './dependents.ts'
import { relationKind } from './introspection.ts'
import { ENTANGLED_SQL, NEIGHBOURS_SQL } from './publication-sql.ts'
import { fixedKind } from './ways.ts'

type ReaderRow = ObstacleRow & {
  readonly view_schema: string
  readonly view_name: string
  readonly relkind: string
  readonly owner: string
  readonly owned: boolean
  readonly temporary: boolean
}

/** One question, however many relations there are, and a second one only about those on which something may hang. */
export async function neighbours(
  session: Session,
  relations: readonly RelationName[],
): Promise<readonly Neighbour[]> {
  if (relations.length === 0) return []
  const remember = { remember: true }
  const found = await session.query<RelationName>(ENTANGLED_SQL, namesOf(relations), remember)
  if (found.rows.length === 0) return []
  const values = namesOf(found.rows)
  const { rows } = await session.query<ObstacleRow | ReaderRow>(NEIGHBOURS_SQL, values, remember)
  const named = new Set(relations.map(relationKey))
  return rows.flatMap(row => (isReader(row) ? reader(row) : hanging(row, named))).sort(inOrder)
}

/** The server has no order for them, and people compare plans. */
function inOrder(a: Neighbour, b: Neighbour): number {
  const [first, second] = [a, b].map(({ on, kind, name }) => `${relationKey(on)} ${kind} ${name}`)
  return first! < second! ? -1 : 1
}

const isReader = (row: ObstacleRow | ReaderRow): row is ReaderRow =>
  'view_name' in row && row.view_name !== null

function hanging(row: ObstacleRow, named: ReadonlySet<string>): readonly Neighbour[] {
  const { kind, name, likeness, of } = obstacleOf(row)
  // Between tables that are replaced together a foreign key goes with them.
  if (of !== undefined && named.has(of)) return []
  const effect = likeness === undefined ? 'in place' : 'unless equal'
  return [{ on: { schema: row.schema, name: row.name }, kind, name, effect }]
}

const viewOf = (row: ReaderRow): RelationName => ({ schema: row.view_schema, name: row.view_name })

function reader(row: ReaderRow): readonly Neighbour[] {
  const view = viewOf(row)
  if (/__(?:stage|old)$/.test(view.schema)) return []
  const fixed = fixedKind({ ...row, kind: relationKind(row.relkind) })
  const on = { schema: row.schema, name: row.name }
  const name = displayRelation(view)
  return fixed === undefined
    ? [{ on, kind: 'view', name, view, effect: 're-pointed' }]
    : [{ on, kind: fixed, name, effect: 'in place' }]
}
