/** What the database refuses of the tool itself, before or beside the models: a coded error, never a bare one. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startModel } from '../support/model-process.ts'
import {
  createDatabase,
  queryOnce,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'

const FILES = { 'models/total.sql': '{{config materialized="table"}}\nselect 1 as n\n' }

describe.skipIf(SERVER_URL === undefined)('a build that the database does not let begin', () => {
  let database: TestDatabase
  let role: string

  beforeAll(async () => {
    database = await createDatabase('refused')
    role = `${database.name}_role`
    await database.query(`create role ${role} login`)
  })
  afterAll(async () => {
    await database.drop()
    await queryOnce(SERVER_URL!, `drop role ${role}`)
  })

  const build = async (url: string, setting = '') => {
    const root = writePostgresProject(FILES, url, setting)
    const { code, stdout, stderr } = await startModel(['build', '--project-dir', root]).ended
    return { code, said: stdout + stderr }
  }

  it('says so with a code and what to change: for want of time', async () => {
    expect(await build(database.url)).toMatchObject({ code: 0 })
    // Long enough to connect; the ledger is another's for longer.
    const holder = new pg.Client({ connectionString: database.url })
    await holder.connect()
    await holder.query('begin; lock table model_meta.migrations in access exclusive mode')
    const { code, said } = await build(database.url, ', statement_timeout: 500ms')
    await holder.end()
    expect(code).toBe(2)
    expect(said).toMatch(/M3017.*statement timeout[\s\S]*Raise statement_timeout/)
    expect(said).not.toMatch(/Unexpected error|\n\s+at /)
  })

  it('says so with a code and what to change: for want of a right', async () => {
    const url = new URL(database.url)
    url.username = role
    const { code, said } = await build(url.href)
    expect(code).toBe(2)
    expect(said).toMatch(/M3017.*permission denied[\s\S]*Grant the role/)
    expect(said).not.toMatch(/Unexpected error|\n\s+at /)
  })
})
