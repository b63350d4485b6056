/**
 * The change counter of managed tables: a statement trigger adds one to a row in model_meta, inside the transaction that
 * changes the table, so whoever sees the count sees the change. Thirty-two rows per table, chosen by the connection, keep
 * writers from waiting for each other; the view sums them.
 */
import { printRelation, quoteLiteral, type RelationName } from '../../sql/relation.ts'
import { createSchema } from './blocks.ts'

/** Where the sums are read: columns schema_name, table_name, changes, changed_at. */
export const CHANGE_COUNTS: RelationName = { schema: 'model_meta', name: 'change_counts' }

/** `create schema, table, view, function` when absent, then the trigger on the table. */
export function changeCounter(relation: RelationName): readonly string[] {
  const table = printRelation(relation)
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
    `insert into model_meta.change_counter
values (${quoteLiteral(relation.schema)}, ${quoteLiteral(relation.name)}, 0, 0, clock_timestamp())
on conflict do nothing`,
    `drop trigger if exists model_change_counter on ${table}`,
    `create trigger model_change_counter
after insert or update or delete or truncate on ${table}
for each statement execute function model_meta.count_change()`,
  ]
}
