/**
 * The change counter of managed tables: a statement trigger adds one to a row in model_meta, inside the transaction that
 * changes the table, so whoever sees the count sees the change. Thirty-two rows per table, chosen by the connection, keep
 * writers from waiting for each other; the view sums them.
 */
import { printRelation, quoteLiteral, type RelationName } from '../../sql/relation.ts'
import { createSchema } from './blocks.ts'

/** Where the sums are read: columns schema_name, table_name, changes, changed_at. */
export const CHANGE_COUNTS: RelationName = { schema: 'model_meta', name: 'change_counts' }

/** The channel on which changes are told, with `schema.table` as the payload. */
export const CHANGE_CHANNEL = 'model_changes'

/** Schema, table, view and function, when absent. */
function counterParts(): readonly string[] {
  return [
    createSchema('model_meta'),
    `create table if not exists model_meta.change_counter (
  schema_name text not null,
  table_name text not null,
  slot integer not null,
  changes bigint not null,
  changed_at timestamptz not null,
  primary key (schema_name, table_name, slot)
)`,
    `create or replace view model_meta.change_counts as
select schema_name, table_name, sum(changes)::bigint as changes, max(changed_at) as changed_at
from model_meta.change_counter
group by schema_name, table_name`,
    // Writers need no rights on model_meta: the function has its owner's.
    `create or replace function model_meta.count_change() returns trigger
language plpgsql security definer set search_path = pg_catalog as $function$
begin
  insert into model_meta.change_counter as counter
  values (tg_table_schema, tg_table_name, pg_backend_pid() % 32, 1, clock_timestamp())
  on conflict (schema_name, table_name, slot)
  do update set changes = counter.changes + 1, changed_at = excluded.changed_at;
  return null;
end
$function$`,
  ]
}

/** `create schema, table, view, function` when absent, then the trigger on the table. */
export function changeCounter(relation: RelationName): readonly string[] {
  const table = printRelation(relation)
  return [
    ...counterParts(),
    `insert into model_meta.change_counter
values (${quoteLiteral(relation.schema)}, ${quoteLiteral(relation.name)}, 0, 0, clock_timestamp())
on conflict do nothing`,
    `drop trigger if exists model_change_counter on ${table}`,
    `create trigger model_change_counter
after insert or update or delete or truncate on ${table}
for each statement execute function model_meta.count_change()`,
  ]
}

/**
 * Counter and notice for a table of somebody else's: two statement triggers, made when they are absent, because dropping
 * one takes its table's owner. The count begins at the time, in slot -1, so that it never comes back to a number that it
 * had before it was removed.
 */
export function installChangeNotice(relation: RelationName): readonly string[] {
  const [schema, name] = [quoteLiteral(relation.schema), quoteLiteral(relation.name)]
  return [
    ...counterParts(),
    `create or replace function model_meta.notify_change() returns trigger
language plpgsql set search_path = pg_catalog as $function$
begin
  perform pg_notify('${CHANGE_CHANNEL}', left(tg_table_schema || '.' || tg_table_name, 200));
  return null;
end
$function$`,
    `insert into model_meta.change_counter
select ${schema}, ${name}, -1, floor(extract(epoch from clock_timestamp()) * 1000)::bigint, clock_timestamp()
where not exists (
  select 1 from model_meta.change_counter where schema_name = ${schema} and table_name = ${name}
)`,
    createWhenAbsent(relation, 'model_change_counter', 'count_change'),
    createWhenAbsent(relation, 'model_change_notice', 'notify_change'),
  ]
}

function createWhenAbsent(relation: RelationName, trigger: string, procedure: string): string {
  const table = printRelation(relation)
  return `do $block$
begin
  if not exists (
    select 1 from pg_catalog.pg_trigger
    where tgrelid = ${quoteLiteral(table)}::regclass and tgname = '${trigger}'
  ) then
    create trigger ${trigger} after insert or update or delete or truncate on ${table}
    for each statement execute function model_meta.${procedure}();
  end if;
end
$block$`
}

/** The triggers, the counts, and the functions and tables of the counter that nobody uses any more. */
export function removeChangeNotice(
  relation: RelationName,
  { managed }: { readonly managed: boolean },
): readonly string[] {
  const table = printRelation(relation)
  const [schema, name] = [quoteLiteral(relation.schema), quoteLiteral(relation.name)]
  const notice = [
    `drop trigger if exists model_change_notice on ${table}`,
    dropWhenUnused('notify_change', 'drop function if exists model_meta.notify_change()'),
  ]
  if (managed) return notice
  return [
    ...notice,
    `drop trigger if exists model_change_counter on ${table}`,
    `do $block$
begin
  if to_regclass('model_meta.change_counter') is not null then
    delete from model_meta.change_counter where schema_name = ${schema} and table_name = ${name};
  end if;
end
$block$`,
    dropWhenUnused(
      'count_change',
      `drop function if exists model_meta.count_change();
    drop view if exists model_meta.change_counts;
    drop table if exists model_meta.change_counter`,
    ),
  ]
}

function dropWhenUnused(procedure: string, statements: string): string {
  return `do $block$
begin
  if not exists (
    select 1 from pg_catalog.pg_trigger
    where tgfoid = to_regproc('model_meta.${procedure}')
  ) then
    ${statements};
  end if;
end
$block$`
}
