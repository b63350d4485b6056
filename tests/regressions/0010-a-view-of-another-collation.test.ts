/** A column of a view that is compared in another way now: the database refuses to replace such a view under its identity. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createDatabase,
  SERVER_URL,
  type TestDatabase,
  writePostgresProject,
} from '../support/postgres-database.ts'
import { run, writeFiles, writeProject } from '../support/project.ts'

const FILES = {
  'models/words.sql': "select 'a'::text as word, 1 as n",
  'models/above.sql': 'select word from {{ref "words"}}',
}
const CHANGED = { 'models/words.sql': 'select \'a\'::text collate "C" as word, 1 as n' }

describe.each(['pglite', ...(SERVER_URL ? ['postgres'] : [])])('on %s', engine => {
  let database: TestDatabase | undefined
  beforeAll(async () => {
    if (engine === 'postgres') database = await createDatabase('collation')
  })
  afterAll(() => database?.drop())

  it('a view whose column has another collation is published, and what reads it', async () => {
    const root = database ? writePostgresProject(FILES, database.url) : writeProject(FILES)
    expect((await run(root)).status).toBe('success')
    writeFiles(root, CHANGED)
    expect((await run(root)).status).toBe('success')
  })
})
