/**
 * Reads the facts of a publication: the relations it replaces, the views that read them at any distance, and what hangs on
 * them. Each time in one snapshot with an empty search_path, so that every name in a definition is qualified.
 */
import { type RelationName, relationKey } from '../../sql/relation.ts'
import type { PublishItem, Session } from '../adapter.ts'
import { relationKind } from './introspection.ts'
import type {
  Grant,
  Obstacle,
  Part,
  PublicationFacts,
  PublicationRelation,
  ViewRead,
} from './publication-facts.ts'
import {
  OBSTACLES_SQL,
  READS_SQL,
  RELATIONS_SQL,
  SCHEMAS_SQL,
  VERSIONS_SQL,
} from './publication-sql.ts'

type GrantRow = readonly [
  grantee: string | null,
  privilege: string,
  grantable: boolean,
  column: string | null,
]

interface RelationRow {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly owner: string
  readonly owned: boolean
  readonly by_this_role: boolean
  readonly owner_may_create: boolean
  readonly temporary: boolean
  readonly definition: string | null
  readonly columns: readonly (readonly [string, string, boolean, boolean, string | null])[] | null
  readonly options: readonly (readonly [string, string])[] | null
  readonly grants: readonly GrantRow[] | null
  readonly comment: string | null
  readonly column_comments: readonly (readonly [string, string])[] | null
  readonly settings: readonly (readonly [string, string])[] | null
  readonly parts:
    | readonly (readonly [
        Part['kind'],
        string,
        string,
        string | null,
        string | null,
        readonly string[] | null,
        string | null,
      ])[]
    | null
  readonly replica_identity: string
  readonly entangled: boolean
  readonly version: string
}

interface ReadRow {
  readonly view_schema: string
  readonly view_name: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[] | null
}

/** A row of what hangs on relations. */
export interface ObstacleRow {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly object: string
  readonly shown: string
  readonly definition: string | null
  readonly of_schema: string | null
  readonly of_name: string | null
  readonly key: readonly string[] | null
}

/** Reads the facts about these items. The session has to be in a transaction of its own, before any lock is taken. */
export async function readPublicationFacts(
  session: Session,
  items: readonly PublishItem[],
): Promise<PublicationFacts> {
  const values = namesOf(items.flatMap(item => [item.stage, item.final, item.old]))
  await session.execute(
    "set transaction isolation level repeatable read; set local search_path = ''",
  )
  const schemas = await session.query<{ name: string; grants: readonly GrantRow[] | null }>(
    SCHEMAS_SQL,
  )
  const relations = await session.query<RelationRow>(RELATIONS_SQL, values)
  const entangled = relations.rows.filter(row => row.entangled)
  const [reads, obstacles] =
    entangled.length === 0 ? NOTHING : await readTies(session, values, namesOf(entangled))
  return {
    schemas: new Map(schemas.rows.map(row => [row.name, (row.grants ?? []).map(grantOf)])),
    relations: new Map(relations.rows.map(row => [relationKey(row), relationOf(row)])),
    reads: reads.map(readOf),
    obstacles: obstacles.map(obstacleOf),
  }
}

type Names = readonly [schemas: string[], names: string[]]
type Ties = readonly [reads: readonly ReadRow[], obstacles: readonly ObstacleRow[]]

/** Most tables stand alone. What reads one, a view or a rule, is entangled itself. */
const NOTHING: Ties = [[], []]

async function readTies(session: Session, roots: Names, entangled: Names): Promise<Ties> {
  const reads = await session.query<ReadRow>(READS_SQL, roots)
  const obstacles = await session.query<ObstacleRow>(OBSTACLES_SQL, entangled)
  return [reads.rows, obstacles.rows]
}

/** True when these relations are still what the facts say; on the session that holds their locks. */
export async function stillSo(
  session: Session,
  relations: readonly RelationName[],
  facts: PublicationFacts,
): Promise<boolean> {
  if (relations.length === 0) return true
  const { rows } = await session.query<{ schema: string; name: string; version: string }>(
    VERSIONS_SQL,
    namesOf(relations),
  )
  if (rows.length !== relations.length) return false
  return rows.every(row => facts.relations.get(relationKey(row))?.version === row.version)
}

/** The two arrays that the queries take. */
export function namesOf(relations: readonly RelationName[]): Names {
  return [relations.map(name => name.schema), relations.map(name => name.name)]
}

function relationOf(row: RelationRow): PublicationRelation {
  return {
    relation: { schema: row.schema, name: row.name },
    kind: relationKind(row.kind),
    partitioned: row.kind === 'p',
    owner: row.owner,
    owned: row.owned,
    byThisRole: row.by_this_role,
    ownerMayCreate: row.owner_may_create,
    temporary: row.temporary,
    columns: (row.columns ?? []).map(([name, type, notNull, generated, collation]) => ({
      name,
      type,
      notNull,
      generated,
      collation,
    })),
    definition: row.definition?.replace(/;\s*$/, ''),
    options: row.options ?? [],
    grants: (row.grants ?? []).map(grantOf),
    comment: row.comment ?? undefined,
    columnComments: row.column_comments ?? [],
    settings: row.settings ?? [],
    parts: (row.parts ?? []).map(([kind, name, definition, schema, table, columns, comment]) => ({
      kind,
      name,
      definition,
      columns: columns ?? [],
      comment: comment ?? undefined,
      references: schema === null || table === null ? undefined : { schema, name: table },
    })),
    replicaIdentity:
      row.replica_identity === 'f' ? 'full' : row.replica_identity === 'n' ? 'nothing' : undefined,
    version: row.version,
  }
}

function grantOf([grantee, privilege, grantable, column]: GrantRow): Grant {
  return { grantee: grantee ?? undefined, privilege, grantable, column: column ?? undefined }
}

function readOf(row: ReadRow): ViewRead {
  return {
    view: relationKey({ schema: row.view_schema, name: row.view_name }),
    on: relationKey(row),
    columns: row.columns ?? [],
  }
}

/** The catalog's words for what people call by another name. */
const KINDS: Readonly<Record<string, string>> = {
  'table constraint': 'foreign key',
  'default value': 'default',
  table: 'child table',
  'foreign table': 'child table',
  'publication relation': 'publication',
}

export function obstacleOf(row: ObstacleRow): Obstacle {
  const kind = KINDS[row.kind] ?? row.kind
  return {
    on: relationKey(row),
    kind,
    name: row.shown.replace(/^for /, 'of '),
    likeness: row.definition === null ? undefined : [kind, row.object, row.definition].join('\n'),
    of:
      row.of_schema === null || row.of_name === null
        ? undefined
        : relationKey({ schema: row.of_schema, name: row.of_name }),
    key: row.key ?? [],
  }
}
