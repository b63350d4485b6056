/** Kept data: what an embedded database holds and nothing can make anew outlives its folder. */
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/types.ts'
import type { Restored } from '../../src/workspace.ts'
import {
  inWorkspace,
  rows,
  run,
  runOptions,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

const COLUMNS = `
          - {name: id, data_type: bigserial, constraints: [{type: primary_key}]}
          - {name: domain, data_type: text, nullable: false, constraints: [{type: unique}]}
          - {name: note, data_type: text}
          - {name: amount, data_type: 'numeric(38,18)'}
          - {name: at, data_type: timestamptz}
          - {name: day, data_type: date}
          - {name: tags, data_type: 'text[]'}
          - {name: body, data_type: json}
          - {name: details, data_type: jsonb}
          - {name: ratio, data_type: double precision}
          - {name: bytes, data_type: bytea}
          - {name: pause, data_type: interval}
          - {name: "a \\"b", data_type: boolean}`
const SOURCES = `sources:
  - name: crm
    tables:
      - name: status
        managed: true
        columns:${COLUMNS}
      - name: single
        managed: true
        columns: [{name: word, data_type: text}]
`
const FILES = {
  'models/sources.yml': SOURCES,
  'models/states.sql': `{{config materialized="table"}}
select count(*) as n from {{source "crm" "status"}}
`,
}

/** Values that a careless text form would change. */
const ROWS = `insert into crm.status (domain, note, amount, at, day, tags, body, details, ratio, bytes, pause, "a ""b")
values
 ('a.example', null, 12345678901234567890.123456789012345678, '2026-02-14 09:30:00.123456+01', '0044-03-15 BC',
  array['x,y', 'quo"te', null, ''], '{"b": 1,  "a": [1, 2]}', '{"b": 1, "a": null}', 0.1, '\\x00ff', '1 mon -3 days 04:05:06.7', true),
 ('b.example', '', 0, 'infinity', 'infinity', '{}', 'null', '[]', 'NaN', '', '0', false),
 ('c.example', E'line\\r\\nbreak \\\\. "quoted" \\\\N', null, null, null, null, null, null, 1e-300, null, null, null),
 ('\\.', 'NULL', 1.10, '2026-02-14', null, null, null, null, null, null, null, null)`

const CONTENT = `select md5(string_agg(t::text, E'\\n' order by id)) as digest, count(*)::int as n from crm.status t`

const database = (root: string) => join(root, 'target/warehouse')
const keepOf = (root: string) => join(root, 'keep/warehouse')
const contentsOf = (root: string) =>
  JSON.parse(readFileSync(join(keepOf(root), 'keep.json'), 'utf8')) as {
    database: string
    writtenAt: string
    tables: { file: string; structure: { relation: { name: string } } }[]
    runs: { run: string; file: string }[]
    tablesOfLedger: Record<string, { file: string }>
  }
const fileOf = (root: string, table: string) =>
  contentsOf(root).tables.find(({ structure }) => structure.relation.name === table)!.file

let template: Promise<string> | undefined

/** A project whose database has rows that were written by hand, and kept: a copy of one that is made once. */
async function filled(): Promise<string> {
  template ??= fill()
  const root = writeProject({})
  cpSync(await template, root, { recursive: true })
  return root
}

async function fill(): Promise<string> {
  const root = writeProject(FILES)
  await inWorkspace(root, async workspace => {
    await workspace.run(runOptions(), () => undefined)
    await workspace.query(ROWS, { limit: null })
    await workspace.query("insert into crm.single values (''), (null), ('x')", { limit: null })
    await workspace.run(runOptions({ command: 'refresh' }), () => undefined)
  })
  return root
}

/** Removes the folder as a person might, and returns what the next command says that it restored. */
async function restored(root: string): Promise<Restored | undefined> {
  rmSync(database(root), { recursive: true })
  return reopened(root)
}

async function reopened(root: string): Promise<Restored | undefined> {
  let said: Restored | undefined
  const onRestored = (restored: Restored) => {
    said = restored
  }
  await inWorkspace(root, workspace => workspace.query('select 1', { limit: 1 }), { onRestored })
  return said
}

describe('kept data', () => {
  let root: string
  beforeAll(async () => {
    root = await filled()
  })

  it('is restored into a new folder exactly: NULL and empty text, json, arrays, numbers, times', async () => {
    const before = await rows(root, CONTENT)
    const said = await restored(root)
    expect(said?.tables).toEqual([
      { name: 'crm.single', rows: 3 },
      { name: 'crm.status', rows: 4 },
    ])
    expect(await rows(root, CONTENT)).toEqual(before)
    expect(
      await rows(root, 'select word, word is null as absent from crm.single order by 1'),
    ).toEqual([
      { word: '', absent: false },
      { word: 'x', absent: false },
      { word: null, absent: true },
    ])
    expect(await rows(root, 'select note from crm.status order by id')).toEqual([
      { note: null },
      { note: '' },
      { note: 'line\r\nbreak \\. "quoted" \\N' },
      { note: 'NULL' },
    ])
  })

  it('brings back keys, constraints, sequences and the change counter', async () => {
    await restored(root)
    await rows(root, "delete from crm.status where domain = '\\.'")
    await rows(root, "insert into crm.status (domain) values ('e.example')")
    expect(await rows(root, "select id from crm.status where domain = 'e.example'")).toEqual([
      { id: '5' },
    ])
    const twice = rows(root, "insert into crm.status (domain) values ('e.example')")
    await expect(twice).rejects.toThrow(/status_domain_key/)
    const [count] = await rows(
      root,
      "select changes from model_meta.change_counts where table_name = 'status'",
    )
    expect(Number(count!['changes'])).toBe(3)
  })

  it('leaves what a build makes as missing, with its history; a refresh builds it', async () => {
    await run(root)
    await restored(root)
    const status = await inWorkspace(root, workspace => workspace.status())
    const states = status.find(({ name }) => name === 'public.states')!
    expect(states).toMatchObject({ state: 'missing', last_result: { status: 'success' } })
    expect(states.refreshed_at).not.toBeNull()
    expect((await inWorkspace(root, workspace => workspace.runs(100))).length).toBeGreaterThan(2)
    const outcome = await run(root, { command: 'refresh' })
    expect(statuses(outcome)).toMatchObject({ states: 'success' })
    expect(await rows(root, 'select n::int from states')).toEqual([{ n: 4 }])
    expect((await run(root, { command: 'refresh' })).status).toBe('no-op')
  })

  it('writes only what has changed, and removes what is replaced', async () => {
    const before = fileOf(root, 'status')
    const single = statSync(join(keepOf(root), fileOf(root, 'single'))).mtimeMs
    await rows(root, "update crm.status set note = 'changed' where id = 1")
    await run(root, { command: 'refresh' })
    expect(fileOf(root, 'status')).not.toBe(before)
    expect(statSync(join(keepOf(root), fileOf(root, 'single'))).mtimeMs).toBe(single)
    const named = contentsOf(root)
    const files = [...named.tables, ...named.runs, ...Object.values(named.tablesOfLedger)]
    expect(readdirSync(keepOf(root)).sort()).toEqual(
      ['keep.json', ...files.map(({ file }) => file)].sort(),
    )
  })

  it('gives a column that came since null, and refuses one that went', async () => {
    writeFiles(root, {
      'models/sources.yml': SOURCES.replace(
        '[{name: word, data_type: text}]',
        '[{name: word, data_type: text}, {name: late, data_type: integer}]',
      ),
    })
    await restored(root)
    await run(root)
    expect(await rows(root, "select late from crm.single where word = 'x'")).toEqual([
      { late: null },
    ])
    writeFiles(root, { 'models/sources.yml': SOURCES })
    await restored(root)
    await expect(run(root)).rejects.toThrow(/M3006.*late/)
    await rows(root, 'alter table crm.single drop column late')
    await run(root)
  })

  it('keeps all environments of the folder', async () => {
    writeFiles(root, {
      'project.yml': `name: shop
target: local
targets:
  local: {adapter: pglite, path: target/warehouse, demo_sources: true}
  dev: {adapter: pglite, path: target/warehouse, demo_sources: true, schema_prefix: dev_}
`,
    })
    await run(root, {}, { target: 'dev' })
    await rows(root, "insert into dev_crm.single values ('of dev')")
    await run(root)
    const said = await restored(root)
    expect(said?.tables.map(({ name }) => name)).toEqual([
      'crm.single',
      'crm.status',
      'dev_crm.single',
      'dev_crm.status',
    ])
    expect(await rows(root, 'select word from dev_crm.single')).toEqual([{ word: 'of dev' }])
  })

  it('lies below the target path when that is given', async () => {
    const targetPath = join(root, 'elsewhere')
    await run(root, {}, { targetPath })
    expect(existsSync(join(targetPath, 'keep/warehouse/keep.json'))).toBe(true)
  })
})

describe('damaged kept data', () => {
  let root: string
  beforeAll(async () => {
    root = await filled()
  })

  it('is refused by name as long as the folder is to be made, and nothing is lost', async () => {
    const file = join(keepOf(root), fileOf(root, 'status'))
    const whole = readFileSync(file)
    rmSync(database(root), { recursive: true })
    writeFileSync(file, whole.subarray(0, whole.length / 2))
    await expect(run(root)).rejects.toThrow(/status.*its content is not what was written/)
    rmSync(file)
    await expect(run(root)).rejects.toMatchObject({ code: 'M4002' })
    writeFileSync(file, whole)
    expect((await reopened(root))?.tables).toHaveLength(2)
  })

  it('says so when keep.json is cut off, and is moved aside by an export of a whole database', async () => {
    const contents = join(keepOf(root), 'keep.json')
    writeFileSync(contents, readFileSync(contents, 'utf8').slice(0, 100))
    const warnings: string[] = []
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'warning') warnings.push(event.message)
    }
    await run(root, {}, { onEvent })
    expect(warnings.join()).toMatch(/is now in .*keep\/warehouse\.[0-9a-f]{8}/)
    expect(readdirSync(join(root, 'keep'))).toHaveLength(2)
    expect((await restored(root))?.tables).toHaveLength(2)
  })

  it('of a database that is another one is moved aside', async () => {
    rmSync(keepOf(root), { recursive: true })
    writeFileSync(join(root, 'keep/marker'), '')
    await run(root)
    const { database: name } = contentsOf(root)
    const contents = join(keepOf(root), 'keep.json')
    const foreign = readFileSync(contents, 'utf8').replace(name, 'another')
    writeFileSync(contents, foreign)
    await run(root)
    expect(contentsOf(root).database).toBe(name)
    expect(readdirSync(join(root, 'keep')).length).toBeGreaterThan(3)
  })

  it('of a newer tool is refused', async () => {
    const contents = join(keepOf(root), 'keep.json')
    const whole = readFileSync(contents, 'utf8')
    rmSync(database(root), { recursive: true })
    writeFileSync(contents, whole.replace('"ledger": ', '"ledger": 9'))
    await expect(run(root)).rejects.toMatchObject({ code: 'M4004' })
    writeFileSync(contents, whole.replace('"format": 1', '"format": 2'))
    await expect(run(root)).rejects.toMatchObject({ code: 'M4004' })
    writeFileSync(contents, whole)
    await run(root)
  })

  it('is written again after a file could not be', async () => {
    const warnings: string[] = []
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'warning') warnings.push(event.message)
    }
    rmSync(join(root, 'keep'), { recursive: true })
    writeFileSync(join(root, 'keep'), 'a file in the way')
    expect((await run(root, {}, { onEvent })).status).toBe('success')
    expect(warnings.join()).toMatch(/cannot be written to .*keep/)
    rmSync(join(root, 'keep'))
    await run(root)
    expect(contentsOf(root).tables).toHaveLength(2)
  })
})

