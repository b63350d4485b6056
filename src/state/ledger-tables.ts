/**
 * The ledger's tables as numbered migrations for the Postgres dialect. Rows are only ever added; what stands now is a
 * view over them. Every row carries project and environment (the schema prefix; '' for none).
 */

/** One step of the ledger's own history; applied once, in order, in a transaction. */
export interface Migration {
  readonly version: number
  readonly statements: readonly string[]
}

export const LEDGER_SCHEMA = 'model_meta'

const FIRST: readonly string[] = [
  `create table model_meta.runs (
    run_id text primary key,
    project text not null,
    environment text not null,
    target text not null,
    command text not null,
    invocation text not null,
    as_of timestamptz not null,
    seed_path text,
    started_at timestamptz not null
  )`,
  `create table model_meta.run_ends (
    run_id text primary key,
    status text not null,
    ended_at timestamptz not null
  )`,
  `create table model_meta.results (
    seq bigint generated always as identity primary key,
    run_id text not null,
    project text not null,
    environment text not null,
    node text not null,
    kind text not null,
    status text not null,
    started_at timestamptz not null,
    seconds numeric(14,3) not null,
    rows bigint,
    failures bigint,
    message text not null,
    thread integer not null,
    checks jsonb
  )`,
  'create index results_node on model_meta.results (project, environment, node, seq desc)',
  'create index results_run on model_meta.results (run_id)',
  `create table model_meta.published (
    seq bigint generated always as identity primary key,
    version text not null unique,
    run_id text not null,
    project text not null,
    environment text not null,
    node text not null,
    schema_name text not null,
    relation_name text not null,
    kind text not null,
    definition_hash text not null,
    inputs jsonb not null,
    as_of timestamptz not null,
    uses_as_of boolean not null,
    rows bigint,
    flaw text,
    published_at timestamptz not null
  )`,
  'create index published_node on model_meta.published (project, environment, node, seq desc)',
  'create index published_relation on model_meta.published (schema_name, relation_name, seq desc)',
  `create table model_meta.source_state (
    seq bigint generated always as identity primary key,
    run_id text not null,
    project text not null,
    environment text not null,
    node text not null,
    token_kind text not null,
    token text,
    rows bigint,
    read_at timestamptz not null
  )`,
  'create index source_state_node on model_meta.source_state (project, environment, node, seq desc)',
  `create table model_meta.schemas (
    schema_name text not null,
    project text not null,
    environment text not null,
    created_at timestamptz not null,
    primary key (schema_name, project, environment)
  )`,
  `create view model_meta.relations as
    select distinct on (project, environment, schema_name, relation_name)
      project, environment, schema_name, relation_name, node, kind, version, run_id, definition_hash,
      inputs, as_of, uses_as_of, rows, flaw, published_at
    from model_meta.published
    order by project, environment, schema_name, relation_name, seq desc`,
  // A node is first staged, then published or held back: its last word in a run is its result.
  `create view model_meta.result_log as
    select distinct on (project, environment, run_id, node) *
    from model_meta.results
    order by project, environment, run_id, node, seq desc`,
  `create view model_meta.run_log as
    select runs.*, run_ends.status, run_ends.ended_at
    from model_meta.runs
    left join model_meta.run_ends using (run_id)`,
]

/** Who runs it: for whoever has to wait. `lock_session` names the session of the run lock, as the adapter does. */
const WHO_RUNS: readonly string[] = [
  `alter table model_meta.runs
    add column process_id integer,
    add column host text,
    add column lock_session text`,
]

/**
 * What `refresh` and `plan` need: the text behind each definition hash, for a diff; what a check was and over which
 * versions, so that it need not be made again; what `state:modified.configs` and its kin compare.
 */
