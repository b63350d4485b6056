/**
 * The catalog queries of a publication. They ask for all relations at once: $1 and $2 are the schemas and names. Names
 * are printed as the session's search_path has it, so that has to be empty.
 */

/** `roots`: the named relations. */
const ROOTS = `
with recursive roots as (
  select c.oid
  from unnest($1::text[], $2::text[]) as wanted(schema, name)
  join pg_namespace n on n.nspname = wanted.schema
  join pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
)`

/** `reach`: these and every view above them. */
const REACH = `${ROOTS},
reach as (
  select oid from roots
  union
  select r.ev_class
  from reach
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = reach.oid
    and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite r on r.oid = d.objid
)`

/**
 * A text that changes with a relation's identity, definition, grants, and with what depends on it; not with vacuum or
 * analyze, which write a row of pg_class in its place.
 */
const VERSION = `concat_ws(':', c.oid, c.xmin,
  (select concat_ws(':', count(*), sum(d.objid::bigint)) from pg_depend d
   where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid))`

/** What is granted, on the relation and on single columns, to others than the owner. */
const GRANTS = `
  select json_agg(json_build_array(
    case when a.grantee <> 0 then pg_get_userbyid(a.grantee) end, a.privilege_type, a.is_grantable, a.attname))
  from (
    select a.*, null::name as attname from aclexplode(c.relacl) a
    union all
    select a.*, att.attname from pg_attribute att, aclexplode(att.attacl) a
    where att.attrelid = c.oid and att.attacl is not null and not att.attisdropped
  ) a
  where a.grantee <> c.relowner`

/** Clauses of `alter column` for what is not as the type's default. */
const SETTINGS = `
  select json_agg(json_build_array(a.attname, s.clause) order by a.attnum)
  from pg_attribute a
  join pg_type t on t.oid = a.atttypid
  cross join lateral (values
    (case when a.attstattarget >= 0 then 'set statistics ' || a.attstattarget end),
    (case when a.attstorage <> t.typstorage then 'set storage '
       || case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end),
    ('set (' || array_to_string(a.attoptions, ', ') || ')')
  ) as s(clause)
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and s.clause is not null
    and (a.attstattarget >= 0 or a.attstorage <> t.typstorage or a.attoptions is not null)`

/** Storage options, those of its out-of-line storage with their prefix. */
const OPTIONS = `
  select json_agg(json_build_array(name, value))
  from (
    select option_name as name, option_value as value from pg_options_to_table(c.reloptions)
    union all
    select 'toast.' || o.option_name, o.option_value
    from pg_class t, pg_options_to_table(t.reloptions) o where t.oid = c.reltoastrelid
  ) o`

/** Indexes that are no constraint's, and constraints: what a new table may lack. `%`: the table that is referred to. */
const PARTS = `
  select json_agg(json_build_array(part.kind, part.name, part.definition, part.on_schema, part.on_name, part.columns, part.comment))
  from (
    select case when x.indisunique then 'unique index' else 'index' end as kind, i.relname as name,
      substr(pg_get_indexdef(x.indexrelid), strpos(pg_get_indexdef(x.indexrelid), ' USING ') + 1) as definition,
      null as on_schema, null as on_name,
      (select json_agg(distinct a.attname) from pg_depend d
       join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
       where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid and d.refobjid = c.oid
         and d.refclassid = 'pg_class'::regclass) as columns,
      obj_description(x.indexrelid, 'pg_class') as comment
    from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = c.oid and x.indisvalid
      and not exists (select from pg_constraint k where k.conindid = x.indexrelid and k.conrelid = c.oid)
    union all
    select case k.contype when 'p' then 'primary key' when 'f' then 'foreign key' else 'constraint' end, k.conname,
      case when k.confrelid = 0 then pg_get_constraintdef(k.oid) else replace(pg_get_constraintdef(k.oid),
        ' REFERENCES ' || k.confrelid::regclass || '(', ' REFERENCES %(') end, rn.nspname, r.relname,
      (select json_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey)), null
    from pg_constraint k
    left join pg_class r on r.oid = k.confrelid
    left join pg_namespace rn on rn.oid = r.relnamespace
    where k.conrelid = c.oid and k.contype in ('p', 'u', 'c', 'x', 'f')
  ) part`

/** Something may hang on a relation: never wrong when it is false. */
const ENTANGLED = `(c.relkind <> 'r' or c.relrowsecurity or c.relforcerowsecurity or c.relhasrules
  or c.relhassubclass or c.relispartition or c.reloftype <> 0 or c.reltablespace <> 0 or c.relreplident = 'i'
  or c.relam <> (select oid from pg_am where amname = current_setting('default_table_access_method'))
  or exists (select from pg_publication)
  or exists (select from pg_inherits where inhrelid = c.oid)
  or exists (select from pg_seclabel where objoid = c.oid)
  or (c.relhasindex and exists (
    select from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = c.oid and (x.indisclustered or i.reltablespace <> 0)))
  or exists (
    select from pg_depend d left join pg_class x on x.oid = d.objid and d.classid = 'pg_class'::regclass
    where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
      and (d.deptype = 'n' or x.relkind = 'S'
        or d.classid not in ('pg_class'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass)))
  or exists (
    select from pg_depend d
    where d.refclassid = 'pg_type'::regclass and d.refobjid = c.reltype
      and d.objid <> (select typarray from pg_type where oid = c.reltype))
  or exists (
    select from pg_depend d
    where d.refclassid = 'pg_type'::regclass
      and d.refobjid = (select typarray from pg_type where oid = c.reltype)))`

