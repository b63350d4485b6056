/** What a dead run left, and somebody reads in a transaction that stays open. */
import pg from 'pg'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import { run, statuses } from '../support/project.ts'

const FILES = { 'models/total.sql': '{{config materialized="table"}}\nselect 1 as n\n' }

describe.skipIf(SERVER_URL === undefined)('an orphan in use', () => {
  let database: TestDatabase
  let reader: pg.Client
  let root: string

  beforeEach(async () => {
    database = await createDatabase('orphans')
    root = writePostgresProject(FILES, database.url, ', publish_timeout: 1')
    await database.query(`
      create schema public__stage; create schema public__old;
      create table public__stage.total as select 0 as n;
      create table public__stage.other as select 0 as n;
      create table public__old.gone as select 0 as n`)
    reader = new pg.Client({ connectionString: database.url })
    await reader.connect()
    await reader.query('begin')
    return async () => {
      await reader.end()
      await database.drop()
    }
  })

  it('that is in nobody’s way stays, and the others are dropped', async () => {
    await reader.query('select * from public__old.gone, public__stage.other')
    expect(statuses(await run(root))).toEqual({ total: 'success' })
    const left = await database.query(
      "select relname from pg_class where relnamespace in ('public__stage'::regnamespace, 'public__old'::regnamespace) order by 1",
    )
    expect(left).toEqual([{ relname: 'gone' }, { relname: 'other' }])
  })

  it('where a node is to be built is waited for, and named when the time is over', async () => {
    await reader.query('select * from public__stage.total')
    await expect(run(root)).rejects.toMatchObject({
      code: 'M3016',
      message: expect.stringContaining('public__stage.total'),
    })
    const free = setTimeout(() => void reader.query('commit'), 400)
    expect((await run(root)).status).toBe('success')
    clearTimeout(free)
  })
})
