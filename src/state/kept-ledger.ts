/**
 * What of the ledger outlives its database: what stands, what was seen of sources, the last runs with their results. Not
 * the texts of definitions: what is built anew brings its own.
 */
import type { Session } from '../adapters/adapter.ts'
import type { RelationName } from '../sql/relation.ts'
import { LEDGER_SCHEMA } from './ledger-tables.ts'
import type { PublishedKind, Scope } from './types.ts'

/** Runs whose results are kept. */
export const KEPT_RUNS = 100

/** Kinds of relations whose rows nothing can make anew. */
const KEPT_KINDS: readonly PublishedKind[] = ['managed']

/** A table of the ledger, and the rows of it that are kept. */
export interface KeptLedgerTable {
  readonly name: string
  readonly query: string
  /** A scalar query whose text changes when these rows do. */
  readonly mark?: string
  /** An identity column that orders the rows. */
  readonly identity?: string
}

const newestRow = (table: string): string => `select max(seq)::text from model_meta.${table}`

/** The newest row of each node. */
const newestOfNodes = (table: string): KeptLedgerTable => ({
  name: table,
  identity: 'seq',
  mark: newestRow(table),
  query: `select * from (
  select distinct on (project, environment, node) *
  from model_meta.${table} order by project, environment, node, seq desc
) as newest order by seq`,
})

/** Of schedules the newest due times: a daemon goes on where the last one was. */
const newestDueTimes = (table: string, time: string): KeptLedgerTable => ({
  name: table,
  mark: `select concat(count(*), ' ', max(${time})) from model_meta.${table}`,
  query: `select * from (
  select *, dense_rank() over (partition by project, environment, schedule order by due_at desc) as age
  from model_meta.${table}
) as ranked where age <= 20`,
})

/** Tables that are written whole when anything in them has changed. */
export const KEPT_TABLES: readonly KeptLedgerTable[] = [
  {
    name: 'published',
    identity: 'seq',
    mark: newestRow('published'),
    query: `select published.* from model_meta.standing
join model_meta.published using (seq)
where kind <> 'dropped' order by seq`,
  },
  newestOfNodes('source_state'),
  newestOfNodes('freshness'),
  {
    name: 'schemas',
    mark: 'select count(*)::text from model_meta.schemas',
    query: 'select * from model_meta.schemas',
  },
  newestDueTimes('schedules', 'claimed_at'),
  newestDueTimes('schedule_ends', 'ended_at'),
  // What a model has asked of others, and paid for.
  {
    name: 'answers',
    mark: "select concat(count(*), ' ', max(asked_at)) from model_meta.answers",
    query: 'select * from model_meta.answers',
  },
]

/** The table of results, of which each run has a file of its own that never changes. */
export const KEPT_RESULTS: RelationName & { readonly identity: string } = {
  schema: LEDGER_SCHEMA,
  name: 'results',
  identity: 'seq',
}

/** The results of a run, as a query. */
export function resultsOfRun(runLiteral: string): string {
  return `select * from model_meta.results where run_id = ${runLiteral} order by seq`
}

/** The rows of runs and run_ends for these runs, given as a list of literals. */
export function runTables(runLiterals: string): readonly KeptLedgerTable[] {
  return ['runs', 'run_ends'].map(name => ({
    name,
    query: `select * from model_meta.${name} where run_id in (${runLiterals}) order by run_id`,
  }))
}

/** A table of the project's own, of any environment. */
export interface KeptTable extends Scope {
  readonly node: string
  readonly relation: RelationName
  /** How often it has changed; null where nothing counts. */
  readonly changes: string | null
}

/** What the ledger says about what is to be kept; two equal answers mean that nothing of it has changed. */
export interface LedgerMarks {
  /** By table. */
  readonly marks: Readonly<Record<string, string | null>>
  /** Ended runs whose results are kept, newest first. */
  readonly runs: readonly string[]
  /** Further runs, behind what stands. */
  readonly behind: readonly string[]
  readonly tables: readonly KeptTable[]
}

interface MarksRow {
  readonly marks: Record<string, string | null>
  readonly runs: readonly string[] | null
  readonly behind: readonly string[] | null
  readonly tables: readonly TableRow[] | null
}

interface TableRow {
  readonly project: string
  readonly environment: string
  readonly node: string
  readonly schema: string
  readonly name: string
}

const MARKS = KEPT_TABLES.map(({ name, mark }) => `'${name}', (${mark})`).join(',\n    ')

/** Run ids begin with their time, so their order is that of the runs, and an index has it. */
const MARKS_SQL = `
select
  json_build_object(
    ${MARKS}
  ) as marks,
  (
    select json_agg(run_id order by run_id desc) from (
      select run_id from model_meta.runs
      where exists (select from model_meta.run_ends as ends where ends.run_id = runs.run_id)
      order by run_id desc limit $1
    ) as newest
  ) as runs,
  (select json_agg(distinct run_id) from model_meta.relations where kind <> 'dropped') as behind,
  (
    select json_agg(json_build_object('project', project, 'environment', environment,
      'node', node, 'schema', schema_name, 'name', relation_name)
      order by schema_name, relation_name)
    from model_meta.relations where kind = any($2::text[])
  ) as tables`

const COUNTS_SQL = `
select schema_name as schema, table_name as name, sum(changes)::text as changes
from model_meta.change_counter group by 1, 2`

/** Reads them; the ledger must be there. */
export async function readLedgerMarks(session: Session): Promise<LedgerMarks> {
  const { rows } = await session.query<MarksRow>(MARKS_SQL, [KEPT_RUNS, KEPT_KINDS])
  const { marks, runs, behind, tables } = rows[0]!
  const counts = tables === null ? new Map<string, string>() : await readCounts(session)
  const kept = new Set(runs ?? [])
  return {
    marks,
    runs: runs ?? [],
    behind: (behind ?? []).filter(run => !kept.has(run)),
    tables: (tables ?? []).map(({ schema, name, ...rest }) => ({
      ...rest,
      relation: { schema, name },
      changes: counts.get(countKey(schema, name)) ?? null,
    })),
  }
}

const countKey = (schema: string, name: string): string => JSON.stringify([schema, name])

async function readCounts(session: Session): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ schema: string; name: string; changes: string }>(
    COUNTS_SQL,
  )
  return new Map(rows.map(({ schema, name, changes }) => [countKey(schema, name), changes]))
}
