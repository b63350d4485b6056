/** A project with managed tables whose rows only keep/ saves: for tests of kept data. */
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Restored } from '../../src/workspace.ts'
import { inWorkspace, runOptions, writeProject } from './project.ts'

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
/** The managed tables. */
export const SOURCES = `sources:
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

/** One row that tells whether the rows are what they were. */
export const CONTENT = `select md5(string_agg(t::text, E'\\n' order by id)) as digest, count(*)::int as n from crm.status t`

/** The folder of the database. */
export const database = (root: string) => join(root, 'target/warehouse')
/** The folder of what is kept. */
export const keepOf = (root: string) => join(root, 'keep/warehouse')
/** What keep.json says. */
export const contentsOf = (root: string) =>
  JSON.parse(readFileSync(join(keepOf(root), 'keep.json'), 'utf8')) as {
    database: string
    writtenAt: string
    tables: { file: string; structure: { relation: { name: string } } }[]
    runs: { run: string; file: string }[]
    tablesOfLedger: Record<string, { file: string }>
  }
/** The file of a table. */
export const fileOf = (root: string, table: string) =>
  contentsOf(root).tables.find(({ structure }) => structure.relation.name === table)!.file

let template: Promise<string> | undefined

/** A project whose database has rows that were written by hand, and kept: a copy of one that is made once. */
export async function filled(): Promise<string> {
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
export async function restored(root: string): Promise<Restored | undefined> {
  rmSync(database(root), { recursive: true })
  return reopened(root)
}

/** Opens it, and returns what that says that it restored. */
export async function reopened(root: string): Promise<Restored | undefined> {
  let said: Restored | undefined
  const onRestored = (restored: Restored) => {
    said = restored
  }
  await inWorkspace(root, workspace => workspace.query('select 1', { limit: 1 }), { onRestored })
  return said
}
