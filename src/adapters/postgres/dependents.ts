/**
 * What a publication has to know before it touches anything: the relations it replaces, the views that read them at any
 * distance, and the objects that cannot follow a swap. Read in one snapshot with an empty search_path, so that every
 * name in a definition is qualified.
 */
import { type RelationName, relationKey } from '../../sql/relation.ts'
import type { PublishItem, RelationFact, Session } from '../adapter.ts'
import { relationKind } from './introspection.ts'

/** A relation with all that has to be written again when it is re-created. */
export interface PublicationRelation {
  readonly relation: RelationName
  readonly kind: RelationFact['kind']
  readonly owner: string
  /** May this role alter it? */
  readonly owned: boolean
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Of views: the query, every name qualified. */
  readonly definition: string | undefined
  /** Storage options; of views also security_invoker, security_barrier and the check option. */
  readonly options: readonly (readonly [name: string, value: string])[]
  readonly grants: readonly Grant[]
  readonly comment: string | undefined
  readonly columnComments: readonly (readonly [column: string, comment: string])[]
}

export interface Grant {
  /** Undefined: everybody. */
  readonly grantee: string | undefined
  readonly privilege: string
  readonly grantable: boolean
}

/** A view reads a relation directly, and names these columns of it. Relations by `relationKey`. */
export interface ViewRead {
  readonly view: string
  readonly on: string
  readonly columns: readonly string[]
}

/** Something that would stay with the old relation. */
export interface Obstacle {
  readonly on: string
  readonly kind: string
  readonly name: string
}

export interface PublicationFacts {
  readonly schemas: ReadonlySet<string>
  readonly relations: ReadonlyMap<string, PublicationRelation>
  readonly reads: readonly ViewRead[]
  readonly obstacles: readonly Obstacle[]
}

/** `reach`: the named relations and every view above them. $1, $2: schemas and names. */
const REACH = `
with recursive roots as (
  select c.oid
  from unnest($1::text[], $2::text[]) as wanted(schema, name)
  join pg_namespace n on n.nspname = wanted.schema
  join pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
),
reach as (
  select oid from roots
  union
  select r.ev_class
  from reach
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = reach.oid
    and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite r on r.oid = d.objid
)`

const RELATIONS_SQL = `${REACH}
select n.nspname as schema, c.relname as name, c.relkind::text as kind,
  pg_get_userbyid(c.relowner) as owner, pg_has_role(c.relowner, 'usage') as owned,
  case when c.relkind = 'v' then pg_get_viewdef(c.oid) end as definition,
  (select json_agg(json_build_array(attname, format_type(atttypid, atttypmod)) order by attnum)
   from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
  (select json_agg(json_build_array(option_name, option_value))
   from pg_options_to_table(c.reloptions)) as options,
  (select json_agg(json_build_array(
     case when a.grantee <> 0 then pg_get_userbyid(a.grantee) end, a.privilege_type, a.is_grantable))
   from aclexplode(c.relacl) a where a.grantee <> c.relowner) as grants,
  obj_description(c.oid, 'pg_class') as comment,
  (select json_agg(json_build_array(a.attname, d.description) order by a.attnum)
   from pg_description d
   join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
   where d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid > 0) as column_comments
from reach
join pg_class c on c.oid = reach.oid
join pg_namespace n on n.oid = c.relnamespace`

const READS_SQL = `${REACH}
select vn.nspname as view_schema, v.relname as view_name, n.nspname as schema, c.relname as name,
  json_agg(a.attname) filter (where a.attname is not null) as columns
from reach
join pg_rewrite r on r.ev_class = reach.oid
join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
  and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
join pg_class v on v.oid = r.ev_class
join pg_namespace vn on vn.oid = v.relnamespace
join pg_class c on c.oid = d.refobjid
join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and d.refobjsubid > 0
group by 1, 2, 3, 4`

/** Of the named relations only: foreign keys from outside, SQL functions, policies, publications, children. */
const OBSTACLES_SQL = `${REACH},
found as (
  select confrelid as oid, 'foreign key' as kind, conname || ' of ' || conrelid::regclass as name
  from pg_constraint
  where contype = 'f' and confrelid in (select oid from roots)
    and conrelid not in (select oid from roots)
  union all
  select d.refobjid, 'function', d.objid::regprocedure::text
  from pg_depend d
  where d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_class'::regclass
    and d.refobjid in (select oid from roots)
  union all
  select polrelid, 'policy', polname from pg_policy where polrelid in (select oid from roots)
  union all
  select pr.prrelid, 'publication', p.pubname
  from pg_publication_rel pr join pg_publication p on p.oid = pr.prpubid
  where pr.prrelid in (select oid from roots)
  union all
  select inhparent, 'child table', inhrelid::regclass::text
  from pg_inherits where inhparent in (select oid from roots)
)
select n.nspname as schema, c.relname as name, found.kind, found.name as object
from found
join pg_class c on c.oid = found.oid
join pg_namespace n on n.oid = c.relnamespace`

interface RelationRow {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly owner: string
  readonly owned: boolean
  readonly definition: string | null
  readonly columns: readonly (readonly [string, string])[] | null
  readonly options: readonly (readonly [string, string])[] | null
  readonly grants: readonly (readonly [string | null, string, boolean])[] | null
  readonly comment: string | null
  readonly column_comments: readonly (readonly [string, string])[] | null
}

interface ReadRow {
  readonly view_schema: string
  readonly view_name: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[] | null
}

interface ObstacleRow {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly object: string
}

/** Reads the facts about these items. The session has to be in a transaction of its own, before any lock is taken. */
export async function readPublicationFacts(
  session: Session,
  items: readonly PublishItem[],
): Promise<PublicationFacts> {
  const named = items.flatMap(item => [item.stage, item.final, item.old])
  const values = [named.map(name => name.schema), named.map(name => name.name)]
  await session.execute(
    "set transaction isolation level repeatable read; set local search_path = ''",
  )
  const schemas = await session.query<{ name: string }>('select nspname as name from pg_namespace')
  const relations = await session.query<RelationRow>(RELATIONS_SQL, values)
  const reads = await session.query<ReadRow>(READS_SQL, values)
  const obstacles = await session.query<ObstacleRow>(OBSTACLES_SQL, values)
  return {
    schemas: new Set(schemas.rows.map(row => row.name)),
    relations: new Map(relations.rows.map(row => [relationKey(row), relationOf(row)])),
    reads: reads.rows.map(readOf),
    obstacles: obstacles.rows.map(row => ({
      on: relationKey(row),
      kind: row.kind,
      name: row.object,
    })),
  }
}

function relationOf(row: RelationRow): PublicationRelation {
  return {
    relation: { schema: row.schema, name: row.name },
    kind: relationKind(row.kind),
    owner: row.owner,
    owned: row.owned,
    columns: (row.columns ?? []).map(([name, type]) => ({ name, type })),
    definition: row.definition?.replace(/;\s*$/, ''),
    options: row.options ?? [],
    grants: (row.grants ?? []).map(([grantee, privilege, grantable]) => ({
      grantee: grantee ?? undefined,
      privilege,
      grantable,
    })),
    comment: row.comment ?? undefined,
    columnComments: row.column_comments ?? [],
  }
}

function readOf(row: ReadRow): ViewRead {
  return {
    view: relationKey({ schema: row.view_schema, name: row.view_name }),
    on: relationKey(row),
    columns: row.columns ?? [],
  }
}
