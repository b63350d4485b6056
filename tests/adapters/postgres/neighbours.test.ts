/**
 * Every awkward neighbour of a published table, on a real server in a database of its own: the publication does with it
 * what docs/publication.md says, and nothing that stood there is lost.
 */
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Adapter, PublishOutcome } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import { ModelError } from '../../../src/errors/model-error.ts'
import { NEIGHBOURS, type NeighbourCase, neighbourTables, type Who } from './neighbour-cases.ts'

const url = process.env['DATABASE_URL']
const DATABASE = `neighbours_${process.pid}`
const PASSWORD = 'neighbour'
const ROLES = ['neighbour_reader', 'neighbour_team', 'neighbour_other', 'neighbour_tool']

const CASES = NEIGHBOURS.flatMap(([, cases]) => cases)

function address(user?: string): string {
  const place = new URL(url!)
  place.pathname = `/${DATABASE}`
  if (user !== undefined) {
    place.username = user
    place.password = PASSWORD
  }
  return place.href
}

test('docs/publication.md has the table of neighbours that is tested here', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(25)
  const page = readFileSync('docs/publication.md', 'utf8')
  const between = /<!-- neighbours -->\n\n([\s\S]*?)\n\n<!-- \/neighbours -->/.exec(page)?.[1]
  expect(between).toBe(neighbourTables())
})

describe.skipIf(url === undefined)('publish() beside awkward neighbours', () => {
  let server: pg.Client
  let superuser: pg.Client
  let other: pg.Client
  let tool: Adapter
  let version = 0
  let made = 0

  beforeAll(async () => {
    server = new pg.Client(url!)
    await server.connect()
    await server.query(`create database ${DATABASE}`)
    for (const role of ROLES) {
      await server.query(
        `do $$ begin create role ${role} login password '${PASSWORD}';
         exception when duplicate_object then null; end $$`,
      )
    }
    await server.query('grant neighbour_team to neighbour_tool')
    superuser = new pg.Client(address())
    await superuser.connect()
    const shown = await superuser.query('show server_version_num')
    version = Math.floor(Number(shown.rows[0].server_version_num) / 10_000)
    await superuser.query(`grant create on database ${DATABASE} to neighbour_tool, neighbour_other`)
    other = new pg.Client(address('neighbour_other'))
    await other.connect()
    tool = await openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url: address('neighbour_tool') },
      threads: 2,
      applicationName: 'neighbours',
      wait: 0,
    })
  })

  afterAll(async () => {
    await tool?.close()
    await other?.end()
    await superuser?.end()
    await server?.query(`drop database if exists ${DATABASE}`)
    for (const role of ROLES) await server?.query(`drop role ${role}`)
    await server?.end()
  })

  /** What a statement gives; the last one of several. */
  async function as(who: Who, sql: string): Promise<readonly unknown[][]> {
    const client = who === 'other' ? other : superuser
    if (who === 'tool') await client.query('set role neighbour_tool')
    try {
      const results = await client.query({ text: sql, rowMode: 'array' })
      return [results].flat().findLast(result => result.rows.length > 0)?.rows ?? []
    } finally {
      await client.query('reset role')
    }
  }

  async function prepare(wanted: NeighbourCase, schema: string): Promise<void> {
    const own = [schema, `${schema}_x`, `${schema}__stage`, `${schema}__old`]
    const tool = [
      ...own.map(name => `create schema ${name}`),
      `grant all on schema ${schema}, ${schema}_x to neighbour_other, neighbour_team, neighbour_reader`,
      `create table ${schema}.t_before as select n as id, n * 10 as amount, 'n' || n as name from generate_series(1, 3) n`,
      `create table ${schema}.t_next as select n as id, n * 20 as amount, 'n' || n as name from generate_series(1, 4) n`,
      `create table ${schema}.t as ${wanted.published ?? 'select * from S.t_before'}`,
      `grant select on ${schema}.t to neighbour_other`,
    ]
    for (const statement of tool) await as('tool', inSchema(statement, schema))
    for (const statement of wanted.make) {
      const [who, sql] = typeof statement === 'string' ? ['tool' as const, statement] : statement
      await as(who, inSchema(sql, schema))
    }
    const stage = [
      `create table S__stage.t as ${wanted.stage ?? 'select * from S.t_next'}`,
      ...(wanted.onStage ?? []),
    ]
    for (const statement of stage) await as('tool', inSchema(statement, schema))
  }

  function publishIt(wanted: NeighbourCase, schema: string): Promise<PublishOutcome> {
    return tool.publish({
      items: [{ kind: 'table', id: 't', ...places(schema, 't') }],
      timeout: 2_000,
      writeLedger: async () => undefined,
      ownViews: new Set((wanted.ownViews ?? []).map(view => `"${schema}"."${view}"`)),
    })
  }

  for (const wanted of CASES) {
    const { neighbour, outcome, becomes } = wanted
    test(`${neighbour}: ${outcome}; ${becomes}`, async context => {
      if (version < (wanted.since ?? 0)) context.skip(`PostgreSQL ${wanted.since} has it first`)
      const schema = `n${++made}`
      await prepare(wanted, schema)
      const before = await standing(superuser, schema)
      const planned = await tool.neighbours([{ schema, name: 't' }])
      const names = inSchema(wanted.names ?? '', schema)
      try {
        if (outcome.startsWith('refused')) {
          const error = await publishIt(wanted, schema).catch((reason: unknown) => reason)
          expect(error).toBeInstanceOf(ModelError)
          const { code, message } = error as ModelError
          expect(`refused (${code})`, message).toBe(outcome)
          expect(message).toContain(names)
          expect(await as('superuser', `select count(*)::int from only ${schema}.t`)).toEqual([[3]])
          expect(await standing(superuser, schema)).toEqual(before)
          return
        }
        const published = await publishIt(wanted, schema)
        const reasons = published.inPlace.map(({ reason }) => reason.text)
        expect(published.inPlace.length > 0 ? 'in place' : 'swapped', reasons.join()).toBe(outcome)
        if (outcome === 'in place') expect(reasons.join()).toContain(names)
        const effects = planned.map(found => found.effect)
        const foreseen = effects.some(effect => effect !== 're-pointed')
        if (outcome === 'in place' && !/belongs to|cannot show/.test(reasons.join())) {
          expect(foreseen, JSON.stringify(planned)).toBe(true)
        }
        await tool.dropReplaced(published.replaced)
        if (wanted.changes === undefined) expect(await standing(superuser, schema)).toEqual(before)
        const left = await tool.introspect([`${schema}__stage`, `${schema}__old`])
        expect([...left.relations.keys()]).toEqual([])
        const [who, sql, row] = wanted.shows!
        expect(String((await as(who, inSchema(sql, schema)))[0])).toBe(row)
      } finally {
        await as('superuser', 'drop publication if exists of_one, of_schema, keyless')
      }
    })
  }
})

