/** What stands, and the newest results, read by the index: the same as sorting all that ever was. */
import { beforeAll, describe, expect, it } from 'vitest'
import { openHistory } from '../../src/state/history.ts'
import { inWorkspace, keepEngineOpen, run, writeProject } from '../support/project.ts'

keepEngineOpen()

let root = ''

const SORTED = `select environment, schema_name, relation_name, node, version, rows from (
  select distinct on (project, environment, schema_name, relation_name) *
  from model_meta.published order by project, environment, schema_name, relation_name, seq desc
) as newest order by 1, 2, 3, 4`
const VIEWED = `select environment, schema_name, relation_name, node, version, rows from model_meta.relations order by 1, 2, 3, 4`

/** Older publications of everything, in both environments, and runs in which other nodes had results. */
const AGE = `insert into model_meta.published (version, run_id, project, environment, node, schema_name, relation_name,
  kind, definition_hash, inputs, as_of, uses_as_of, rows, published_at)
select 'v' || g, 'r' || g, 'shop', case when g % 2 = 0 then '' else 'dev_' end, 'model.shop.m' || g % 7, 'public',
  'm' || g % 7, 'table', '', '{}', now(), false, g, now()
from generate_series(1, 2000) as g;
insert into model_meta.results (run_id, project, environment, node, kind, status, started_at, seconds, message, thread)
select 'r' || g, 'shop', case when g % 2 = 0 then '' else 'dev_' end, 'model.shop.m' || g % 7, 'node', 's' || g, now(), 1, '', 0
from generate_series(1, 2000) as g;
insert into model_meta.source_state (run_id, project, environment, node, token_kind, token, read_at)
select 'r' || g, 'shop', '', 'source.shop.s' || g % 3, 'counter', g, now() from generate_series(1, 2000) as g`

beforeAll(async () => {
  root = writeProject({
    'models/m1.sql': '{{config materialized="table"}}\nselect 1 as x\n',
    'models/view.sql': 'select * from {{ref "m1"}}\n',
  })
  await run(root)
  await inWorkspace(root, async workspace => (await workspace.adapter()).execute(AGE))
})

describe('the ledger', () => {
  it('says of each relation what was published last', async () => {
    await inWorkspace(root, async workspace => {
      const query = async (sql: string) => (await workspace.query(sql, { limit: null })).rows
      const viewed = await query(VIEWED)
      expect(viewed).toEqual(await query(SORTED))
      expect(viewed).toHaveLength(15)
    })
  })

  it('finds it by its number alone, whatever a planner knows of the tables', async () => {
    await inWorkspace(root, async workspace => {
      const scope = "project = 'shop' and environment = ''"
      const explain = `explain select * from model_meta.relations where ${scope}`
      const { rows } = await workspace.query(explain, { limit: null })
      const plan = rows.map(row => row['QUERY PLAN']).join('\n')
      expect(plan).not.toContain('Join Filter')
      expect(plan).toMatch(/Cond: \(.*seq = .*seq\)/)
    })
  })

  it('does so in any order of the rows, and forgets what is deleted', async () => {
    await inWorkspace(root, async workspace => {
      const query = async (sql: string) => (await workspace.query(sql, { limit: null })).rows
      await query(`insert into model_meta.published overriding system value
select -1, 'old', run_id, project, environment, node, schema_name, relation_name, kind, definition_hash, inputs, as_of,
  uses_as_of, rows, flaw, published_at from model_meta.published order by seq desc limit 1`)
      expect(await query(VIEWED)).toEqual(await query(SORTED))
      await query("delete from model_meta.published where environment = 'dev_'")
      expect(await query(VIEWED)).toHaveLength(8)
    })
  })

  it('gives the newest result of each node, and the newest token of each source', async () => {
    await inWorkspace(root, async workspace => {
      const scope = { project: 'shop', environment: '' }
      const history = await openHistory(await workspace.adapter(), scope)
      const latest = await history.latestResults()
      expect([...latest.keys()].sort()).toEqual(
        [0, 1, 2, 3, 4, 5, 6].map(n => `model.shop.m${n}`).concat('model.shop.view'),
      )
      expect(latest.get('model.shop.m0')?.status).toBe('s1988')
      expect(await history.sourceVersions()).toEqual(
        new Map([
          ['source.shop.s0', 'counter 1998'],
          ['source.shop.s1', 'counter 1999'],
          ['source.shop.s2', 'counter 2000'],
        ]),
      )
    })
  })
})
