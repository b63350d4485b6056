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
  /** An identity column that orders the rows. */
  readonly identity?: string
}

/** `$runs` stands for the ids of the kept runs, as literals. */
const STANDING: readonly KeptLedgerTable[] = [
  {
    name: 'published',
    identity: 'seq',
    query: `select * from (
  select distinct on (project, environment, schema_name, relation_name) *
  from model_meta.published
  order by project, environment, schema_name, relation_name, seq desc
) as newest where kind <> 'dropped' order by seq`,
  },
  {
    name: 'source_state',
    identity: 'seq',
    query: `select * from (
  select distinct on (project, environment, node) *
  from model_meta.source_state order by project, environment, node, seq desc
) as newest order by seq`,
  },
  {
    name: 'freshness',
    identity: 'seq',
    query: `select * from (
  select distinct on (project, environment, node) *
  from model_meta.freshness order by project, environment, node, seq desc
) as newest order by seq`,
  },
  { name: 'schemas', query: 'select * from model_meta.schemas' },
]

/** Tables that are written whole when anything in them has changed. */
export const KEPT_TABLES: readonly KeptLedgerTable[] = STANDING

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
  /** By table: the newest row. */
  readonly marks: Readonly<Record<string, string>>
  /** Ended runs whose results are kept, newest first. */
  readonly runs: readonly string[]
  /** Further runs, behind what stands. */
  readonly behind: readonly string[]
  readonly tables: readonly KeptTable[]
}

interface MarksRow {
  readonly marks: Record<string, string>
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

/** Run ids begin with their time, so their order is that of the runs, and an index has it. */
const MARKS_SQL = `
select
  json_build_object(
    'published', (select coalesce(max(seq), 0)::text from model_meta.published),
    'source_state', (select coalesce(max(seq), 0)::text from model_meta.source_state),
    'freshness', (select coalesce(max(seq), 0)::text from model_meta.freshness),
    'schemas', (select count(*)::text from model_meta.schemas)
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
