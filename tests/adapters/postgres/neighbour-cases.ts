/**
 * The table of awkward neighbours: what may hang on a published table, and what becomes of it. docs/publication.md shows
 * the same table; neighbours.test.ts tries each case and compares the page. `S` in the SQL is the schema of the case.
 *
 * The published table is `S.t (id integer, amount integer, name text)` with the rows 1, 2, 3 of edition 1; the new one has
 * 1, 2, 3, 4 of edition 2, unless the case says otherwise. All is done by the role `neighbour_tool`, unless `as` says who.
 */

export type Who = 'tool' | 'other' | 'superuser'

export interface NeighbourCase {
  /** What stands beside the published table, as the page says it. */
  readonly neighbour: string
  readonly outcome: 'swapped' | 'in place' | `refused (M${number})`
  /** What happens to it, as the page says it. */
  readonly becomes: string
  /** Statements that make the neighbour; by the tool's role, or [who, statement]. */
  readonly make: readonly (string | readonly [Who, string])[]
  /** The new table, when it is another. */
  readonly stage?: string
  /** The published table, when it is another. */
  readonly published?: string
  /** Statements on the stage: constraints, indexes, what hooks make. */
  readonly onStage?: readonly string[]
  /** Views of the project that are not part of the run. */
  readonly ownViews?: readonly string[]
  /** A query about the neighbour after the publication, by whom, and its first row as text. */
  readonly shows?: readonly [who: Who, sql: string, row: string]
  /** What the reason or the refusal names. */
  readonly names?: string
  /** Definitions differ afterwards, as they must: the new column type shows in them. */
  readonly changes?: true
  /** First version of the server that has it. */
  readonly since?: number
}

const SUM = 'select sum(amount) from S.t'
/** Edition 2: amounts 20, 40, 60, 80. */
const SHOWN = '200'