describe('removing the warehouse', () => {
  it('keeps what was written since the last run, then removes folder and remembered answers', async () => {
    const root = await filled()
    await rows(root, "insert into crm.status (domain) values ('late.example')")
    const removed = await inWorkspace(root, async workspace =>
      workspace.removeWarehouse((await workspace.prepareRemoval())!),
    )
    expect(removed).toEqual(['target/warehouse'])
    expect(readdirSync(join(root, 'target')).filter(name => /^warehouse/.test(name))).toEqual([])
    expect(await rows(root, 'select count(*)::int as n from crm.status')).toEqual([{ n: 5 }])
  })

  it('refuses while another process has it', async () => {
    const root = await filled()
    await inWorkspace(
      root,
      async holder => {
        await holder.query('select 1', { limit: 1 })
        const other = inWorkspace(root, workspace => workspace.prepareRemoval())
        await expect(other).rejects.toMatchObject({ code: 'M4007' })
      },
      { serves: true },
    )
    await inWorkspace(root, async holder => {
      await holder.query('select 1', { limit: 1 })
      const other = inWorkspace(root, workspace => workspace.prepareRemoval())
      await expect(other).rejects.toMatchObject({ code: 'M2201' })
    })
  })

  it('of another major version says how old the last export is, and the next build has it', async () => {
    const root = await filled()
    const version = join(database(root), 'PG_VERSION')
    writeFileSync(version, '17\n')
    const { writtenAt } = contentsOf(root)
    const opening = inWorkspace(root, workspace => workspace.query('select 1', { limit: 1 }))
    await expect(opening).rejects.toMatchObject({
      code: 'M2003',
      hint: expect.stringContaining(`${writtenAt} (`),
    })
    const removal = await inWorkspace(root, async workspace => {
      const prepared = (await workspace.prepareRemoval())!
      await workspace.removeWarehouse(prepared)
      return prepared
    })
    expect(removal.keptSince).toContain(writtenAt)
    await run(root)
    expect(await rows(root, 'select count(*)::int as n from crm.status')).toEqual([{ n: 4 }])
  })
})

