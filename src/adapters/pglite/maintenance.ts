/**
 * What a server's background processes do, done between runs: PGlite has neither autovacuum nor checkpointer. Every build
 * creates and drops relations, whose dead catalog rows would grow the catalogs for ever.
 */
import type { Session } from '../adapter.ts'

/** Catalogs that grow with created and dropped relations. */
const CATALOGS = [
  'pg_attribute',
  'pg_class',
  'pg_depend',
  'pg_type',
  'pg_statistic',
  'pg_index',
  'pg_rewrite',
  'pg_attrdef',
  'pg_constraint',
  'pg_shdepend',
  'pg_description',
]

/** A catalog this much larger than its live rows need is rewritten; a plain vacuum only makes its room reusable. */
const BLOAT = 4
const SMALLEST = 4 * 1024 * 1024

/** Live rows of these catalogs take about this many bytes; pg_statistic varies, and is judged by the same measure. */
const SIZES_SQL = `
select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes,
  greatest(c.reltuples, 0)::float8 * 250 as needed
from pg_class c
where c.relnamespace = 'pg_catalog'::regnamespace and c.relname = any($1::text[])`

/** The statements of one round of upkeep; each must run outside of a transaction. */
export async function maintenanceStatements(session: Session): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string; bytes: number; needed: number }>(SIZES_SQL, [
    CATALOGS,
  ])
  const bloated = rows.filter(row => row.bytes > SMALLEST && row.bytes > BLOAT * row.needed)
  const names = CATALOGS.map(name => `pg_catalog.${name}`).join(', ')
  return [
    `vacuum ${names}`,
    ...bloated.map(row => `vacuum full pg_catalog.${row.name}`),
    'checkpoint',
  ]
}
