/** What the database refuses of the tool itself, before or beside the models: a coded error, never a bare one. */
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

  it.each([
    [
      'for want of time',
      'statement_timeout: 1ms',
      '',
      /M3017.*statement timeout[\s\S]*Raise statement_timeout/,
    ],
    ['for want of a right', '', 'role', /M3017.*permission denied[\s\S]*Grant the role/],
  ])('says so with a code and what to change: %s', async (_, setting, as, said) => {
    const url = new URL(database.url)
    if (as === 'role') url.username = role
    const root = writePostgresProject(FILES, url.href, setting === '' ? '' : `, ${setting}`)
    const { code, stdout, stderr } = await startModel(['build', '--project-dir', root]).ended
    expect(code).toBe(2)
    expect(stdout + stderr).toMatch(said)
    expect(stdout + stderr).not.toMatch(/Unexpected error|\n\s+at /)
  })
})
