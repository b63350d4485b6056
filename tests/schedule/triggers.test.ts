import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProblemsError } from '../../src/errors/model-error.ts'
import type { Workspace } from '../../src/workspace.ts'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { inWorkspace, runOptions, writeProject } from '../support/project.ts'

const SOURCES = `sources:
  - name: core
    tables: [{name: events, config: {refresh_on: change}}, {name: others}]
  - name: kept
    schema: core
    tables:
      - name: notes
        config: {managed: true, refresh_on: change}
        columns: [{name: id, data_type: bigint}]
`

const files = (target: string) => ({
  'project.yml': `name: shop\ntargets: {here: ${target}}\n`,
  'models/sources.yml': SOURCES,
  'models/a.sql': 'select count(*) as n from {{source "kept" "notes"}}',
})

const all = (workspace: Workspace) => [...workspace.manifest.nodes.keys()]
const TABLES =
  'create schema core; create table core.events (id int); create table core.others (id int)'
const LEFT = `select tgname::text as name from pg_trigger where not tgisinternal
  union all select proname from pg_proc p join pg_namespace n on n.oid = pronamespace
    where nspname = 'model_meta' and proname in ('count_change', 'notify_change')
  union all select relname from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname = 'model_meta' and relname like 'change%' and relkind in ('r', 'v')
  order by 1`

/** What install, list and remove do, on any engine. */
async function lifeOfTriggers(root: string): Promise<void> {
  const left = async (workspace: Workspace) =>
    (await workspace.query(LEFT, { limit: null })).rows.map(row => row['name'])
  await inWorkspace(root, async workspace => {
    const adapter = await workspace.adapter()
    await adapter.execute(TABLES)
    const events = all(workspace).filter(id => id.endsWith('.events'))
    expect(await workspace.triggers(events)).toMatchObject([{ installed: false, changes: null }])
    await workspace.installTriggers(events)
    await adapter.execute('insert into core.events values (1)')
    const again = await workspace.installTriggers(events)
    expect(again).toMatchObject([{ installed: true, changes: 1, source: 'core.events' }])
    await adapter.execute('insert into core.events select 1 where false')
    await adapter.execute('update core.events set id = 2')
    await adapter.execute('truncate core.events')
    expect(await workspace.triggers(events)).toMatchObject([{ changes: 4 }])
    expect(await workspace.removeTriggers(all(workspace))).toHaveLength(1)
    expect(await left(workspace)).toEqual([])
    expect(await workspace.removeTriggers(all(workspace))).toEqual([])
  })
}

it('on the embedded engine: install twice, count, remove without a trace', async () => {
  await lifeOfTriggers(writeProject(files('{adapter: pglite, path: target/warehouse}')))
})

describe.skipIf(SERVER_URL === undefined)('on a server', () => {
  let database: TestDatabase
  let root: string
  beforeAll(async () => {
    database = await createDatabase('triggers')
    root = writeProject(files(`{adapter: postgres, url: '${database.url}'}`))
  })
  afterAll(() => database.drop())

  it('install twice, count, remove without a trace', () => lifeOfTriggers(root))

  it('a counter that is installed anew never comes back to a number that it had', async () => {
    const version = "select changes from model_meta.change_counts where table_name = 'events'"
    const seen: number[] = []
    for (let round = 0; round < 3; round++) {
      await inWorkspace(root, async workspace => {
        const events = all(workspace).filter(id => id.endsWith('.events'))
        await workspace.installTriggers(events)
        const [row] = await database.query<{ changes: string }>(version)
        seen.push(Number(row!.changes))
        await workspace.removeTriggers(events)
      })
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  it('a managed table gets a notice, keeps its counter, and is not counted anew', async () => {
    await inWorkspace(root, async workspace => {
      await workspace.run(runOptions({ command: 'run' }), () => undefined)
      const notes = all(workspace).filter(id => id.endsWith('.notes'))
      expect(await workspace.installTriggers(notes)).toMatchObject([
        { installed: true, changes: 0 },
      ])
      await database.query('insert into core.notes values (1)')
      expect(await workspace.removeTriggers(notes)).toMatchObject([{ changes: 1 }])
      const triggers = await database.query(
        "select tgname from pg_trigger where tgname like 'model%'",
      )
      expect(triggers).toEqual([{ tgname: 'model_change_counter' }])
    })
  })

  const problems = async (work: Promise<unknown>): Promise<string[]> => {
    const error = (await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )) as ProblemsError | undefined
    return (error?.problems ?? [error]).map(problem =>
      String(problem && 'code' in problem ? problem.code : problem),
    )
  }

  it('says which right is missing, and changes nothing', async () => {
    const role = `${database.name}_role`
    const url = new URL(database.url)
    url.username = role
    await database.query(`create role ${role} login; grant create on database ${database.name} to ${role};
      grant usage on schema core to ${role}`)
    const theirs = writeProject(files(`{adapter: postgres, url: '${url.href}'}`))
    try {
      await inWorkspace(theirs, async workspace => {
        const events = all(workspace).filter(id => id.endsWith('.events'))
        expect(await problems(workspace.installTriggers(events))).toEqual(['M4510'])
        await database.query('drop schema model_meta cascade')
        await database.query(`grant trigger on core.events to ${role}`)
        expect(await workspace.installTriggers(events)).toMatchObject([{ installed: true }])
        expect(await problems(workspace.removeTriggers(events))).toEqual(['M4510'])
      })
    } finally {
      await database.query(`drop trigger model_change_notice on core.events;
        drop trigger model_change_counter on core.events;
        drop owned by ${role} cascade; drop role ${role}`)
    }
  })

  it('refuses what is no table, and says so where nothing asks for one', async () => {
    await database.query('drop table core.events; create view core.events as select 1 as id')
    await inWorkspace(root, async workspace => {
      const ids = all(workspace)
      expect(
        await problems(workspace.installTriggers(ids.filter(id => id.endsWith('.events')))),
      ).toEqual(['M4511'])
      expect(
        await problems(workspace.installTriggers(ids.filter(id => id.endsWith('.others')))),
      ).toEqual(['M4512'])
    })
  })
})
