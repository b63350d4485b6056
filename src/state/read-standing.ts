/** Reads what stands: publications, owners, schemas, definitions, versions of sources. The past is history.ts. */
import type { Session } from '../adapters/adapter.ts'
import { sourceVersion } from './source-version.ts'
import { askText, numberOrNull, scopeValues } from './statements.ts'
import type {
  Facets,
  OwnedRelation,
  Published,
  PublishedKind,
  Scope,
  SourceToken,
} from './types.ts'

interface PublishedRow {
  version: string
  run_id: string
  project: string
  environment: string
  node: string
  schema_name: string
  relation_name: string
  kind: PublishedKind
  definition_hash: string
  inputs: Record<string, string>
  as_of: string
  uses_as_of: boolean
  rows: string | null
  flaw: Published['flaw'] | null
  facets: Facets | null
  /** Absent in a ledger of an older version. */
  seconds?: string | null
  published_at: string
}

/**
 * What every plan asks is written out: the query builder costs 46 ms to load, a tenth of the plan of 1,000 models. It
 * builds the statements of history.ts, whose conditions vary.
 */
const PUBLISHED_SQL = `
select *
from model_meta.relations
where project = $1 and environment = $2 and kind <> 'dropped'
order by published_at`

const OWNERS_SQL = `
select project, environment, node, schema_name, relation_name, kind
from model_meta.relations
where schema_name = any($1::text[]) and kind <> 'dropped'`

/** The version of the ledger that brought them; a plan reads older ledgers and does not migrate them. */
export const DEFINITIONS_SINCE = 3

const DEFINITIONS_SQL = `
select definition_hash, definition
from model_meta.definitions
where definition_hash = any($1::text[])`

/** Oldest first. */
export async function readStanding(session: Session, scope: Scope): Promise<readonly Published[]> {
  const { rows } = await askText<PublishedRow>(session, PUBLISHED_SQL, scopeValues(scope))
  return rows.map(publishedOf)
}

function publishedOf(row: PublishedRow): Published {
  return {
    id: row.node,
    relation: { schema: row.schema_name, name: row.relation_name },
    kind: row.kind,
    runId: row.run_id,
    publishedAt: row.published_at,
    definitionHash: row.definition_hash,
    inputs: row.inputs,
    version: row.version,
    asOf: row.as_of,
    usesAsOf: row.uses_as_of,
    rows: numberOrNull(row.rows),
    ...(row.flaw ? { flaw: row.flaw } : {}),
    ...(row.facets ? { facets: row.facets } : {}),
    ...(row.seconds == null ? {} : { seconds: Number(row.seconds) }),
  }
}

/** Who made the relations of these schemas, of any project and environment. */
export async function readOwners(
  session: Session,
  schemas: readonly string[],
): Promise<readonly OwnedRelation[]> {
  const { rows } = await askText<PublishedRow>(session, OWNERS_SQL, [schemas])
  return rows.map(row => ({
    project: row.project,
    environment: row.environment,
    node: row.node,
    relation: { schema: row.schema_name, name: row.relation_name },
    kind: row.kind,
  }))
}

/** Schemas that this project created here. */
export async function readSchemas(session: Session, scope: Scope): Promise<ReadonlySet<string>> {
  const sql = 'select schema_name from model_meta.schemas where project = $1 and environment = $2'
  const { rows } = await askText<{ schema_name: string }>(session, sql, scopeValues(scope))
  return new Set(rows.map(row => row.schema_name))
}

/** The texts behind these definition hashes; none in a ledger of an older version. */
export async function readDefinitions(
  session: Session,
  hashes: readonly string[],
  version: number,
): Promise<ReadonlyMap<string, string>> {
  if (hashes.length === 0 || version < DEFINITIONS_SINCE) return new Map()
  const { rows } = await askText<{ definition_hash: string; definition: string }>(
    session,
    DEFINITIONS_SQL,
    [hashes],
  )
  return new Map(rows.map(row => [row.definition_hash, row.definition]))
}

/** As LATEST_SQL of history.ts: from one source to the next. */
const SOURCES_SQL = `
with recursive latest as (
  (
    select node, token_kind, token from model_meta.source_state
    where project = $1 and environment = $2
    order by node, seq desc limit 1
  )
  union all
  select next.* from latest cross join lateral (
    select node, token_kind, token from model_meta.source_state
    where project = $1 and environment = $2 and node > latest.node
    order by node, seq desc limit 1
  ) as next
)
select node, token_kind, token from latest`

/** The version of each source that a run read last. */
export async function readSourceVersions(
  session: Session,
  scope: Scope,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await askText<{
    node: string
    token_kind: SourceToken['kind']
    token: string | null
  }>(session, SOURCES_SQL, scopeValues(scope))
  return new Map(
    rows.map(({ node, token_kind: kind, token }) => [node, sourceVersion({ kind, token })]),
  )
}