describe('a workspace that serves', () => {
  it('keeps what was written through it when it stops', async () => {
    const root = await filled()
    const write = "insert into crm.status (domain) values ('served.example')"
    await inWorkspace(root, workspace => workspace.query(write, { limit: null }), { serves: true })
    const said = await restored(root)
    expect(said?.tables[1]).toEqual({ name: 'crm.status', rows: 5 })
  })

  it('lets its clients keep after their runs', async () => {
    const root = await filled()
    await inWorkspace(
      root,
      async holder => {
        await holder.query("insert into crm.status (domain) values ('x')", { limit: null })
        await inWorkspace(root, client => client.run(runOptions(), () => undefined))
        expect(readFileSync(join(keepOf(root), fileOf(root, 'status')), 'utf8')).toMatch(/"x"/)
      },
      { serves: true },
    )
  })
})

describe('foreign keys of managed tables', () => {
  it('come back between managed tables, and are named when what they point at is not built yet', async () => {
    const root = await filled()
    await rows(root, 'alter table crm.status add column twin bigint references crm.status')
    await rows(root, 'alter table states add constraint states_key unique (n)')
    await rows(root, 'alter table crm.single add column n bigint references states (n)')
    await inWorkspace(root, workspace => workspace.keep())
    const said = await restored(root)
    expect(said?.lost).toHaveLength(1)
    expect(said?.lost[0]).toMatch(/single_n_fkey.*states/s)
    const bad = rows(root, "insert into crm.status (domain, twin) values ('f', 999)")
    await expect(bad).rejects.toThrow(/foreign key/)
  })
})