const VIEWS: readonly NeighbourCase[] = [
  {
    neighbour: 'a view of the same role',
    outcome: 'swapped',
    becomes: 're-pointed',
    make: ['create view S.v as select sum(amount) as total from S.t'],
    shows: ['tool', 'select total from S.v', SHOWN],
    names: 'S.v',
  },
  {
    neighbour: 'a view with options, check option, grants and comments',
    outcome: 'swapped',
    becomes: 're-pointed; all of it is kept',
    make: [
      'create view S.v with (security_barrier = true, check_option = cascaded) as select id, amount from S.t',
      'grant select, update (amount) on S.v to neighbour_reader with grant option',
      "comment on view S.v is 'theirs'; comment on column S.v.amount is 'in euro'",
      'alter view S.v alter column amount set default 7',
    ],
    shows: ['tool', 'select sum(amount) from S.v', SHOWN],
  },
  {
    neighbour: 'a view with the rights of who asks (security_invoker)',
    outcome: 'swapped',
    becomes: 're-pointed; the option is kept',
    make: [
      'create view S.v with (security_invoker = true) as select sum(amount) as total from S.t',
    ],
    shows: ['tool', 'select total from S.v', SHOWN],
    since: 15,
  },
  {
    neighbour: 'views above views, in another schema too',
    outcome: 'swapped',
    becomes: 'the lowest are re-pointed, those above are not touched',
    make: [
      'create view S.v as select id, amount from S.t',
      'create view S_x.w as select v.id, v.amount from S.v join S.t using (id)',
      'create view S_x.top as select sum(amount) as total from S_x.w',
    ],
    shows: ['tool', 'select total from S_x.top', SHOWN],
  },
  {
    neighbour: 'a view grouped by the primary key alone',
    outcome: 'swapped',
    becomes: 're-pointed; it needs the key, which is kept',
    make: [
      'alter table S.t add primary key (id)',
      'create view S.v as select id, name, sum(amount) as total from S.t group by id',
    ],
    shows: ['tool', 'select sum(total) from S.v', SHOWN],
  },
  {
    neighbour: 'a view with a trigger instead of insert',
    outcome: 'swapped',
    becomes: 're-pointed; the trigger is kept',
    make: [
      'create view S.v as select id, amount from S.t',
      'create table S.caught (id integer)',
      "create function S.catch() returns trigger language plpgsql as 'begin insert into S.caught values (new.id); return new; end'",
      'create trigger caught instead of insert on S.v for each row execute function S.catch()',
    ],
    shows: ['tool', 'insert into S.v values (9, 9) returning id', '9'],
  },
  {
    neighbour: 'an own view that the run does not select, above a column with a new type',
    outcome: 'swapped',
    becomes:
      'made anew with owner, grants, comments and options, and so are the own views above it',
    stage: 'select id, amount::text, name from S.t_next',
    make: [
      'create view S.v with (security_barrier = true) as select amount from S.t',
      'create view S.w as select amount from S.v',
      'grant select on S.w to neighbour_reader',
      "comment on view S.w is 'ours'; comment on column S.w.amount is 'in euro'",
    ],
    ownViews: ['v', 'w'],
    shows: ['tool', 'select max(amount) from S.w', '80'],
    changes: true,
  },
  {
    neighbour: 'a view of another role',
    outcome: 'in place',
    becomes: 'reads the new rows; only its owner could write it again',
    make: [['other', 'create view S_x.theirs as select sum(amount) as total from S.t']],
    shows: ['other', 'select total from S_x.theirs', SHOWN],
    names: 'S_x.theirs',
  },
  {
    neighbour: 'a temporary view of another session',
    outcome: 'in place',
    becomes: 'reads the new rows; no other session could write it again',
    make: [['other', 'create temporary view passing as select sum(amount) as total from S.t']],
    shows: ['other', 'select total from passing', SHOWN],
    names: 'passing',
  },
  {
    neighbour:
      'a view of the same role, not ours, above a column with a new type that the old one holds',
    outcome: 'in place',
    becomes: 'keeps its columns; the published column keeps its type',
    published: 'select id, amount::bigint, name from S.t_before',
    make: ['create view S.v as select amount from S.t'],
    shows: ['tool', 'select sum(amount) from S.v', SHOWN],
    names: 'S.v',
  },
  {
    neighbour: 'a view of the same role, not ours, above a column with any other new type',
    outcome: 'refused (M2102)',
    becomes: 'named with the column; nothing is published',
    stage: 'select id, amount::text, name from S.t_next',
    make: ['create view S.v as select amount from S.t'],
    names: 'S.v reads S.t, and would break by the change of column amount',
  },
  {
    neighbour: 'a view, not ours, above a column that is gone',
    outcome: 'refused (M2102)',
    becomes: 'named with the column; nothing is published',
    stage: 'select id, name from S.t_next',
    make: ['create view S.v as select amount from S.t'],
    names: 'S.v reads S.t, and would break by the change of column amount',
  },
  {
    neighbour: 'an own view that the run does not select, above a column that is gone',
    outcome: 'refused (M2103)',
    becomes: 'named with the column; the table is held back with what reads it, the rest goes out',
    stage: 'select id, name from S.t_next',
    make: ['create view S.v as select amount from S.t'],
    ownViews: ['v'],
    names: 'column amount of S.t',
  },
  {
    neighbour: 'a view of another role, when a column is gone that nobody reads',
    outcome: 'refused (M2105)',
    becomes: 'named with the column; nothing is published',
    stage: 'select id, amount from S.t_next',
    make: [['other', 'create view S_x.theirs as select amount from S.t']],
    names: 'view (owned by neighbour_other) S_x.theirs',
  },
  {
    neighbour: 'a view of another role, when a column is new',
    outcome: 'in place',
    becomes: 'reads the new rows; the column is added to the published table',
    stage: 'select *, true as fresh from S.t_next',
    make: [['other', 'create view S_x.theirs as select sum(amount) as total from S.t']],
    shows: [
      'superuser',
      'select (select total from S_x.theirs), count(*) from S.t where fresh',
      '200,4',
    ],
    changes: true,
  },
  {
    neighbour: 'a materialized view of the same role',
    outcome: 'in place',
    becomes: 'shows the new rows once its owner refreshes it',
    make: ['create materialized view S.m as select sum(amount) as total from S.t'],
    shows: ['tool', 'refresh materialized view S.m; select total from S.m', SHOWN],
    names: 'materialized view S.m',
  },
  {
    neighbour: 'a materialized view of another role',
    outcome: 'in place',
    becomes: 'shows the new rows once its owner refreshes it',
    make: [['other', 'create materialized view S_x.m as select sum(amount) as total from S.t']],
    shows: ['other', 'refresh materialized view S_x.m; select total from S_x.m', SHOWN],
    names: 'materialized view S_x.m',
  },
  {
    neighbour: 'a materialized view on a view',
    outcome: 'swapped',
    becomes: 'the view is re-pointed; the materialized one shows the new rows once it is refreshed',
    make: [
      'create view S.v as select amount from S.t',
      'create materialized view S.m as select sum(amount) as total from S.v',
    ],
    shows: ['tool', 'refresh materialized view S.m; select total from S.m', SHOWN],
  },
  {
    neighbour: 'a materialized view on an own view above a column with a new type',
    outcome: 'refused (M2104)',
    becomes: 'named; nothing is published',
    stage: 'select id, amount::text, name from S.t_next',
    make: [
      'create view S.v as select amount from S.t',
      'create materialized view S.m as select amount from S.v',
    ],
    ownViews: ['v'],
    names: 'materialized view S.m',
  },
]