/** It may have indexes or constraints: never wrong when it is false, and most tables have none. */
const HAS_PARTS = "c.relkind = 'r' and (c.relhasindex or c.relchecks > 0 or c.relhastriggers)"

/** The relations in reach with all that has to be written again. */
export const RELATIONS_SQL = `${REACH}
select n.nspname as schema, c.relname as name, c.relkind::text as kind,
  pg_get_userbyid(c.relowner) as owner, pg_has_role(c.relowner, 'usage') as owned,
  c.relowner = (select oid from pg_roles where rolname = current_user) as by_this_role,
  has_schema_privilege(c.relowner, c.relnamespace, 'create') as owner_may_create,
  c.relpersistence = 't' as temporary,
  case when c.relkind = 'v' then pg_get_viewdef(c.oid) end as definition,
  (select json_agg(json_build_array(attname, format_type(atttypid, atttypmod), attnotnull, attgenerated <> '',
      nullif(attcollation, 0)::regcollation::text) order by attnum)
   from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
  (${OPTIONS}) as options,
  (${GRANTS}) as grants,
  obj_description(c.oid, 'pg_class') as comment,
  (select json_agg(json_build_array(a.attname, d.description) order by a.attnum)
   from pg_description d
   join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
   where d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid > 0) as column_comments,
  case when c.relkind = 'r' then (${SETTINGS}) end as settings,
  case when ${HAS_PARTS} then (${PARTS}) end as parts,
  c.relreplident::text as replica_identity,
  ${ENTANGLED} as entangled,
  ${VERSION} as version
from reach
join pg_class c on c.oid = reach.oid
join pg_namespace n on n.oid = c.relnamespace`

