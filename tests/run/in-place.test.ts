/** Builds that publish in place: what is configured so, what hangs on a table, what a dry run says of both. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/types.ts'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import {
  type Files,
  inWorkspace,
  keepEngineOpen,
  rows,
  run,
  statuses,
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const table = (select: string, config = '') =>
  `{{config materialized="table"${config}}}\n${select}\n`

const editions = (edition: number) => `id,edition\n1,${edition}\n2,${edition}\n`

const FILES: Files = {
  'seeds/raw.csv': editions(1),
  'models/stays.sql': table('select * from {{ref "raw"}}', ' on_publish="in_place"'),
  'models/keyed.sql': table('select * from {{ref "stays"}}'),
  'models/moves.sql': table('select * from {{ref "keyed"}}'),
  'models/seen.sql': '{{config materialized="view"}}\nselect * from {{ref "moves"}}\n',
  'models/schema.yml': `models:
  - name: keyed
    config: {contract: {enforced: true}}
    columns:
      - {name: id, data_type: integer, constraints: [{type: primary_key}], tests: [unique]}
      - {name: edition, data_type: integer}
`,
}

const SEEN = `select 'stays' as name, * from stays union all select 'keyed', * from keyed
  union all select 'moves', * from moves union all select 'seen', * from seen union all select 'theirs', * from theirs`

const IDENTITIES =
  "select 'stays'::regclass::oid as stays, 'keyed'::regclass::oid as keyed, 'moves'::regclass::oid as moves"

const describeServer = describe.skipIf(SERVER_URL === undefined)

describe('on the embedded engine', () => buildsInPlace(async () => writeProject(FILES)))

describeServer('on PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('in_place')
  })
  afterAll(() => database?.drop())
  buildsInPlace(async () => writePostgresProject(FILES, database.url))
})

function buildsInPlace(write: () => Promise<string>): void {
  it('keeps the identity of some tables and swaps the others at one moment, as the dry run says', async () => {
    const root = await write()
    expect((await run(root)).status).toBe('success')
    const [before] = await ask(
      root,
      'create table lines (id integer references keyed)',
      'insert into lines values (2)',
      'create view theirs as select * from moves',
      IDENTITIES,
    )
    writeFiles(root, { 'seeds/raw.csv': editions(2) })

    const { plan } = await run(root, { dryRun: true })
    const publish = plan.steps.find(step => step.kind === 'publish')!
    expect(publish.notes.map(note => [note.kind, note.relation.name, note.reason.text])).toEqual([
      ['in place', 'stays', 'on_publish: in_place'],
      ['in place', 'keyed', 'foreign key lines_id_fkey on public.lines'],
      ['re-point', 'theirs', 'reads public.moves'],
    ])

    const events: RunEvent[] = []
    const outcome = await run(root, {}, { onEvent: event => void events.push(event) })
    expect(outcome.status).toBe('success')
    const published = events.find(event => event.kind === 'published')!
    expect(published.inPlace.map(({ relation, reason }) => [relation.name, reason.code])).toEqual([
      ['stays', 'configured'],
      ['keyed', 'neighbour'],
    ])
    expect(published.repointed.map(view => view.name)).toEqual(['theirs'])
    const seen = await rows(root, SEEN)
    expect(seen).toHaveLength(10)
    expect(new Set(seen.map(row => row['edition']))).toEqual(new Set([2]))
    const [after] = await rows(root, IDENTITIES)
    expect([after!['stays'], after!['keyed']]).toEqual([before!['stays'], before!['keyed']])
    expect(after!['moves']).not.toBe(before!['moves'])
    expect(await leftOnStages(root)).toEqual([])
  })

  it('publishes nothing when a row that others refer to is gone, and says which', async () => {
    const root = await write()
    await run(root, { adopt: true })
    await ask(
      root,
      'create table if not exists lines (id integer references keyed)',
      'insert into lines values (2)',
    )
    writeFiles(root, { 'seeds/raw.csv': 'id,edition\n1,3\n' })
    const outcome = await run(root)
    expect(outcome.status).toBe('error')
    expect(statuses(outcome)).toMatchObject({ raw: 'held', keyed: 'held', seen: 'held' })
    expect(outcome.refusal).toMatchObject({ code: 'M2106' })
    expect(outcome.refusal!.message).toContain('lines_id_fkey')
    expect(await rows(root, 'select count(*)::int as n from raw')).toEqual([{ n: 2 }])
    writeFiles(root, { 'seeds/raw.csv': editions(4) })
    expect((await run(root)).status).toBe('success')
    expect(await leftOnStages(root)).toEqual([])
  })
}

/** Statements one after the other in one workspace; the rows of the last. */
function ask(root: string, ...statements: readonly string[]) {
  return inWorkspace(root, async workspace => {
    let last: readonly Record<string, unknown>[] = []
    for (const sql of statements) last = (await workspace.query(sql, { limit: null })).rows
    return last
  })
}

function leftOnStages(root: string): Promise<readonly unknown[]> {
  return rows(
    root,
    `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where nspname like '%\\_\\_stage' or nspname like '%\\_\\_old'`,
  )
}