const KEYS: readonly NeighbourCase[] = [
  {
    neighbour: 'a foreign key of another table',
    outcome: 'in place',
    becomes: 'by difference: rows that are referred to stay where they are',
    make: [
      'alter table S.t add primary key (id)',
      'create table S.lines (t integer references S.t)',
      'insert into S.lines values (1), (3)',
    ],
    shows: ['tool', 'select count(*), sum(amount) from S.lines join S.t on t.id = lines.t', '2,80'],
    names: 'foreign key lines_t_fkey on S.lines',
  },
  {
    neighbour:
      'a foreign key of a table of another role, with on delete cascade, at a unique constraint',
    outcome: 'in place',
    becomes: 'by difference: rows that are referred to stay; nothing is deleted in the other table',
    make: [
      'alter table S.t add constraint one_name unique (name)',
      'grant references on S.t to neighbour_other',
      ['other', 'create table S_x.lines (name text references S.t (name) on delete cascade)'],
      ['other', "insert into S_x.lines values ('n1'), ('n2')"],
    ],
    shows: ['other', 'select count(*) from S_x.lines', '2'],
    names: 'foreign key lines_name_fkey on S_x.lines',
  },
  {
    neighbour: 'a foreign key of another table, when a row that is referred to is gone',
    outcome: 'refused (M2106)',
    becomes: 'named with the key; nothing is published',
    stage: 'select * from S.t_next where id <> 3',
    make: [
      'alter table S.t add primary key (id)',
      'create table S.lines (t integer references S.t deferrable initially deferred)',
      'insert into S.lines values (1), (3)',
    ],
    names: 'lines_t_fkey',
  },
  {
    neighbour: 'a foreign key of another table, when the new rows have a key twice',
    outcome: 'refused (M2107)',
    becomes: 'named; nothing is published',
    stage: "select * from S.t_next union all select 1, 0, 'again'",
    make: [
      'alter table S.t add primary key (id)',
      'create table S.lines (t integer references S.t)',
    ],
    names: 'is not unique in the new rows',
  },
  {
    neighbour: 'a foreign key of the table itself, made by hand',
    outcome: 'swapped',
    becomes: 'kept, and so is the key that it needs',
    make: [
      'alter table S.t add primary key (id)',
      'alter table S.t add column up integer references S.t',
    ],
    stage: 'select *, 1 as up from S.t_next',
    shows: ['tool', 'insert into S.t (id, up) values (5, 4) returning up', '4'],
  },
  {
    neighbour: 'a foreign key at another table, made by hand',
    outcome: 'swapped',
    becomes: 'kept',
    make: [
      'create table S.names (name text primary key)',
      "insert into S.names select 'n' || n from generate_series(1, 9) n",
      'alter table S.t add foreign key (name) references S.names',
    ],
    shows: ['tool', SUM, SHOWN],
  },
  {
    neighbour: 'a unique index, a check and a not null, made by hand',
    outcome: 'swapped',
    becomes: 'kept',
    make: [
      'create unique index by_hand on S.t (id) where amount > 0',
      'create index on S.t (lower(name)) include (id)',
      'alter table S.t add constraint positive check (amount > 0), alter column name set not null',
    ],
    shows: ['tool', SUM, SHOWN],
  },
  {
    neighbour: 'indexes and constraints over a column that is gone',
    outcome: 'swapped',
    becomes: 'gone with the column; the others are kept',
    stage: 'select id, name from S.t_next',
    make: [
      'create index on S.t (id) where amount > 0',
      'create index on S.t ((amount + id))',
      'alter table S.t add unique (id, amount), add check (amount > id), add check (id > 0)',
    ],
    shows: [
      'tool',
      "select string_agg(pg_get_constraintdef(oid), ' '), (select count(*) from pg_index where indrelid = 'S.t'::regclass) from pg_constraint where conrelid = 'S.t'::regclass and contype <> 'n'",
      'CHECK ((id > 0)),0',
    ],
    changes: true,
  },
  {
    neighbour: 'a constraint, made by hand, that the new rows break',
    outcome: 'refused (M2108)',
    becomes: 'named; nothing is published',
    make: ['alter table S.t add constraint small check (amount < 50)'],
    names: 'the constraint small',
  },
]