const FOR_REFRESH: readonly string[] = [
  `create table model_meta.definitions (
    definition_hash text primary key,
    definition text not null
  )`,
  'alter table model_meta.results add column definition_hash text, add column inputs jsonb',
  // A publication that only adds columns keeps the version: what reads the others is not stale.
  'alter table model_meta.published drop constraint published_version_key',
  'alter table model_meta.published add column facets jsonb',
  `create or replace view model_meta.relations as
    select distinct on (project, environment, schema_name, relation_name)
      project, environment, schema_name, relation_name, node, kind, version, run_id, definition_hash,
      inputs, as_of, uses_as_of, rows, flaw, published_at, facets
    from model_meta.published
    order by project, environment, schema_name, relation_name, seq desc`,
  `create or replace view model_meta.result_log as
    select distinct on (project, environment, run_id, node) *
    from model_meta.results
    order by project, environment, run_id, node, seq desc`,
]

/** How fresh sources were found, whenever somebody asked. */
const FRESHNESS: readonly string[] = [
  `create table model_meta.freshness (
    seq bigint generated always as identity primary key,
    project text not null,
    environment text not null,
    node text not null,
    status text not null,
    max_loaded_at timestamptz,
    age_seconds numeric(16,3),
    checked_at timestamptz not null
  )`,
  'create index freshness_node on model_meta.freshness (project, environment, node, seq desc)',
]

/** What a node took, beside what stands: the next run knows its longest path without another question. */
const DURATIONS: readonly string[] = [
  'alter table model_meta.published add column seconds numeric(14,3)',
  `create or replace view model_meta.relations as
    select distinct on (project, environment, schema_name, relation_name)
      project, environment, schema_name, relation_name, node, kind, version, run_id, definition_hash,
      inputs, as_of, uses_as_of, rows, flaw, published_at, facets, seconds
    from model_meta.published
    order by project, environment, schema_name, relation_name, seq desc`,
]

/**
 * Due times of schedules, one row for each time that somebody took one upon himself, and how it ended. Daemons say in
 * `schedule_daemons` that they are alive, the one table here whose rows change.
 */
const SCHEDULES: readonly string[] = [
  `create table model_meta.schedules (
    project text not null,
    environment text not null,
    schedule text not null,
    due_at timestamptz not null,
    attempt integer not null,
    reason text not null,
    timing text not null,
    due_times integer not null,
    daemon text not null,
    claimed_at timestamptz not null,
    process_id integer,
    host text,
    primary key (project, environment, schedule, due_at, attempt)
  )`,
  `create table model_meta.schedule_ends (
    project text not null,
    environment text not null,
    schedule text not null,
    due_at timestamptz not null,
    attempt integer not null,
    status text not null,
    run_id text,
    message text not null,
    ended_at timestamptz not null,
    primary key (project, environment, schedule, due_at, attempt)
  )`,
  `create table model_meta.schedule_daemons (
    daemon text primary key,
    seen_at timestamptz not null
  )`,
  `create view model_meta.schedule_log as
    select schedules.*, schedule_ends.status, schedule_ends.run_id, schedule_ends.message, schedule_ends.ended_at
    from model_meta.schedules
    left join model_meta.schedule_ends using (project, environment, schedule, due_at, attempt)`,
  // What webhooks were told, so that nobody is told twice, also by two daemons or after a restart.
  `create table model_meta.notifications (
    seq bigint generated always as identity primary key,
    project text not null,
    environment text not null,
    webhook text not null,
    event text not null,
    subject text not null,
    delivered boolean not null,
    attempts integer not null,
    message text not null,
    sent_at timestamptz not null
  )`,
  `create index notifications_subject
    on model_meta.notifications (project, environment, webhook, subject, seq desc)`,
]

/**
 * Answers to the questions of TypeScript models: not of a run, and never deleted by one. JSON as text, which holds every
 * character.
 */
const ANSWERS: readonly string[] = [
  `create table model_meta.answers (
    project text not null,
    environment text not null,
    node text not null,
    answer_key text not null,
    version text not null,
    answer text,
    failure text,
    definition_hash text not null,
    cost double precision not null,
    asked_at timestamptz not null,
    primary key (project, environment, node, answer_key)
  )`,
]