/** Puts the case's schema where its text says S. */
function inSchema(text: string, schema: string): string {
  return text
    .replace(/\bS(?=\.|_x\b|__stage\b)/g, schema)
    .replace(/\bschema S\b/g, `schema ${schema}`)
}

function places(schema: string, name: string) {
  return {
    stage: { schema: `${schema}__stage`, name },
    final: { schema, name },
    old: { schema: `${schema}__old`, name },
  }
}

/** All that people may have put there, as text: what is lost or changed shows as a difference. */
async function standing(client: pg.Client, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(STANDING_SQL, [[schema, `${schema}_x`]])
  return rows.map(row => row.line)
}

const STANDING_SQL = `
with found as (
  select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1) and c.relname not in ('t_before', 't_next')
)
select concat_ws(' | ', 'relation', oid::regclass, relkind, pg_get_userbyid(relowner), relreplident, relrowsecurity,
  relforcerowsecurity, (select array_agg(o order by o) from unnest(reloptions) o),
  (select array_agg(o order by o) from pg_class x, unnest(x.reloptions) o where x.oid = found.reltoastrelid),
  (select string_agg(concat_ws(' ', a.grantee::regrole, a.privilege_type, a.is_grantable), ', ' order by a.grantee, a.privilege_type)
   from aclexplode(coalesce(relacl, acldefault('r', relowner))) a),
  obj_description(oid, 'pg_class'), case relkind when 'v' then pg_get_viewdef(oid) end) as line
from found where relkind <> 'i'
union all
select concat_ws(' | ', 'column', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  case when a.attstattarget >= 0 then a.attstattarget end, a.attoptions, a.attstorage, a.attidentity, a.attgenerated,
  (select string_agg(concat_ws(' ', x.grantee::regrole, x.privilege_type, x.is_grantable), ', ' order by x.grantee, x.privilege_type)
   from aclexplode(a.attacl) x),
  col_description(a.attrelid, a.attnum), (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum))
from pg_attribute a join found on found.oid = a.attrelid
where a.attnum > 0 and not a.attisdropped and found.relkind in ('r', 'v', 'm', 'p')
union all
select concat_ws(' | ', 'index', pg_get_indexdef(i.indexrelid), i.indisclustered, i.indisreplident)
from pg_index i join found on found.oid = i.indexrelid
union all
select concat_ws(' | ', 'constraint', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid), k.convalidated)
from pg_constraint k join found on found.oid = k.conrelid
union all
select concat_ws(' | ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled)
from pg_trigger t join found on found.oid = t.tgrelid where not t.tgisinternal
union all
select concat_ws(' | ', 'rule', pg_get_ruledef(r.oid)) from pg_rewrite r join found on found.oid = r.ev_class
where r.rulename <> '_RETURN'
union all
select concat_ws(' | ', 'policy', p.polname, p.polrelid::regclass, pg_get_expr(p.polqual, p.polrelid))
from pg_policy p join found on found.oid = p.polrelid
union all
select concat_ws(' | ', 'statistics', pg_get_statisticsobjdef(s.oid)) from pg_statistic_ext s
join found on found.oid = s.stxrelid
union all
select concat_ws(' | ', 'inherits', inhrelid::regclass, inhparent::regclass) from pg_inherits
join found on found.oid in (inhrelid, inhparent)
union all
select concat_ws(' | ', 'publication', pubname, tablename) from pg_publication_tables where schemaname = any($1)
union all
select concat_ws(' | ', 'function', p.oid::regprocedure, pg_get_function_result(p.oid), prosqlbody is null)
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any($1)
order by 1`