const CODE: readonly NeighbourCase[] = [
  {
    neighbour: 'a function whose body is text (plpgsql, or SQL in quotes)',
    outcome: 'swapped',
    becomes: 'finds the new table by its name',
    make: [`create function S.f() returns bigint language sql as '${SUM}'`],
    shows: ['tool', 'select S.f()', SHOWN],
  },
  {
    neighbour: 'a function whose body is SQL (begin atomic)',
    outcome: 'in place',
    becomes: 'reads the new rows',
    make: [`create function S.f() returns bigint language sql begin atomic ${SUM}; end`],
    shows: ['tool', 'select S.f()', SHOWN],
    names: 'function S.f()',
    since: 14,
  },
  {
    neighbour: "a function that takes or returns the table's row type",
    outcome: 'in place',
    becomes: 'stays as it is',
    make: ["create function S.f() returns setof S.t language sql as 'select * from S.t'"],
    shows: ['tool', 'select sum(amount) from S.f()', SHOWN],
    names: 'function S.f()',
  },
  {
    neighbour: "a column of another table with the table's row type",
    outcome: 'in place',
    becomes: 'stays as it is',
    make: [
      'create table S.copies (t S.t, all_of_them S.t[])',
      'insert into S.copies select t from S.t where id = 1',
    ],
    shows: ['tool', 'select (t).name from S.copies', 'n1'],
    names: 'S.copies',
  },
  {
    neighbour: "a column of another table with the table's row type, when a column is new",
    outcome: 'in place',
    becomes: 'stays as it is; its type has the new column too, empty',
    stage: 'select *, 1 as fresh from S.t_next',
    make: ['create table S.copies (t S.t)', 'insert into S.copies select t from S.t where id = 1'],
    shows: ['tool', 'select (t).name, (t).fresh is null from S.copies', 'n1,true'],
    names: 'S.copies',
    changes: true,
  },
  {
    neighbour: 'a trigger on the table',
    outcome: 'in place',
    becomes: 'fires for the rows that are deleted and inserted',
    make: [
      'create table S.seen (n bigint)',
      "create function S.note() returns trigger language plpgsql as 'begin insert into S.seen select count(*) from fresh; return null; end'",
      'create trigger noted after insert on S.t referencing new table as fresh for each statement execute function S.note()',
    ],
    shows: ['tool', 'select n from S.seen', '4'],
    names: 'trigger noted on S.t',
  },
  {
    neighbour: 'a trigger on the table that lets no row in',
    outcome: 'refused (M2107)',
    becomes: 'nothing is published',
    make: [
      "create function S.refuse() returns trigger language plpgsql as 'begin return null; end'",
      'create trigger refusing before insert on S.t for each row execute function S.refuse()',
    ],
    names: 'trigger refusing on S.t',
  },
  {
    neighbour: 'a trigger that a hook of the model makes on every new table',
    outcome: 'swapped',
    becomes: 'the new one stands',
    make: [
      "create function S.keep() returns trigger language plpgsql as 'begin return new; end'",
      'create trigger kept before update on S.t for each row execute function S.keep()',
    ],
    onStage: [
      'create trigger kept before update on S__stage.t for each row execute function S.keep()',
    ],
    shows: ['tool', SUM, SHOWN],
  },
  {
    neighbour: 'a rule on the table',
    outcome: 'in place',
    becomes: 'stays, and runs for what is deleted and inserted',
    make: ['create rule told as on insert to S.t do also notify neighbours'],
    shows: ['tool', SUM, SHOWN],
    names: 'rule told on S.t',
  },
  {
    neighbour: 'a rule of another table that reads or writes the table',
    outcome: 'in place',
    becomes: 'goes on working',
    make: [
      'create table S.inbox (id integer)',
      "create rule through as on insert to S.inbox do instead insert into S.t values (new.id, 1, 'in')",
    ],
    shows: ['tool', `insert into S.inbox values (5); ${SUM}`, '201'],
    names: 'S.inbox',
  },
]