/** Throw-away environments of `model ci`: a later run knows which are left over. The newest row of each is what it is. */
const CI_ENVIRONMENTS: readonly string[] = [
  `create table model_meta.ci_environments (
    seq bigint generated always as identity primary key,
    project text not null,
    environment text not null,
    state text not null,
    at timestamptz not null,
    invocation text not null
  )`,
]

/**
 * The newest publication of each relation, so that what stands is found without sorting all that ever was published. A
 * trigger writes it, whoever publishes; it is the one table here that says nothing of its own.
 */
const STANDING: readonly string[] = [
  `create table model_meta.standing (
    project text not null,
    environment text not null,
    schema_name text not null,
    relation_name text not null,
    seq bigint not null,
    primary key (project, environment, schema_name, relation_name)
  )`,
  'create index standing_schema on model_meta.standing (schema_name)',
  `insert into model_meta.standing
    select project, environment, schema_name, relation_name, max(seq)
    from model_meta.published group by 1, 2, 3, 4`,
  `create function model_meta.note_standing() returns trigger language plpgsql as $function$
begin
  insert into model_meta.standing
  select project, environment, schema_name, relation_name, max(seq)
  from added group by 1, 2, 3, 4
  on conflict (project, environment, schema_name, relation_name)
  do update set seq = greatest(standing.seq, excluded.seq);
  return null;
end
$function$`,
  `create trigger note_standing after insert on model_meta.published
    referencing new table as added
    for each statement execute function model_meta.note_standing()`,
  `create or replace view model_meta.relations as
    select project, environment, schema_name, relation_name, node, kind, version, run_id, definition_hash,
      inputs, as_of, uses_as_of, rows, flaw, published_at, facets, seconds
    from model_meta.standing
    join model_meta.published using (project, environment, schema_name, relation_name, seq)`,
  'create index runs_started on model_meta.runs (project, environment, started_at desc)',
]

/** What a person has to see of a result that is not well: its place in the template, rows that a check found, its query. */
const DETAILS: readonly string[] = [
  'alter table model_meta.results add column detail jsonb',
  `create or replace view model_meta.result_log as
    select distinct on (project, environment, run_id, node) *
    from model_meta.results
    order by project, environment, run_id, node, seq desc`,
]

/**
 * Joined by what is unique alone: with more columns to join by, a planner without statistics reads all that an environment
 * ever published for each relation that stands.
 */
const STANDING_BY_SEQ: readonly string[] = [
  `create or replace view model_meta.relations as
    select standing.project, standing.environment, standing.schema_name, standing.relation_name, node, kind, version,
      run_id, definition_hash, inputs, as_of, uses_as_of, rows, flaw, published_at, facets, seconds
    from model_meta.standing
    join model_meta.published using (seq)`,
]

/**
 * Why a run ended that no result says: nothing could be published, or not even begun. Whose process it was is shown too; the
 * view had the columns that there were when it was made.
 */
const WHY_ENDED: readonly string[] = [
  'alter table model_meta.run_ends add column message text',
  `create or replace view model_meta.run_log as
    select runs.run_id, project, environment, target, command, invocation, as_of, seed_path, started_at,
      status, ended_at, process_id, host, message
    from model_meta.runs
    left join model_meta.run_ends using (run_id)`,
]

/** For engines that speak the Postgres dialect. */
export const POSTGRES_MIGRATIONS: readonly Migration[] = [
  { version: 1, statements: FIRST },
  { version: 2, statements: WHO_RUNS },
  { version: 3, statements: FOR_REFRESH },
  { version: 4, statements: FRESHNESS },
  { version: 5, statements: DURATIONS },
  { version: 6, statements: SCHEDULES },
  { version: 7, statements: ANSWERS },
  { version: 8, statements: CI_ENVIRONMENTS },
  { version: 9, statements: STANDING },
  { version: 10, statements: DETAILS },
  { version: 11, statements: STANDING_BY_SEQ },
  { version: 12, statements: WHY_ENDED },
]

/** A ledger of an older version has no answers; a dry run does not migrate it. */
export const ANSWERS_SINCE: number = POSTGRES_MIGRATIONS.find(
  ({ statements }) => statements === ANSWERS,
)!.version
