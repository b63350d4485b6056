/** Readers while the relations that they read are published; tests/long has ten times as many publications, under load. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, SERVER_URL, type TestDatabase } from '../support/postgres-database.ts'
import { makeRelations, readWhilePublishing } from '../support/readers.ts'

describe.skipIf(SERVER_URL === undefined)('readers of published relations', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await createDatabase('readers')
  })
  beforeEach(() => makeRelations(database.url))
  afterAll(() => database?.drop())

  it('see no error, nothing empty and nothing mixed, while they are swapped 20 times', async () => {
    const figures = await readWhilePublishing({ url: database.url, editions: 20 })
    expect(figures.wrong).toEqual([])
    expect(figures.reads).toBeGreaterThan(50)
    expect(figures.inPlace).toBe(0)
    // Who has read the table holds it: the swap waits for the end of the transaction.
    expect(figures.transactionsOfTwo).toBe(0)
  })

  it('see whole editions in every statement while rows are replaced in place 10 times', async () => {
    const figures = await readWhilePublishing({ url: database.url, editions: 10, inPlace: true })
    expect(figures.wrong).toEqual([])
    expect(figures.inPlace).toBe(10)
  })
})
