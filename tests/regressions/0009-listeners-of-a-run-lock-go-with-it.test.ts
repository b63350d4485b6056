/** Runs of one long-lived process on one connection: what a run lock listens for ends with the run. */
import { afterAll, describe, expect, it } from 'vitest'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import { inWorkspace, runOptions } from '../support/project.ts'

describe.skipIf(SERVER_URL === undefined)('run() many times on one workspace', () => {
  let database: TestDatabase
  afterAll(() => database?.drop())

  it('leaves no listeners on the connection, so that Node warns of no leak', async () => {
    database = await createDatabase('listeners')
    const root = writePostgresProject({ 'models/one.sql': 'select 1 as n\n' }, database.url)
    const warned: string[] = []
    const note = (warning: Error) => warned.push(warning.name)
    process.on('warning', note)
    await inWorkspace(root, async workspace => {
      for (let i = 0; i < 12; i++) await workspace.run(runOptions(), () => undefined)
    })
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', note)
    expect(warned).toEqual([])
  })
})
