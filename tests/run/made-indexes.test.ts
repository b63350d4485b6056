/** Indexes that leave the configuration go with the next build, whatever way it publishes; those of people stay. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  writeFiles,
  writeProject,
} from '../support/project.ts'

keepEngineOpen()

const table = (indexes: string, more = '') =>
  `{{config materialized="table"${more} indexes=(list ${indexes})}}\nselect 1 as a, 2 as b, 3 as c\n`
const on = (column: string, more = '') => `(dict columns=(list "${column}")${more})`
const models = (indexes: string): Files => ({
  'models/moves.sql': table(indexes),
  'models/stays.sql': table(indexes, ' on_publish="in_place"'),
})

const INDEXES = `select c.relname as table, i.relname as index, indisunique as single
  from pg_index join pg_class c on c.oid = indrelid join pg_class i on i.oid = indexrelid
  where c.relnamespace = 'public'::regnamespace and c.relname in ('moves', 'stays') order by 1, 2`

/** Of both tables equally. */
const both = (...indexes: (readonly [string, boolean])[]) =>
  ['moves', 'stays'].flatMap(name =>
    indexes.map(([columns, single]) => ({ table: name, index: `${name}_${columns}`, single })),
  )

describe('on the embedded engine', () => leaves(() => writeProject(models(''))))

describe.skipIf(SERVER_URL === undefined)('on PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('made_indexes')
  })
  afterAll(() => database?.drop())
  leaves(() => writePostgresProject(models(''), database.url))

  it('one that is configured no more waits until nobody reads a table that stays', async () => {
    const root = writePostgresProject(models(on('a')), database.url)
    const build = async (indexes: string) => {
      writeFiles(root, models(indexes))
      expect(await run(root, { adopt: true })).toMatchObject({ status: 'success' })
      return (await rows(root, INDEXES)).map(row => row['index'])
    }
    await build(on('a'))
    expect(await build(on('a'))).toContain('stays_a_idx')
    const reader = new pg.Client({ connectionString: database.url })
    await reader.connect()
    await reader.query('begin; select * from stays')
    expect(await build('')).toContain('stays_a_idx')
    await reader.end()
    expect(await build('')).not.toContain('stays_a_idx')
  })
})

function leaves(write: () => string): void {
  it('a configured index goes when it is configured no more, and one that somebody made stays', async () => {
    const root = write()
    const build = async (indexes: string) => {
      writeFiles(root, models(indexes))
      expect(await run(root)).toMatchObject({ status: 'success' })
    }
    await build(`${on('a')} ${on('b')}`)
    await inWorkspace(root, async workspace => {
      for (const name of ['moves', 'stays'])
        await workspace.query(`create index ${name}_by_hand on ${name} (c)`, { limit: null })
    })
    await build(`${on('a')} ${on('b')}`)
    const hand = ['by_hand', false] as const
    expect(await rows(root, INDEXES)).toEqual(both(['a_idx', false], ['b_idx', false], hand))
    await build(`${on('a', ' unique=true')}`)
    const left = await rows(root, INDEXES)
    expect(left.filter(row => row['table'] === 'moves')).toEqual(
      both(['a_idx', true], hand).slice(0, 2),
    )
    // The name was taken while the new one was made beside the old one.
    expect(left.filter(row => row['table'] === 'stays')).toEqual(
      both(['a_idx1', true], hand).slice(2),
    )
    await build('')
    expect(await rows(root, INDEXES)).toEqual(both(hand))
  })
}