const RIGHTS: readonly NeighbourCase[] = [
  {
    neighbour: 'grants, on columns, to everybody, and with grant option',
    outcome: 'swapped',
    becomes: 'kept, neither fewer nor more',
    make: [
      'grant select on S.t to neighbour_reader with grant option',
      'grant select (id), update (name) on S.t to public',
    ],
    onStage: ['grant delete on S__stage.t to neighbour_reader'],
    shows: [
      'superuser',
      "select has_table_privilege('neighbour_reader', 'S.t', 'delete')",
      'false',
    ],
  },
  {
    neighbour: 'comments on the table and its columns',
    outcome: 'swapped',
    becomes: 'kept where persist_docs writes none',
    make: ["comment on table S.t is 'theirs'; comment on column S.t.amount is 'in euro'"],
    shows: ['tool', SUM, SHOWN],
  },
  {
    neighbour: 'storage options, column settings, replica identity full',
    outcome: 'swapped',
    becomes: 'kept where nothing else is configured',
    make: [
      'alter table S.t set (fillfactor = 70, toast.autovacuum_enabled = false), replica identity full',
      'alter table S.t alter column id set statistics 500, alter column id set (n_distinct = -1), alter column name set storage external',
    ],
    shows: ['tool', SUM, SHOWN],
  },
  {
    neighbour: 'another owner, of whose role the tool is a member',
    outcome: 'swapped',
    becomes: 'kept',
    make: [['superuser', 'alter table S.t owner to neighbour_team']],
    shows: ['tool', SUM, SHOWN],
  },
  {
    neighbour: 'another owner, who may have no tables in that schema',
    outcome: 'in place',
    becomes: 'kept',
    make: [
      ['superuser', 'alter table S.t owner to neighbour_team'],
      ['superuser', 'revoke all on schema S from neighbour_team'],
    ],
    shows: ['superuser', SUM, SHOWN],
    names: 'it belongs to neighbour_team',
  },
  {
    neighbour: 'another owner, who has granted enough',
    outcome: 'in place',
    becomes: 'kept',
    make: [
      ['superuser', 'alter table S.t owner to neighbour_other'],
      ['superuser', 'grant select, insert, update, delete on S.t to neighbour_tool'],
    ],
    shows: ['tool', SUM, SHOWN],
    names: 'it belongs to neighbour_other',
  },
  {
    neighbour: 'another owner, who has granted too little',
    outcome: 'refused (M2107)',
    becomes: 'named; nothing is published',
    make: [
      ['superuser', 'alter table S.t owner to neighbour_other'],
      ['superuser', 'grant select on S.t to neighbour_tool'],
    ],
    names: 'permission denied',
  },
  {
    neighbour: 'row-level security with a policy',
    outcome: 'in place',
    becomes: 'stays in force',
    make: [
      'alter table S.t enable row level security',
      'create policy low on S.t for select to neighbour_reader using (amount < 50)',
      'grant select on S.t to neighbour_reader',
    ],
    shows: ['superuser', `set role neighbour_reader; ${SUM}`, '60'],
    names: 'policy low on S.t',
  },
  {
    neighbour: 'row-level security without a policy',
    outcome: 'in place',
    becomes: 'stays in force: nobody else sees a row',
    make: ['alter table S.t enable row level security', 'grant select on S.t to neighbour_reader'],
    shows: ['superuser', 'set role neighbour_reader; select count(*) from S.t', '0'],
    names: 'row-level security',
  },
  {
    neighbour: 'row-level security that binds the owner too (force)',
    outcome: 'refused (M2107)',
    becomes: 'named: rows would be hidden from the tool',
    make: [
      'alter table S.t enable row level security, force row level security',
      'create policy low on S.t using (amount < 50)',
    ],
    names: 'policy low on S.t',
  },
  {
    neighbour: 'a policy of another table that reads the table',
    outcome: 'in place',
    becomes: 'stays in force',
    make: [
      'create table S.guarded as select 1 as id',
      'alter table S.guarded enable row level security',
      'create policy known on S.guarded using (exists (select from S.t where t.id = guarded.id))',
    ],
    shows: ['tool', 'select count(*) from S.guarded', '1'],
    names: 'policy known on S.guarded',
  },
]