/** Which view (or rule of a table) reads which relation directly, and the columns it names. */
export const READS_SQL = `${REACH}
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

/**
 * Whatever else hangs on a relation, on its row type or the array of that: it would stay with the old relation. Views,
 * the relation's own indexes, constraints and out-of-line storage are left out. `definition` is of what a new table can
 * have equally (a trigger made by a hook); of the rest it is null. `foreign_key` is set for one.
 */
const HANGING = `
hanging as (
  select reach.oid, d.classid, d.objid, d.objsubid, false as by_type
  from reach
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = reach.oid
  where d.classid not in ('pg_type'::regclass, 'pg_publication_rel'::regclass)
  union
  select reach.oid, d.classid, d.objid, d.objsubid, true
  from reach
  join pg_type t on t.typrelid = reach.oid
  join pg_depend d on d.refclassid = 'pg_type'::regclass and d.refobjid in (t.oid, t.typarray)
  where d.objid <> t.typarray
),
found as (
  select h.oid, i.type as kind, i.identity as name,
    case h.classid
      when 'pg_trigger'::regclass then pg_get_triggerdef(h.objid) || (select tgenabled::text from pg_trigger where oid = h.objid)
      when 'pg_attrdef'::regclass then (select pg_get_expr(adbin, adrelid) from pg_attrdef where oid = h.objid)
      when 'pg_policy'::regclass then (select concat_ws(' ', polcmd, polpermissive, polroles::regrole[]::text,
        pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy where oid = h.objid)
      when 'pg_rewrite'::regclass then pg_get_ruledef(h.objid)
      when 'pg_statistic_ext'::regclass then pg_get_statisticsobjdef(h.objid)
    end as definition,
    k.oid as foreign_key
  from hanging h
  left join pg_class x on h.classid = 'pg_class'::regclass and x.oid = h.objid and h.objsubid = 0
  left join pg_constraint k on h.classid = 'pg_constraint'::regclass and k.oid = h.objid
  left join pg_trigger t on h.classid = 'pg_trigger'::regclass and t.oid = h.objid
  left join pg_rewrite w on h.classid = 'pg_rewrite'::regclass and w.oid = h.objid
  cross join lateral pg_identify_object(h.classid, h.objid, h.objsubid) i
  where (x.oid is null or x.relkind not in ('i', 'I', 't'))
    and (k.oid is null or k.conrelid <> h.oid)
    and (t.oid is null or not t.tgisinternal)
    and (w.oid is null or h.by_type or (w.ev_class = h.oid and w.rulename <> '_RETURN'))
  union all
  select inhrelid, 'parent table', (pg_identify_object('pg_class'::regclass, inhparent, 0)).identity, null, null
  from pg_inherits where inhrelid in (select oid from reach)
  union all
  select c.oid, 'publication', p.pubname, null, null
  from pg_publication_tables p
  join pg_namespace n on n.nspname = p.schemaname
  join pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
  where c.oid in (select oid from reach)
  union all
  select objoid, 'security label', provider, label, null
  from pg_seclabel where classoid = 'pg_class'::regclass and objoid in (select oid from reach)
  union all
  select c.oid, p.kind, coalesce(p.name, ''), p.definition, null
  from reach
  join pg_class c on c.oid = reach.oid and c.relkind = 'r'
  cross join lateral (values
    (c.relrowsecurity or c.relforcerowsecurity, 'row-level security', null,
      case when c.relforcerowsecurity then 'forced' else 'on' end),
    (c.reloftype <> 0, 'type', format_type(nullif(c.reloftype, 0), null), null),
    (c.reltablespace <> 0, 'tablespace', (select spcname from pg_tablespace where oid = c.reltablespace), ''),
    (c.relreplident = 'i', 'replica identity by an index', null, null),
    (c.relam <> (select oid from pg_am where amname = current_setting('default_table_access_method')),
      'access method', (select amname from pg_am where oid = c.relam), '')
  ) as p(present, kind, name, definition)
  where p.present
  union all
  select x.indrelid, case when x.indisclustered then 'clustered index' else 'tablespace of the index' end,
    i.relname, '', null
  from pg_index x join pg_class i on i.oid = x.indexrelid
  where x.indrelid in (select oid from reach) and (x.indisclustered or i.reltablespace <> 0)
)`

const FOUND = `
select n.nspname as schema, c.relname as name, found.kind,
  replace(found.name, c.oid::regclass::text, '') as object, found.name as shown,
  replace(found.definition, c.oid::regclass::text, '') as definition,
  o.relname as of_name, os.nspname as of_schema,
  (select json_agg(a.attname order by k.at) from pg_constraint f
   cross join unnest(f.confkey) with ordinality k(number, at)
   join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number where f.oid = found.foreign_key) as key
from found
join pg_class c on c.oid = found.oid
join pg_namespace n on n.oid = c.relnamespace
left join pg_constraint fk on fk.oid = found.foreign_key
left join pg_class o on o.oid = fk.conrelid
left join pg_namespace os on os.oid = o.relnamespace`

/** What hangs on the named relations. */
export const OBSTACLES_SQL = `${ROOTS},
reach as (select oid from roots),${HANGING}${FOUND}
order by 1, 2, 3, 4`

/**
 * The named tables on which something may hang: asked first, since on most tables nothing does. Materialized, lest each
 * relation of such a name in other schemas is looked at too.
 */
export const ENTANGLED_SQL = `
with named as materialized (
  select c.oid, n.nspname as schema
  from unnest($1::text[], $2::text[]) as wanted(schema, name)
  join pg_namespace n on n.nspname = wanted.schema
  join pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
)
select named.schema, c.relname as name
from named join pg_class c on c.oid = named.oid
where ${ENTANGLED}`

/** What hangs on the named relations alone, and the views directly above them: for a plan. */
export const NEIGHBOURS_SQL = `${ROOTS},
reach as (select oid from roots),${HANGING}
select hanging_on.*, null as view_schema, null as view_name, null as relkind, null as owner,
  null::boolean as owned, null::boolean as temporary
from (${FOUND}) hanging_on
union all
select n.nspname, c.relname, 'view', '', '', null, null, null, null, vn.nspname, v.relname, v.relkind::text,
  pg_get_userbyid(v.relowner), pg_has_role(v.relowner, 'usage'), v.relpersistence = 't'
from (select distinct oid, objid from hanging where classid = 'pg_rewrite'::regclass and not by_type) h
join pg_rewrite r on r.oid = h.objid and r.ev_class <> h.oid
join pg_class v on v.oid = r.ev_class
join pg_namespace vn on vn.oid = v.relnamespace
join pg_class c on c.oid = h.oid
join pg_namespace n on n.oid = c.relnamespace
order by 1, 2, 3, 4, 10, 11`

/** Schemas, and what is granted there on every new table of this role: it is made in another schema and misses it. */
export const SCHEMAS_SQL = `
select n.nspname as name,
  (select json_agg(json_build_array(
     case when a.grantee <> 0 then pg_get_userbyid(a.grantee) end, a.privilege_type, a.is_grantable, null))
   from pg_default_acl d, aclexplode(d.defaclacl) a
   where d.defaclnamespace = n.oid and d.defaclobjtype = 'r'
     and d.defaclrole = (select oid from pg_roles where rolname = current_user)
     and a.grantee <> d.defaclrole) as grants
from pg_namespace n`

/** The relations named, as they are now: equal to those read before when nothing has changed since. */
export const VERSIONS_SQL = `${ROOTS}
select n.nspname as schema, c.relname as name, ${VERSION} as version
from roots
join pg_class c on c.oid = roots.oid
join pg_namespace n on n.oid = c.relnamespace`
