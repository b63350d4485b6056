/** What hangs on relations that are to be replaced, as far as that can be known before the new ones are built. */
import { displayRelation, type RelationName, relationKey } from '../../sql/relation.ts'
import type { Neighbour, Session } from '../adapter.ts'
import { namesOf, type ObstacleRow, obstacleOf } from './dependents.ts'
import { relationKind } from './introspection.ts'
import { OBSTACLES_OF_ROOTS_SQL, READERS_SQL } from './publication-sql.ts'
import { fixedKind } from './ways.ts'

interface ReaderRow extends RelationName {
  readonly view_schema: string
  readonly view_name: string
  readonly kind: string
  readonly owner: string
  readonly owned: boolean
  readonly temporary: boolean
}

/** In a transaction of its own; two questions, however many relations there are. */
export async function neighbours(
  session: Session,
  relations: readonly RelationName[],
): Promise<readonly Neighbour[]> {
  if (relations.length === 0) return []
  const values = namesOf(relations)
  await session.execute("set local search_path = ''")
  const readers = await session.query<ReaderRow>(READERS_SQL, values)
  const obstacles = await session.query<ObstacleRow>(OBSTACLES_OF_ROOTS_SQL, values)
  const named = new Set(relations.map(relationKey))
  return [
    ...obstacles.rows
      // Between tables that are replaced together a foreign key goes with them.
      .filter(row => !named.has(obstacleOf(row).of ?? ''))
      .map(hanging),
    ...readers.rows.filter(row => !named.has(relationKey(viewOf(row)))).flatMap(reader),
  ]
}

function hanging(row: ObstacleRow): Neighbour {
  const { kind, name, likeness } = obstacleOf(row)
  const effect = likeness === undefined ? 'in place' : 'unless equal'
  return { on: { schema: row.schema, name: row.name }, kind, name, effect }
}

const viewOf = (row: ReaderRow): RelationName => ({ schema: row.view_schema, name: row.view_name })

function reader(row: ReaderRow): readonly Neighbour[] {
  const view = viewOf(row)
  if (/__(?:stage|old)$/.test(view.schema)) return []
  const fixed = fixedKind({ ...row, kind: relationKind(row.kind) })
  const on = { schema: row.schema, name: row.name }
  const name = displayRelation(view)
  return fixed === undefined
    ? [{ on, kind: 'view', name, view, effect: 're-pointed' }]
    : [{ on, kind: fixed, name, effect: 'in place' }]
}