const OTHERS: readonly NeighbourCase[] = [
  {
    neighbour: 'a logical publication of the table',
    outcome: 'in place',
    becomes: 'subscribers get the changes',
    make: [
      'alter table S.t add primary key (id)',
      ['superuser', 'create publication of_one for table S.t'],
    ],
    shows: ['tool', SUM, SHOWN],
    names: 'publication of_one',
  },
  {
    neighbour: 'a logical publication of the schema',
    outcome: 'in place',
    becomes: 'subscribers get the changes',
    make: [
      'alter table S.t replica identity full',
      ['superuser', 'create publication of_schema for tables in schema S'],
    ],
    shows: ['tool', SUM, SHOWN],
    names: 'publication of_schema',
    since: 15,
  },
  {
    neighbour: 'a logical publication of a table without key or replica identity',
    outcome: 'refused (M2107)',
    becomes: 'named: its rows cannot be deleted',
    make: [['superuser', 'create publication keyless for table S.t']],
    names: 'publication keyless',
  },
  {
    neighbour: 'tables that inherit from the table',
    outcome: 'in place',
    becomes: 'they keep their own rows',
    make: [
      'create table S.child () inherits (S.t)',
      "insert into S.child values (9, 1000, 'child')",
    ],
    shows: ['tool', SUM, '1200'],
    names: 'child table S.child',
  },
  {
    neighbour: 'a table from which the table inherits, or whose partition it is',
    outcome: 'in place',
    becomes: 'shows the new rows',
    make: [
      'create table S.whole (id integer, amount integer, name text) partition by list (id)',
      'alter table S.whole attach partition S.t default',
    ],
    shows: ['tool', 'select sum(amount) from S.whole', SHOWN],
    names: 'S.whole',
  },
  {
    neighbour: 'a default of a column, made by hand',
    outcome: 'in place',
    becomes: 'kept',
    make: ['alter table S.t alter column amount set default 5'],
    shows: ['tool', 'insert into S.t (id) values (5) returning amount', '5'],
    names: 'default of S.t.amount',
  },
  {
    neighbour: 'a sequence of a column (identity, or owned by it)',
    outcome: 'in place',
    becomes: 'kept with its value',
    make: [
      'alter table S.t alter column id set not null',
      'alter table S.t alter column id add generated always as identity (start 100)',
    ],
    shows: ['tool', 'insert into S.t (amount) values (1) returning id', '100'],
    names: 'sequence S.t_id_seq',
  },
  {
    neighbour: 'extended statistics',
    outcome: 'in place',
    becomes: 'kept, and gathered anew',
    make: ['create statistics S.pairs (ndistinct) on id, amount from S.t'],
    shows: ['tool', SUM, SHOWN],
    names: 'statistics object S.pairs',
  },
  {
    neighbour: 'a replica identity or clustering by an index',
    outcome: 'in place',
    becomes: 'kept',
    make: [
      'alter table S.t add primary key (id)',
      'alter table S.t replica identity using index t_pkey',
      'alter table S.t cluster on t_pkey',
    ],
    shows: ['tool', SUM, SHOWN],
    names: 't_pkey',
  },
  {
    neighbour: 'a function on a view of the run whose columns change',
    outcome: 'refused (M2104)',
    becomes: 'named; nothing is published',
    stage: 'select id, amount::text, name from S.t_next',
    make: [
      'create view S.v as select amount from S.t',
      "create function S.f() returns setof S.v language sql as 'select * from S.v'",
    ],
    ownViews: ['v'],
    names: 'function S.f()',
  },
]

/** All of them, by kind. */
export const NEIGHBOURS: readonly (readonly [kind: string, cases: readonly NeighbourCase[]])[] = [
  ['Views', VIEWS],
  ['Keys, indexes and constraints', KEYS],
  ['Functions, triggers and rules', CODE],
  ['Rights, comments and settings', RIGHTS],
  ['Other things', OTHERS],
]

/** The tables of docs/publication.md. */
export function neighbourTables(): string {
  return NEIGHBOURS.map(([kind, cases]) => {
    const rows = cases.map(found => `| ${found.neighbour} | ${found.outcome} | ${found.becomes} |`)
    return [
      `### ${kind}`,
      '',
      '| Beside the table | It is | The neighbour |',
      '|---|---|---|',
      ...rows,
    ].join('\n')
  }).join('\n\n')
}
